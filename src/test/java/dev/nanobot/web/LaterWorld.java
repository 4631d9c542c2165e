package dev.nanobot.web;

import dev.nanobot.world.PassingWorld;
import java.time.Duration;
import java.time.Instant;

/// The real world, whose clocks a test puts forward.
final class LaterWorld extends PassingWorld {
  private volatile Duration ahead = Duration.ZERO;

  void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public Instant now() {
    return real.now().plus(ahead);
  }

  @Override
  public long nanos() {
    return real.nanos() + ahead.toNanos();
  }
}
