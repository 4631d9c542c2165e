package dev.nanobot.world;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waiting in a test for a state that other threads or processes bring about.
public final class Until {
  private static final Duration LOOK = Duration.ofMillis(5);

  private Until() {}

  /// Looks at a state until it is there, at most so long by the world's clock.
  public static void is(World world, Duration longest, String what, BooleanSupplier state)
      throws InterruptedException {
    long start = world.nanos();
    while (!state.getAsBoolean()) {
      if (world.since(start).compareTo(longest) > 0) throw new AssertionError("in vain: " + what);
      world.sleep(LOOK);
    }
  }
}
