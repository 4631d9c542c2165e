package dev.nanobot.world;

import org.jspecify.annotations.Nullable;

/// The thread that alone may touch an object: the first one that says so.
///
/// Owned: the check itself needs no guard. Whoever reads a wrong value is another thread, and
/// fails.
public final class Owner {
  private @Nullable Thread thread; // set once, by the owner

  /// @throws IllegalStateException when the caller is not the owner
  public void check() {
    Thread current = Thread.currentThread();
    if (thread == null) thread = current;
    if (thread != current) {
      throw new IllegalStateException(
          "only " + thread.getName() + " may do this, not " + current.getName());
    }
  }
}
