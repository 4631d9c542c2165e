package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A bridge on two operating system pipes.
final class StdioPlatform implements FakePlatform {
  private final RealWorld world = new RealWorld();
  private final Pipe toChannel = open();
  private final Pipe fromChannel = open();
  private final OutputStream out = Channels.newOutputStream(toChannel.sink());
  private final ReentrantLock writing = new ReentrantLock();
  private final Stdio channel;
  private final BlockingQueue<Acknowledged> acknowledged = new LinkedBlockingQueue<>();
  private final BlockingQueue<Spoken> spoken = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> errors = new LinkedBlockingQueue<>();
  private volatile Function<Spoken, Answer> policy = said -> new Taken("p-" + said.key());

  StdioPlatform(Duration answerWait) {
    channel =
        new Stdio(
            new Stdio.Config("stdio", "", answerWait),
            world,
            Channels.newInputStream(toChannel.source()),
            Channels.newOutputStream(fromChannel.sink()));
  }

  /// Begins to read what the channel writes.
  StdioPlatform reading() {
    world.startPlatform("platform reader", this::read);
    return this;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public void bring(String id, String chat, String sender, String text) {
    line(
        Json.write(
            Json.object()
                .put("type", "message")
                .put("id", id)
                .put("chat", chat)
                .put("sender", sender)
                .put("text", text)));
  }

  @Override
  public void bringGarbage() {
    line("{\"type\":\"message\",");
  }

  void line(String line) {
    bytes((line + "\n").getBytes(UTF_8));
  }

  void bytes(byte[] bytes) {
    writing.lock();
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writing.unlock();
    }
  }

  void endInput() throws IOException {
    toChannel.sink().close();
  }

  @Override
  public Acknowledged acknowledged() throws InterruptedException {
    return FakePlatform.next(acknowledged, "an acknowledgement");
  }

  @Override
  public Spoken spoken() throws InterruptedException {
    return FakePlatform.next(spoken, "something said");
  }

  String complaint() throws InterruptedException {
    return error().get("message").stringValue();
  }

  JsonNode error() throws InterruptedException {
    return FakePlatform.next(errors, "an error line");
  }

  @Override
  public void answers(Function<Spoken, Answer> policy) {
    this.policy = policy;
  }

  private void read() {
    var lines =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(fromChannel.source()), UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = Json.parse(line);
        switch (node.get("type").stringValue()) {
          case "accepted" ->
              acknowledged.add(
                  new Acknowledged(node.get("id").stringValue(), node.get("message").toString()));
          case "say" -> world.start("platform say", () -> say(node));
          case "error" -> errors.add(node);
          default -> throw new AssertionError("unknown line: " + line);
        }
      }
    } catch (IOException e) {
      return; // The test is over.
    }
  }

  private void say(JsonNode node) {
    var said =
        new Spoken(
            node.get("chat").stringValue(),
            node.get("key").stringValue(),
            node.get("text").stringValue(),
            node.get("mayBeDuplicate").booleanValue());
    spoken.add(said);
    long id = node.get("id").longValue();
    var answer = Json.object().put("id", id);
    switch (policy.apply(said)) {
      case Taken taken ->
          line(Json.write(answer.put("type", "said").put("platformId", taken.platformId())));
      case Refused refused -> {
        answer
            .put("type", "refused")
            .put("reason", refused.reason())
            .put("retry", refused.isRetryable());
        refused.retryAfter().ifPresent(wait -> answer.put("retryAfterMs", wait.toMillis()));
        line(Json.write(answer));
      }
      case Silence silence -> {}
      case Lost lost -> {}
    }
  }

  @Override
  public void close() {
    try {
      toChannel.sink().close();
      fromChannel.source().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pipe open() {
    try {
      return Pipe.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
