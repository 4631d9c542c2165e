package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;
import dev.nanobot.http.Backoff;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a platform is silent, as its courier sees it: after a message that got no answer it is
/// asked something that nobody sees, later each time, and nothing is said until it answers. What is
/// not said is not said twice, and uses up no attempt.
///
/// Owned by the courier's thread.
final class Silence {
  private static final Logger log = LoggerFactory.getLogger(Silence.class);

  /// Questions come 1 s to a minute apart, without end.
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Integer.MAX_VALUE);

  /// After so long what waits is tried all the same, in case that only the question gets no answer.
  /// A message has more attempts than a day has such times.
  static final Duration HELD_MAX = Duration.ofHours(4);

  private final World world;
  private final Channel channel;
  private boolean isDoubtful;
  private long doubtfulSince;
  private boolean isSilent; // since a question got no answer
  private Duration wait = Duration.ZERO;
  private long nextQuestion;

  Silence(World world, Channel channel) {
    this.world = world;
    this.channel = channel;
  }

  /// A message was taken.
  void heard() {
    if (isSilent) log.info("{} answers again", channel.name());
    isDoubtful = false;
    isSilent = false;
    wait = Duration.ZERO;
  }

  /// A message got no answer.
  void unheard() {
    if (isDoubtful) return;
    isDoubtful = true;
    doubtfulSince = world.nanos();
    nextQuestion = doubtfulSince;
  }

  /// Whether nothing is to be said now. Asks, when it is time to.
  boolean holds() throws InterruptedException {
    if (!isDoubtful) return false;
    if (world.nanos() - nextQuestion < 0) return true;
    if (answers()) {
      heard();
      return false;
    }
    if (!isSilent) log.warn("{} does not answer: messages wait", channel.name());
    isSilent = true;
    wait = BACKOFF.after(world, wait, Optional.empty());
    nextQuestion = world.nanos() + wait.toNanos();
    isDoubtful = world.since(doubtfulSince).compareTo(HELD_MAX) < 0;
    return isDoubtful;
  }

  private boolean answers() throws InterruptedException {
    try {
      return channel.answers();
    } catch (RuntimeException e) { // A bug of the channel: messages are tried then.
      log.error("{} failed unexpectedly", channel.name(), e);
      return true;
    }
  }
}
