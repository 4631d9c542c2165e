package dev.nanobot.gateway;

import dev.nanobot.world.PassingWorld;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The real world with clocks that run `times` as fast, so that what happens after a minute
/// happens soon. It begins at noon of today: a day's sums stay within a day.
final class FastWorld extends PassingWorld {
  private final Instant startedAt =
      real.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(12));
  private final long startNanos = real.nanos();
  private final int times;
  private volatile Duration jumped = Duration.ZERO; // one test thread sets it

  FastWorld(int times) {
    this.times = times;
  }

  @Override
  public Instant now() {
    return startedAt.plusNanos(nanos() - startNanos).plus(jumped);
  }

  /// Sets the wall clock, and nothing else.
  void jump(Duration by) {
    jumped = jumped.plus(by);
  }

  @Override
  public long nanos() {
    return startNanos + (real.nanos() - startNanos) * times;
  }

  @Override
  public void park(Duration longest) {
    real.park(longest.dividedBy(times).plusNanos(1));
  }
}
