package dev.nanobot.world;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A wake-up: a ring before a wait is remembered, rings together count once. Ring after the work
/// is visible, look for work after a wait: then no work is missed.
///
/// Shared: any thread rings; one thread at a time, the owner, waits.
public final class Bell {
  private final World world;
  private volatile boolean isRung; // set by any thread, cleared by the owner
  private volatile @Nullable Thread owner; // set by the owner, read by ringers

  public Bell(World world) {
    this.world = world;
  }

  public void ring() {
    isRung = true;
    LockSupport.unpark(owner);
  }

  /// Waits for a ring, at most `timeout`. An interrupt counts more than a ring, which is then
  /// remembered: who is rung for all the time can be stopped.
  public void await(Duration timeout) throws InterruptedException {
    if (Thread.interrupted()) throw new InterruptedException();
    owner = Thread.currentThread();
    long end = world.nanos() + timeout.toNanos();
    for (long left = timeout.toNanos(); !isRung && left > 0; left = end - world.nanos()) {
      world.park(Duration.ofNanos(left));
      if (Thread.interrupted()) throw new InterruptedException();
    }
    isRung = false;
  }
}
