package dev.nanobot.provider;

import dev.nanobot.world.Cell;
import java.time.Duration;

/// Remembers that a model failed again and again, so that others are asked first for a while.
///
/// ```
/// CLOSED --3 failures in a row--> OPEN for 60 s --then--> CLOSED after a success,
///                                                         OPEN again after one more failure
/// ```
///
/// Shared: any turn reports and asks; `state` is replaced as a whole.
final class Breaker {
  static final int FAILURES_MAX = 3;
  static final Duration PAUSE = Duration.ofSeconds(60);

  /// Failures in a row, at most `FAILURES_MAX`, and when the pause ends, by the growing clock.
  private record State(int failures, long pauseEndNanos) {}

  private static final State CLOSED = new State(0, 0);

  private final Cell<State> state = new Cell<>(CLOSED);

  /// Whether the model may be asked at `nanos`.
  boolean isClosed(long nanos) {
    State now = state.get();
    return now.failures < FAILURES_MAX || nanos - now.pauseEndNanos >= 0;
  }

  void succeeded() {
    state.set(CLOSED);
  }

  void failed(long nanos) {
    state.update(
        before -> new State(Math.min(FAILURES_MAX, before.failures + 1), nanos + PAUSE.toNanos()));
  }
}
