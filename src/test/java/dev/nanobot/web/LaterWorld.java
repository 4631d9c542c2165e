package dev.nanobot.web;

import dev.nanobot.world.PassingWorld;
import java.time.Duration;
import java.time.Instant;

/// The real world, whose clocks a test puts forward.
final class LaterWorld extends PassingWorld {
  private final Instant beganAt = real.now();
  private final long beganNanos = real.nanos();
  private volatile Duration ahead = Duration.ZERO;
  private volatile boolean isStill;

  /// From now on no time passes but what a test says: nothing is too late.
  void stand() {
    ahead = ahead.plusNanos(real.nanos() - beganNanos);
    isStill = true;
  }

  void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public Instant now() {
    return (isStill ? beganAt : real.now()).plus(ahead);
  }

  @Override
  public long nanos() {
    return (isStill ? beganNanos : real.nanos()) + ahead.toNanos();
  }
}
