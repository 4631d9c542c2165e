package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A channel for bridges: any program is a platform by speaking JSON lines over two streams
/// (`docs/stdio-channel.md`).
///
/// A stream's read or write cannot be interrupted, so two daemon threads of its own do nothing
/// else: one reads lines and gives answers to who waits for them, one writes lines. When the input
/// ends, the channel hears nothing more and waits for the interrupt; what it says still goes out.
///
/// Shared: one thread listens, any number send. The two queues and `Answers` are all they share.
public final class Stdio implements Channel {
  private static final Logger LOG = LoggerFactory.getLogger(Stdio.class);
  private static final int LINES_WAITING_MAX = 256;
  private static final int LINES_HEARD_MAX = 16;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final World world;
  private final Config config;
  private final String name;
  private final StdioLines lines;
  private final OutputStream out;
  private final Answers answers;
  private final ArrayBlockingQueue<Heard.Told> heard = new ArrayBlockingQueue<>(LINES_HEARD_MAX);
  private final ArrayBlockingQueue<String> toWrite = new ArrayBlockingQueue<>(LINES_WAITING_MAX);
  private boolean isStarted; // by the listening thread only

  public Stdio(Config config, World world, InputStream in, OutputStream out) {
    this.world = world;
    this.config = config;
    this.name = new SessionKey(config.channel(), config.account(), "any", "").endpoint();
    this.lines = new StdioLines(in);
    this.out = out;
    this.answers = new Answers(world);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void listen(Intake intake) throws InterruptedException {
    if (!isStarted) {
      isStarted = true;
      world.startPlatform(name + " reader", this::read);
      world.startPlatform(name + " writer", this::write);
    }
    while (true) {
      switch (heard.take()) {
        case Heard.Message message -> toWrite.put(accept(intake, message));
        case Heard.Bad bad -> toWrite.put(StdioWire.error(bad.id(), "expected: " + bad.expected()));
        case Heard.End end -> {
          LOG.info("{} hears nothing more: {}", name, end.reason());
          while (true) world.sleep(FOR_EVER);
        }
      }
    }
  }

  private String accept(Intake intake, Heard.Message message) {
    var session =
        new SessionKey(config.channel(), config.account(), message.chat(), message.thread());
    var principal = new Principal(name + ":" + message.sender());
    var inbound =
        new Inbound(name, message.id(), session, principal, Trust.ALLOWED, message.text());
    try {
      return StdioWire.accepted(message.id(), intake.accept(inbound));
    } catch (RuntimeException e) {
      // Whatever the reason: unacknowledged, and the bridge knows that it must bring it again.
      LOG.warn("{} could not have a message stored", name, e);
      return StdioWire.notStored(message.id());
    }
  }

  private static String nobodyWaits(long id) {
    return StdioWire.error(
        Optional.of(Long.toString(id)), "expected: one answer to a \"say\" line, in time");
  }

  @Override
  public Optional<String> send(Outbound message) throws InterruptedException {
    Optional<Heard.Answer> answer =
        answers.ask(message.id(), () -> say(message), config.answerWait());
    if (answer.isEmpty()) {
      throw DeliveryException.undecided(
          "the bridge did not answer within " + config.answerWait().toMillis() + " ms");
    }
    return switch (answer.get()) {
      case Heard.Said said -> said.platformId();
      case Heard.Refused refused -> throw undelivered(refused);
    };
  }

  /// Whoever names a time speaks of the platform, and not of this message.
  private static DeliveryException undelivered(Heard.Refused refused) {
    return refused.isRetryable() && refused.retryAfter().isPresent()
        ? DeliveryException.notNow(refused.reason(), refused.retryAfter())
        : new DeliveryException(refused.reason(), refused.isRetryable(), null);
  }

  private void say(Outbound message) {
    if (!toWrite.offer(StdioWire.say(message))) {
      throw DeliveryException.unreached("the bridge does not read its lines");
    }
  }

  private void read() {
    try {
      Heard next;
      do {
        next = lines.next();
        switch (next) {
          case Heard.Told told -> heard.put(told);
          // An answer does not wait behind messages that are being stored.
          case Heard.Answer answer -> {
            if (!answers.answer(answer)) toWrite.put(nobodyWaits(answer.id()));
          }
        }
      } while (!(next instanceof Heard.End));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The root of its thread: this ends it.
    }
  }

  private void write() {
    try {
      while (true) {
        String line = toWrite.take();
        out.write((line + "\n").getBytes(UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      // From here the queue fills up, and everything to say fails as retryable.
      LOG.warn("{} says nothing more: {}", name, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// `channel` and `account` name its sessions; `answerWait` is how long a bridge may take to
  /// answer a `say` line.
  public record Config(String channel, String account, Duration answerWait)
      implements ChannelConfig {
    public static final Config DEFAULT = new Config("stdio", "", Duration.ofSeconds(10));

    public Config {
      if (answerWait.isNegative() || answerWait.isZero()) {
        throw new IllegalArgumentException("a bridge has more than 0 ms to answer");
      }
    }

    @Override
    public Channel channel(Means means) {
      return new Stdio(this, means.world(), means.in(), means.out());
    }
  }

  /// Whether a bridge speaks over standard input and output, and what its chats are told before an
  /// answer: a bridge may take the first line of a turn for the answer, so nothing unless it asks.
  public record Settings(boolean enabled, boolean sendProgress, boolean sendToolHints)
      implements ChannelSettings {
    public static final Settings DEFAULTS = new Settings(false, false, false);

    @Override
    public Steps steps(SessionKey chat) {
      return new Steps(sendProgress, sendToolHints);
    }

    @Override
    public Config config() {
      return Config.DEFAULT;
    }
  }
}
