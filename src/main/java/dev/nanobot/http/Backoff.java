package dev.nanobot.http;

import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Optional;

/// How often to try, and how long to wait in between: `base`, doubled after each failure up to
/// `max`, of which the upper half is left to chance so that many callers do not come back together.
public record Backoff(Duration base, Duration max, int attemptsMax) {
  private static final int DOUBLINGS_MAX = 20;

  /// Three attempts, about 1 s and 2 s apart.
  public static final Backoff STANDARD =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 3);

  public Backoff {
    if (!base.isPositive() || max.compareTo(base) < 0 || attemptsMax < 1) {
      throw new IllegalArgumentException("a backoff has a base, a max above it and an attempt");
    }
    if (max.compareTo(RetryAfter.WAIT_MAX) > 0) {
      throw new IllegalArgumentException("a backoff waits at most " + RetryAfter.WAIT_MAX);
    }
  }

  /// The wait after the `failures`th failure in a row, counted from 1: never shorter than what the
  /// server asked for. Empty when no attempt is left.
  public Optional<Duration> next(World world, int failures, Optional<Duration> retryAfter) {
    if (failures < 1) throw new IllegalArgumentException("failures are counted from 1");
    if (failures >= attemptsMax) return Optional.empty();
    Duration own = jittered(world, failures);
    return Optional.of(retryAfter.filter(asked -> asked.compareTo(own) > 0).orElse(own));
  }

  /// The wait after one of `before`, however many there were: the first is after none. Never
  /// shorter than what the server asked for.
  public Duration after(World world, Duration before, Optional<Duration> retryAfter) {
    Duration twice = before.multipliedBy(2);
    Duration own = jittered(world, twice.compareTo(base) < 0 ? base : twice);
    return retryAfter.filter(asked -> asked.compareTo(own) > 0).orElse(own);
  }

  /// Whether a wait was as long as the longest may be.
  public boolean isLongest(Duration wait) {
    return wait.multipliedBy(2).compareTo(max) >= 0;
  }

  private Duration jittered(World world, int failures) {
    int doublings = Math.min(failures - 1, DOUBLINGS_MAX);
    return jittered(world, base.multipliedBy(1L << doublings));
  }

  private Duration jittered(World world, Duration ceiling) {
    long ceilingMs = Math.min(max.toMillis(), ceiling.toMillis());
    long halfMs = ceilingMs / 2;
    return Duration.ofMillis(ceilingMs - world.chance((int) halfMs + 1));
  }
}
