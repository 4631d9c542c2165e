package dev.nanobot.gateway;

import static java.nio.charset.CodingErrorAction.REPLACE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.tool.Contained;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the agent, once in each slot of time, to do what a file says, if the file says anything.
///
/// Slots are counted from 1970, so they lie where they lay before a restart, and one that was begun
/// before is not begun again. Each is a conversation of its own.
///
/// Owned by the thread that runs it.
public final class Heartbeat {
  /// The answer that nobody is told.
  static final String NOTHING = "HEARTBEAT_OK";

  static final SessionKey SESSION = SessionKey.of("heartbeat", "main");

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
  private static final int FILE_CHARS_MAX = 256 * 1024;
  private static final String QUESTION =
      "It is time to look at %s in your workspace. Read it, do what is due now, and say what "
          + "should be told. If nothing needs attention, answer only "
          + NOTHING
          + ".";

  private static final Pattern COMMENT = Pattern.compile("<!--.*?(-->|\\z)", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("#{1,6}(\\s.*)?");
  private static final String POINT = "([-*+]|[0-9]{1,9}[.)])";
  private static final Pattern DONE =
      Pattern.compile(POINT + "(\\s+\\[\\s*])?|" + POINT + "\\s+\\[[xX]](\\s.*)?");

  /// The longest sleep at a stretch: a clock that was set is noticed after it.
  private static final Duration SLEEP_MAX = Duration.ofMinutes(1);

  private final World world;
  private final Store store;
  private final Bells bells;
  private final Path file;
  private final Config config;

  /// How long a slot is, and who is told.
  public record Config(Duration interval, SessionKey deliverTo) {
    public Config {
      if (interval.toSeconds() < 1) {
        throw new IllegalArgumentException("a heartbeat's interval is at least a second");
      }
    }
  }

  public Heartbeat(World world, Store store, Bells bells, Path file, Config config) {
    this.world = world;
    this.store = store;
    this.bells = bells;
    this.file = file;
    this.config = config;
  }

  /// Runs until interrupted.
  public void run() throws InterruptedException {
    long done = Long.MIN_VALUE;
    while (true) {
      long slot = slot(world.now());
      if (slot != done) beat(slot);
      done = slot;
      Duration left = Duration.between(world.now(), start(slot + 1));
      world.sleep(left.compareTo(SLEEP_MAX) < 0 ? left : SLEEP_MAX);
    }
  }

  long slot(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), config.interval().toSeconds());
  }

  private Instant start(long slot) {
    return Instant.ofEpochSecond(slot * config.interval().toSeconds());
  }

  /// Looks at the file, and asks if there is something to do and the last time is over.
  void beat(long slot) {
    if (!hasWork(text())) return;
    var purpose =
        new Purpose(Origin.SCHEDULE, Task.TALK, new AnswerTo.Chat(config.deliverTo()), NOTHING);
    var message =
        new Inbound(
            SESSION.channel(),
            "heartbeat@" + slot,
            SESSION,
            Principal.LOCAL,
            Trust.OWNER,
            QUESTION.formatted(file.getFileName()),
            purpose);
    Optional<Receipt> receipt = store.callers().callAnew(message);
    if (receipt.isEmpty()) log.info("the heartbeat is left out: the last one is still at work");
    else if (receipt.get().isNew()) {
      log.info("heartbeat: message {}", receipt.get().messageId());
      bells.inbox().ring();
    }
  }

  private String text() {
    String name = String.valueOf(file.getFileName());
    var decoder = UTF_8.newDecoder().onMalformedInput(REPLACE).onUnmappableCharacter(REPLACE);
    try {
      return Contained.head(file.resolveSibling(""), name, FILE_CHARS_MAX, decoder);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      log.warn("{} cannot be read: {}", file, e.getMessage());
      return "";
    }
  }

  /// Whether a text says something to do: a line that is neither blank nor a heading, a comment, an
  /// empty point or one that is ticked.
  static boolean hasWork(String text) {
    return COMMENT
        .matcher(text)
        .replaceAll("")
        .lines()
        .map(String::strip)
        .anyMatch(Heartbeat::isWork);
  }

  private static boolean isWork(String line) {
    if (HEADING.matcher(line).matches() || DONE.matcher(line).matches()) return false;
    return line.codePoints().anyMatch(c -> Character.isLetterOrDigit(c) || c > 0x7f);
  }
}
