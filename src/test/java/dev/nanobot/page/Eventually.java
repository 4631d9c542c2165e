package dev.nanobot.page;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Waiting for what another process or a browser brings about.
final class Eventually {
  private static final long LOOK_MS = 25;

  private Eventually() {}

  @FunctionalInterface
  interface Claim {
    boolean isTrue() throws IOException, InterruptedException;
  }

  /// Looks until it is true, at most so long; then says what was expected.
  static void is(Duration longest, Claim claim, Supplier<String> expected)
      throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      try {
        if (claim.isTrue()) return;
      } catch (IOException e) {
        if (System.nanoTime() > end) throw new AssertionError(expected.get(), e);
      }
      if (System.nanoTime() > end) throw new AssertionError("expected: " + expected.get());
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }
}
