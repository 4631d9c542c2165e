package dev.nanobot.app;

import dev.nanobot.world.Bell;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;

/// The wish that a gateway ends and another one begins in its place, in the same process.
///
/// Shared: anybody may wish it, any number of times; the thread that owns the gateway waits for it.
final class Renewal {
  private static final Duration LONG = Duration.ofHours(1);

  private final Bell bell;
  private final Cell<Boolean> isWanted = new Cell<>(false);

  Renewal(World world) {
    bell = new Bell(world);
  }

  void ask() {
    isWanted.set(true);
    bell.ring();
  }

  void await() throws InterruptedException {
    while (!isWanted.get()) bell.await(LONG);
  }
}
