package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/// ```
/// failed ─┐
/// failed ─┼─▶ after three failures at once the breaker is open
/// failed ─┘
/// ```
class BreakerRaceTest {
  private static final int RUNS = 500;

  // Inside an explored block plain checks only: the explorer compares what it meets by `equals`,
  // which assertions of AssertJ refuse.

  @Test
  void failuresAtTheSameTimeAreAllCounted() {
    Lincheck.runConcurrentTest(RUNS, () -> {
      var breaker = new Breaker();
      together(breaker, b -> b.failed(0), b -> b.failed(0), b -> b.failed(0));
      if (breaker.isClosed(0)) throw new AssertionError("a failure was lost");
    });
  }

  @Test
  void aSuccessAtTheSameTimeNeverLeavesMoreFailuresThanThereWere() {
    Lincheck.runConcurrentTest(RUNS, () -> {
      var breaker = new Breaker();
      together(breaker, b -> b.failed(0), Breaker::succeeded, b -> b.failed(0));
      if (!breaker.isClosed(0)) throw new AssertionError("two failures count as three");
    });
  }

  @Test
  void aBreakerThatReadsAndThenWritesIsCaught() {
    assertThatThrownBy(() -> Lincheck.runConcurrentTest(RUNS, () -> {
      var breaker = new Torn();
      together(breaker, Torn::failed, Torn::failed, Torn::failed);
      boolean isLost = breaker.failures != Breaker.FAILURES_MAX;
      if (isLost) throw new AssertionError("a failure was lost");
    })).hasMessageContaining("a failure was lost");
  }

  /// Known to be wrong: shows that the exploration finds what it looks for.
  private static final class Torn {
    private volatile int failures;

    void failed() {
      int before = failures;
      failures = before + 1;
    }
  }

  /// A subclass of Thread with the shared object in a field of its own: what a plain thread or a
  /// lambda captures is taken for unshared, and not explored.
  private static final class Racer<T> extends Thread {
    private final T shared;
    private final Consumer<T> act;

    Racer(T shared, Consumer<T> act) {
      this.shared = shared;
      this.act = act;
    }

    @Override
    public void run() {
      act.accept(shared);
    }
  }

  private static <T> void together(T shared, Consumer<T> first, Consumer<T> second,
      Consumer<T> third) {
    var one = new Racer<>(shared, first);
    var two = new Racer<>(shared, second);
    var three = new Racer<>(shared, third);
    one.start();
    two.start();
    three.start();
    try {
      one.join();
      two.join();
      three.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
