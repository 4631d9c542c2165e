package dev.nanobot.channel;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.http.Http;
import dev.nanobot.http.LocalServer;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
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

  private final LocalServer server = new LocalServer();
  private final BlockingQueue<Spoken> spoken = new LinkedBlockingQueue<>();
  private volatile Function<Spoken, Answer> policy = said -> new Taken("1");
  private volatile boolean isDown;

  /// Nobody may call before the one that extends it is made.
  FakeHttpPlatform() {
    server.at(
        "/",
        (call, body) -> {
          if (!isDown) serve(call, body); // Else the connection ends without an answer.
        });
  }

  /// Where it is.
  public final String base() {
    return server.base();
  }

  /// Answers one call.
  abstract void serve(HttpExchange exchange, byte[] body) throws IOException, InterruptedException;

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
    server.close();
  }
}
