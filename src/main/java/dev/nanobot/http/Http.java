package dev.nanobot.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.HttpException.Kind;
import dev.nanobot.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/// The way out to the addresses that the operator configured. Addresses that a model or a sender
/// influences go through `Egress` instead.
///
/// Neither redirects nor proxy settings of the environment are followed. Nothing is logged.
///
/// Shared: any thread may exchange.
public final class Http implements AutoCloseable {
  static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration FINISH_MAX = Duration.ofMillis(100);

  private final World world;
  private final Duration finishMax;
  private final CompletableFuture<HttpClient> client = new CompletableFuture<>();

  /// Reads every certificate there is to trust, which a process does once: a client that is made
  /// meanwhile waits for it.
  public static void load() {
    try {
      SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has TLS", e);
    }
  }

  /// Making a client reads every certificate there is to trust. That happens on a thread of its
  /// own, while the program has other things to start.
  public Http(World world) {
    this(world, FINISH_MAX);
  }

  /// `finishMax` is how long the end of an answer that was read is waited for.
  Http(World world, Duration finishMax) {
    this.world = world;
    this.finishMax = finishMax;
    world.startPlatform("http client", this::make);
  }

  private void make() {
    try {
      client.complete(
          HttpClient.newBuilder()
              .connectTimeout(CONNECT_MAX)
              .executor(task -> world.start("http", task))
              .followRedirects(Redirect.NEVER)
              .proxy(HttpClient.Builder.NO_PROXY)
              .build());
    } catch (RuntimeException | Error e) { // the root of a thread: whoever asks learns it
      client.completeExceptionally(e);
    }
  }

  /// Sends `request` and lets `reader` read the answer while it arrives. Blocks; an interrupt ends
  /// the exchange. A connection is used again when the end of its answer comes, at the latest
  /// shortly after `reader` returned.
  ///
  /// The limits hold while `reader` reads, too: its `InputStream` throws the `HttpException`.
  ///
  /// @throws HttpException when no complete answer came
  public <T> T exchange(Request request, Reader<T> reader) throws InterruptedException {
    String host = request.host();
    long start = world.nanos();
    CompletableFuture<HttpResponse<Body>> coming =
        client
            .join()
            .sendAsync(wire(request), ignored -> new Body(world, host, start, request.limits()));
    try {
      HttpResponse<Body> head = await(coming, request);
      T result = reader.read(new Answer(head.statusCode(), head.headers(), head.body()));
      head.body().finish(finishMax);
      return result;
    } catch (IOException | RuntimeException e) {
      if (Thread.interrupted()) throw interrupted(e);
      if (e instanceof IOException failure) throw Failure.of(host, failure);
      throw (RuntimeException) e;
    } finally {
      abandon(coming);
    }
  }

  /// Opens a WebSocket to a `ws` or `wss` address, within `longest`, which every send may take,
  /// too. A redirect is not followed.
  ///
  /// @throws HttpException when it does not come about
  public PushSocket open(
      URI address, Duration longest, int messageBytesMax, PushSocket.Receiver receiver)
      throws InterruptedException {
    String host = String.valueOf(address.getHost());
    CompletableFuture<WebSocket> coming =
        client
            .join()
            .newWebSocketBuilder()
            .connectTimeout(longest)
            .buildAsync(address, new PushSocket.Incoming(receiver, messageBytesMax));
    try {
      return new PushSocket(host, coming.get(longest.toNanos(), TimeUnit.NANOSECONDS), longest);
    } catch (TimeoutException e) {
      coming.thenAccept(WebSocket::abort);
      throw new HttpException(Kind.TIMEOUT, host + " opened no socket in time", e);
    } catch (ExecutionException e) {
      throw new HttpException(Kind.UNREACHABLE, host + " opens no socket", e);
    } catch (InterruptedException e) {
      coming.thenAccept(WebSocket::abort);
      throw e;
    }
  }

  /// Ends every exchange. Without it the process takes 0.3 s longer to exit.
  @Override
  public void close() {
    client.join().shutdownNow();
  }

  private static HttpRequest wire(Request request) {
    BodyPublisher body =
        request.body().length == 0
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(request.body());
    var wire = HttpRequest.newBuilder(request.uri()).method(request.method(), body);
    // Over plain HTTP the client would ask to upgrade to HTTP/2, which some small servers reject.
    boolean isPlain = "http".equalsIgnoreCase(request.uri().getScheme());
    wire.version(isPlain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2);
    request.headers().forEach((name, value) -> put(wire, request, name, value));
    return wire.build();
  }

  /// What the JDK says of a bad header quotes its value, which may be a key: that is not passed on.
  private static void put(HttpRequest.Builder wire, Request request, String name, String value) {
    try {
      wire.header(name, value);
    } catch (IllegalArgumentException e) {
      throw Failure.refused(
          "a header for "
              + request.host()
              + " cannot be sent: "
              + (isToken(name)
                  ? "check the characters of " + name
                  : "its name has characters that no name has"));
    }
  }

  private static boolean isToken(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static HttpResponse<Body> await(
      CompletableFuture<HttpResponse<Body>> coming, Request request)
      throws InterruptedException, IOException {
    Limits limits = request.limits();
    Duration wait = World.shorter(limits.firstByte(), limits.total());
    try {
      return coming.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      String message = request.host() + " did not begin to answer within " + Failure.text(wait);
      throw new HttpException(Kind.TIMEOUT, message, e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException("the client failed", e);
    }
  }

  /// An answer may arrive in the very moment in which nobody waits for it any more.
  private static void abandon(CompletableFuture<HttpResponse<Body>> coming) {
    if (coming.cancel(true) || coming.isCompletedExceptionally()) return;
    coming.join().body().close();
  }

  private static InterruptedException interrupted(Exception cause) {
    var interrupted = new InterruptedException();
    interrupted.initCause(cause);
    return interrupted;
  }

  /// One exchange. `headers` may hold secrets and are never logged. `body` is empty for none, and
  /// nobody changes it any more.
  public record Request(
      String method, URI uri, Map<String, String> headers, byte[] body, Limits limits) {
    public Request {
      headers = Map.copyOf(headers);
    }

    /// One with a text.
    public Request(
        String method, URI uri, Map<String, String> headers, String body, Limits limits) {
      this(method, uri, headers, body.getBytes(UTF_8), limits);
    }

    private String host() {
      return uri.getHost() == null ? "the server" : uri.getHost();
    }

    /// Neither the query nor the headers, which may hold secrets.
    @Override
    public String toString() {
      return method + " " + host();
    }
  }

  /// What an exchange may take: `firstByte` until the answer's head, `idle` between two parts of
  /// its body, `total` for all of it.
  public record Limits(Duration firstByte, Duration idle, Duration total, long bodyBytesMax) {}

  /// The answer's head, and its body while it arrives.
  public record Answer(int status, HttpHeaders headers, InputStream body) {}

  /// Reads an answer on the thread that asked; the body is closed afterwards.
  @FunctionalInterface
  public interface Reader<T> {
    T read(Answer answer) throws IOException, InterruptedException;
  }
}
