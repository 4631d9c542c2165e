package dev.nanobot.channel;

import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Optional;

/// A limit of so many deeds in any minute: the first few at once, the rest evenly.
///
/// Shared: any thread takes from it; the one cell holds when the rate is used up to.
final class Pace {
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int SHARE_AT_ONCE = 6;

  private final World world;
  private final long gapNanos;
  private final int atOnce;
  private final Cell<Long> usedUntil;

  Pace(World world, int perMinute) {
    this.world = world;
    this.atOnce = Math.max(2, perMinute / SHARE_AT_ONCE);
    this.gapNanos = MINUTE_NANOS / Math.max(1, perMinute - atOnce);
    this.usedUntil = new Cell<>(world.nanos());
  }

  /// Waits until there is room for what can wait: half of what may be done at once is left over.
  void awaitQuiet() throws InterruptedException {
    while (!take(atOnce / 2)) world.sleep(Duration.ofNanos(gapNanos));
  }

  /// Waits until there is room.
  void await() throws InterruptedException {
    while (!take(atOnce)) world.sleep(Duration.ofNanos(gapNanos));
  }

  private boolean take(int deeds) {
    long now = world.nanos();
    return usedUntil.updateIf(
        until -> {
          long from = until - now < 0 ? now : until;
          boolean hasRoom = from - now < deeds * gapNanos;
          return hasRoom ? Optional.of(from + gapNanos) : Optional.empty();
        });
  }
}
