package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.race.Race;
import dev.nanobot.race.Torn;
import org.junit.jupiter.api.Test;

/// ```
/// failed ─┐
/// failed ─┼─▶ after three failures at once the breaker is open
/// failed ─┘
/// ```
class BreakerRaceTest {
  // Inside an explored block plain checks only: the explorer compares what it meets by `equals`,
  // which assertions of AssertJ refuse.

  @Test
  void failuresAtTheSameTimeAreAllCounted() {
    Race.explore(
        () -> {
          var breaker = new Breaker();
          Race.together(() -> breaker.failed(0), () -> breaker.failed(0), () -> breaker.failed(0));
          Race.check(!breaker.isClosed(0), "a failure was lost");
        });
  }

  @Test
  void aSuccessAtTheSameTimeNeverLeavesMoreFailuresThanThereWere() {
    Race.explore(
        () -> {
          var breaker = new Breaker();
          Race.together(
              () -> breaker.failed(0), () -> breaker.succeeded(), () -> breaker.failed(0));
          Race.check(breaker.isClosed(0), "two failures count as three");
        });
  }

  @Test
  void aBreakerThatReadsAndThenWritesIsCaught() {
    assertThatThrownBy(
            () ->
                Race.explore(
                    () -> {
                      var breaker = new Torn();
                      Race.together(breaker::add, breaker::add, breaker::add);
                      boolean isLost = breaker.count() != Breaker.FAILURES_MAX;
                      Race.check(!isLost, "a failure was lost");
                    }))
        .hasMessageContaining("a failure was lost");
  }
}
