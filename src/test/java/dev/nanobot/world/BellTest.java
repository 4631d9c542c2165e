package dev.nanobot.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BellTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration SHORT = Duration.ofMillis(5);

  private final World world = new RealWorld();
  private final Bell bell = new Bell(world);

  @Test
  void aRingBeforeTheWaitIsRemembered() throws InterruptedException {
    bell.ring();
    bell.await(LONG);
  }

  @Test
  void ringsTogetherCountOnce() throws InterruptedException {
    bell.ring();
    bell.ring();
    bell.await(LONG);
    long start = world.nanos();
    bell.await(SHORT);
    assertThat(world.since(start)).isGreaterThanOrEqualTo(SHORT);
  }

  @Test
  void anInterruptEndsAWait() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> bell.await(LONG)).isInstanceOf(InterruptedException.class);
  }

  /// Otherwise whoever is rung for all the time cannot be stopped.
  @Test
  void anInterruptCountsMoreThanARing() throws InterruptedException {
    bell.ring();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> bell.await(LONG)).isInstanceOf(InterruptedException.class);
    bell.await(LONG);
  }
}
