package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
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
      together(() -> breaker.failed(0), () -> breaker.failed(0), () -> breaker.failed(0));
      if (breaker.isClosed(0)) throw new AssertionError("a failure was lost");
    });
  }

  @Test
  void aSuccessAtTheSameTimeNeverLeavesMoreFailuresThanThereWere() {
    Lincheck.runConcurrentTest(RUNS, () -> {
      var breaker = new Breaker();
      together(() -> breaker.failed(0), breaker::succeeded, () -> breaker.failed(0));
      if (!breaker.isClosed(0)) throw new AssertionError("two failures count as three");
    });
  }

  @Test
  void aBreakerThatReadsAndThenWritesIsCaught() {
    assertThatThrownBy(() -> Lincheck.runConcurrentTest(RUNS, () -> {
      var breaker = new Torn();
      together(breaker::failed, breaker::failed, breaker::failed);
      if (breaker.failures != Breaker.FAILURES_MAX) throw new AssertionError("a failure was lost");
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

  /// A subclass of Thread: what a plain thread captures is not explored on this JDK.
  private static final class Racer extends Thread {
    private final Runnable body;

    Racer(Runnable body) {
      this.body = body;
    }

    @Override
    public void run() {
      body.run();
    }
  }

  private static void together(Runnable... bodies) {
    List<Racer> racers = Stream.of(bodies).map(Racer::new).toList();
    racers.forEach(Thread::start);
    for (Racer racer : racers) {
      try {
        racer.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
