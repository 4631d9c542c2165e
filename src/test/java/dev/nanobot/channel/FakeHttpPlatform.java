package dev.nanobot.channel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nanobot.http.Http;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/// A platform that is spoken to over HTTP: what was said, what becomes of it, and whether anything
/// is answered.
public abstract class FakeHttpPlatform implements FakeChatPlatform {
  final RealWorld world = new RealWorld();
  final Http http = new Http(world);
  final BlockingQueue<Acknowledged> acknowledged = new LinkedBlockingQueue<>();

  /// When the test is over.
  final CountDownLatch closed = new CountDownLatch(1);

  private final HttpServer server;
  private final BlockingQueue<Spoken> spoken = new LinkedBlockingQueue<>();
  private volatile Function<Spoken, Answer> policy = said -> new Taken("1");
  private volatile boolean isDown;

  /// Nobody may call before the one that extends it is made.
  FakeHttpPlatform() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  /// Where it is.
  public final String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!isDown) serve(exchange, body); // Else the connection ends without an answer.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Answers one call.
  abstract void serve(HttpExchange exchange, byte[] body) throws IOException, InterruptedException;

  static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  /// What becomes of what is said; a silence lasts until the end.
  final Answer answerTo(Spoken said) throws InterruptedException {
    spoken.add(said);
    Answer answer = policy.apply(said);
    if (answer instanceof Silence) closed.await();
    return answer;
  }

  @Override
  public final Acknowledged acknowledged() throws InterruptedException {
    return FakePlatform.next(acknowledged, "an acknowledgement");
  }

  @Override
  public final Spoken spoken() throws InterruptedException {
    return FakePlatform.next(spoken, "something said");
  }

  /// Everything said so far that nobody waited for.
  public final List<Spoken> said() {
    return List.copyOf(spoken);
  }

  @Override
  public final void answers(Function<Spoken, Answer> policy) {
    this.policy = policy;
  }

  final boolean isDown() {
    return isDown;
  }

  @Override
  public void isDown(boolean isDown) {
    this.isDown = isDown;
  }

  @Override
  public final void close() {
    closed.countDown();
    http.close();
    server.stop(0);
  }
}
