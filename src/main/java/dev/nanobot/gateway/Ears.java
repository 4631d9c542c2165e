package dev.nanobot.gateway;

import dev.nanobot.http.Backoff;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.provider.Transcriber;
import dev.nanobot.store.Attachments;
import dev.nanobot.store.Attachments.Unheard;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people speak, as text. A message is accepted first, with a mark at each of its files that
/// is audio; before a turn takes it, each is heard, and what was heard is written at the file. A
/// process that dies leaves the mark, and the next one hears. What cannot be heard is noted, and
/// the message is answered with the note.
///
/// Shared: any thread may hear; what is in memory at a time has a limit, and the others wait.
public final class Ears {
  private static final Logger log = LoggerFactory.getLogger(Ears.class);

  /// How much is heard at once.
  private static final int MEGABYTES_MAX = 80;

  /// How often the process may die of a recording.
  private static final int ATTEMPTS_MAX = 3;

  /// How long the recordings of one message are tried, all together: what waits behind it waits.
  private static final Duration MESSAGE_TIME_MAX = Duration.ofMinutes(2);

  /// Three attempts, so that nobody waits long.
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5), 3);

  /// A longer wait that somebody asks for is as good as a refusal: the session stands still.
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  private static final String NOTHING = "nothing is said in it";
  private static final String GIVEN_UP =
      "it was given up after " + ATTEMPTS_MAX + " attempts that came to no end";
  private static final String NO_TIME = "there was no time left for it";

  private final World world;
  private final Attachments attachments;
  private final Transcriber transcriber;
  private final Semaphore megabytes;

  public Ears(World world, Attachments attachments, Transcriber transcriber) {
    this(world, attachments, transcriber, MEGABYTES_MAX);
  }

  Ears(World world, Attachments attachments, Transcriber transcriber, int megabytesMax) {
    this.world = world;
    this.attachments = attachments;
    this.transcriber = transcriber;
    this.megabytes = new Semaphore(megabytesMax, true); // A large one is not overtaken for ever.
  }

  /// Marks what of a message is to be heard; before it is stored.
  void listen(Inbound message) {
    for (Attachment file : message.attachments()) {
      if (file.isAudio()) attachments.listen(file.id());
    }
  }

  /// Hears what waits in a session; returns whether there was something. Blocks for as long as that
  /// takes.
  public boolean hear(SessionKey session) throws InterruptedException {
    List<Unheard> unheard = attachments.unheard(session);
    Map<Long, Duration> left = new HashMap<>(); // by message
    for (Unheard one : unheard) {
      Duration before = left.getOrDefault(one.message(), MESSAGE_TIME_MAX);
      left.put(one.message(), before.minus(hear(one, before)));
    }
    return !unheard.isEmpty();
  }

  /// Hears one within the time that is left for it; returns what of that it took.
  private Duration hear(Unheard one, Duration left) throws InterruptedException {
    Attachment file = one.file();
    int size = 1 + (int) (file.bytes() >> 20);
    megabytes.acquire(size);
    long start = world.nanos();
    try {
      attachments.hear(file.id(), heard(one, left));
      return world.since(start);
    } finally {
      megabytes.release(size);
    }
  }

  private String heard(Unheard one, Duration left) throws InterruptedException {
    Attachment file = one.file();
    String name = file.name().replace('"', '\'').replace('[', '(').replace(']', ')');
    if (one.attempts() >= ATTEMPTS_MAX) {
      log.error("{} is given up after {} attempts", file.id(), ATTEMPTS_MAX);
      return note(name, GIVEN_UP);
    }
    if (!left.isPositive()) return note(name, NO_TIME);
    attachments.tried(file.id());
    try {
      Optional<byte[]> bytes = attachments.bytes(file.id());
      return bytes.isEmpty()
          ? note(name, "the file is gone")
          : heard(name, file, bytes.get(), left);
    } catch (InterruptedException e) {
      attachments.untried(file.id());
      throw e;
    }
  }

  /// A recording must not hold up its session for ever, whatever goes wrong with it.
  private String heard(String name, Attachment file, byte[] bytes, Duration left)
      throws InterruptedException {
    try {
      String text = Intake.clean(text(file, bytes, left)).strip();
      if (text.isEmpty()) return note(name, NOTHING);
      boolean isLong = text.length() > Intake.TEXT_CHARS_MAX;
      String kept = isLong ? text.substring(0, Intake.TEXT_CHARS_MAX) + " (cut)" : text;
      return "[transcribed from \"" + name + "\"]\n" + Intake.clean(kept);
    } catch (ProviderException e) {
      log.warn("{} is not transcribed: {}", file.id(), e.getMessage());
      return note(name, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.error("{} is not transcribed", file.id(), e);
      return note(name, "it failed unexpectedly");
    }
  }

  private static String note(String name, String why) {
    return "[\"" + name + "\" was not transcribed: " + why + "]";
  }

  private String text(Attachment file, byte[] bytes, Duration left) throws InterruptedException {
    long start = world.nanos();
    for (int failures = 1; ; failures++) {
      try {
        return transcriber.text(file.file(), file.type(), bytes);
      } catch (ProviderException e) {
        Optional<Duration> wait = e.pause(world, BACKOFF, failures, PAUSE_MAX);
        if (wait.isEmpty() || world.since(start).plus(wait.get()).compareTo(left) >= 0) throw e;
        world.sleep(wait.get());
      }
    }
  }
}
