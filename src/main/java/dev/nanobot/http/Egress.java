package dev.nanobot.http;

import dev.nanobot.world.World;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The way out to addresses that a model or a sender influences. It reaches the public network
/// and what the operator opened, nothing else.
///
/// A name is looked up once a hop, every address of it is checked, and the connection goes to
/// exactly a checked address, while TLS still proves the name. Redirects are followed with the
/// whole check again. Nothing is logged.
///
/// Not on the JDK's client, which looks names up itself: a name server could show a public address
/// to the check and a private one to the client. Here the check and the connection share one list.
///
/// Shared: any thread may fetch.
public final class Egress {
  public static final int REDIRECTS_MAX = 5;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final World world;
  private final Network network;
  private final Guard guard;
  private final Supplier<SSLSocketFactory> tls;

  public Egress(World world, Allowed allowed) {
    // Not before it is needed: it reads all certificates of the machine.
    this(world, allowed, Network.REAL, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  Egress(World world, Allowed allowed, Network network, Supplier<SSLSocketFactory> tls) {
    this.world = world;
    this.network = network;
    this.tls = tls;
    guard = new Guard(world, allowed, network);
  }

  /// What a fetch may take: `connect` for the look-up and for the connection, `firstByte` for each
  /// silence of the server, `total` for all hops together; `wireBytesMax` and `bodyBytesMax` for
  /// the body before and after decompression.
  public record Limits(
      Duration connect, Duration firstByte, Duration total, int wireBytesMax, int bodyBytesMax) {
    public static final Limits STANDARD =
        new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            5_000_000,
            10_000_000);
  }

  /// An answer; `uri` is where the last redirect led. Any status is an answer.
  public record Page(URI uri, int status, HttpHeaders headers, byte[] body) {}

  /// Reads an address as a model or a person wrote it.
  ///
  /// @throws HttpException of kind `REFUSED`, with the reason
  public static URI uri(String text) {
    return Url.of(text).uri();
  }

  /// Gets a page. Blocks; interruptible.
  ///
  /// @throws HttpException of kind `REFUSED` when the address or a redirect is closed, with a
  ///     reason that a model may read; of another kind when no complete answer came
  public Page fetch(URI uri, Map<String, String> headers, Limits limits)
      throws InterruptedException {
    return send("GET", uri, headers, "", limits);
  }

  /// Sends any request, otherwise as `fetch`. A redirect to another origin loses the headers.
  public Page send(String method, URI uri, Map<String, String> headers, String body, Limits limits)
      throws InterruptedException {
    long start = world.nanos();
    Hop first = new Hop(method, Url.of(uri.toString()), headers, body);
    String host = first.url().hostText();
    // A thread of its own: an interrupt of it closes its connection, at any byte. A platform one:
    // after a virtual thread has blocked on a socket, the process takes 0.3 s longer to exit.
    var fetching = new FutureTask<>(() -> follow(first, limits, start));
    world.startPlatform("fetch from " + host, fetching);
    try {
      return fetching.get(limits.total().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Failure.late(host, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw Failure.of(host, e);
    } finally {
      fetching.cancel(true);
    }
  }

  private Page follow(Hop first, Limits limits, long start) throws InterruptedException {
    Hop hop = first;
    for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      Page page = one(hop, limits, start);
      Optional<String> location = page.headers().firstValue("location");
      if (!REDIRECTS.contains(page.status()) || location.isEmpty()) return page;
      hop = hop.follow(page.status(), location.get());
    }
    throw Failure.refused(
        hop.url().hostText() + " is refused: more than " + REDIRECTS_MAX + " redirects");
  }

  private Page one(Hop hop, Limits limits, long start) throws InterruptedException {
    String host = hop.url().hostText();
    Duration lookUpMax = World.shorter(limits.connect(), left(limits, start));
    if (!lookUpMax.isPositive()) throw Failure.late(host, null);
    List<InetAddress> addresses = guard.check(hop.url(), lookUpMax);
    Duration connectMax = World.shorter(limits.connect(), left(limits, start));
    try (SocketChannel channel = connect(addresses, hop.url().port(), connectMax)) {
      return exchange(channel, hop, limits);
    } catch (IOException e) {
      throw Failure.of(host, e);
    }
  }

  private Duration left(Limits limits, long start) {
    return limits.total().minus(world.since(start));
  }

  /// Tries the addresses in turn; each gets its share of the time that is left.
  private SocketChannel connect(List<InetAddress> addresses, int port, Duration longest)
      throws IOException {
    long start = world.nanos();
    IOException failure = new HttpConnectTimeoutException("no time left");
    for (int i = 0; i < addresses.size(); i++) {
      Duration left = longest.minus(world.since(start));
      Duration share = left.dividedBy(addresses.size() - i);
      if (share.toMillis() <= 0) break;
      try {
        return network.connect(new InetSocketAddress(addresses.get(i), port), share);
      } catch (IOException e) {
        failure = slow(e);
        if (Thread.currentThread().isInterrupted()) throw e;
      }
    }
    throw failure;
  }

  /// The JDK names a connection that takes too long as it names a silent server.
  private static IOException slow(IOException failure) {
    if (!(failure instanceof SocketTimeoutException)) return failure;
    return (IOException) new HttpConnectTimeoutException("too slow").initCause(failure);
  }

  private Page exchange(SocketChannel channel, Hop hop, Limits limits) throws IOException {
    Socket socket = channel.socket();
    socket.setSoTimeout(Math.toIntExact(limits.firstByte().toMillis()));
    Url url = hop.url();
    Socket through = url.isSecure() ? secure(socket, url) : socket;
    Wire.write(through.getOutputStream(), hop);
    var in = new BufferedInputStream(through.getInputStream());
    Wire.Head head = Wire.readHead(in);
    byte[] body = new Content(url.hostText(), limits).read(in, head, hop.method());
    return new Page(url.uri(), head.status(), head.headers(), body);
  }

  /// TLS that proves the name, whatever the address.
  private Socket secure(Socket socket, Url url) throws IOException {
    SSLSocket secure = (SSLSocket) tls.get().createSocket(socket, url.host(), url.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }
}
