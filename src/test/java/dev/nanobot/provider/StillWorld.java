package dev.nanobot.provider;

import dev.nanobot.world.BareWorld;
import java.time.Duration;
import java.time.Instant;

/// A world for one thread, whose clocks move only while that thread waits. Chance is always zero.
final class StillWorld extends BareWorld {
  private long nanos = Long.MAX_VALUE - 5; // A growing clock may also pass the end of the numbers.
  private Duration slept = Duration.ZERO;

  /// How long the thread waited in all.
  Duration slept() {
    return slept;
  }

  void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Override
  public Instant now() {
    return Asks.AT;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void park(Duration longest) {
    slept = slept.plus(longest);
    pass(longest);
  }

  @Override
  public int chance(int bound) {
    return 0;
  }

  @Override
  public String id() {
    return "id";
  }

  @Override
  public String worker() {
    return "still";
  }

  @Override
  public boolean isGone(String worker) {
    return false;
  }
}
