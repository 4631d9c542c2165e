package dev.nanobot.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What turns and keys bring to the one thread that writes to the screen.
///
/// Shared: any thread offers; one takes. When it is full, more is dropped: what is shown is never
/// the truth.
final class Feed<T> {
  /// The most that waits to be shown.
  static final int WAITING_MAX = 10_000;

  private final LinkedBlockingQueue<T> waiting = new LinkedBlockingQueue<>(WAITING_MAX);

  /// Returns whether there was room.
  boolean offer(T item) {
    return waiting.offer(item);
  }

  /// The next item, or none after `timeout`.
  Optional<T> next(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
  }
}
