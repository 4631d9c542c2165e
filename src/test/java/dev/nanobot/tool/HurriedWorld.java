package dev.nanobot.tool;

import dev.nanobot.world.PassingWorld;
import java.time.Duration;

/// The real world, but each look at the clock costs a second.
final class HurriedWorld extends PassingWorld {
  private long looks;

  @Override
  public long nanos() {
    return Duration.ofSeconds(looks++).toNanos();
  }
}
