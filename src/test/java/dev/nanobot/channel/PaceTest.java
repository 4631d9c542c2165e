package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.world.PassingWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Clock world = new Clock();

  /// A clock that goes on when somebody sleeps.
  private static final class Clock extends PassingWorld {
    final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // It may overflow at any time.
    final AtomicInteger sleeps = new AtomicInteger();

    @Override
    public long nanos() {
      return now.get();
    }

    @Override
    public void sleep(Duration duration) {
      assertThat(duration).isPositive();
      sleeps.incrementAndGet();
      now.addAndGet(duration.toNanos());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 60, 120, 600})
  void inNoMinuteThereAreMoreDeedsThanTheRate(int perMinute) throws Exception {
    var pace = new Pace(world, perMinute);
    long start = world.nanos();
    List<Long> deeds = new ArrayList<>();
    for (int i = 0; i < 4 * perMinute; i++) {
      pace.await();
      deeds.add(world.nanos() - start);
    }
    for (long from : deeds) {
      assertThat(deeds.stream().filter(at -> at >= from && at < from + MINUTE).count())
          .isLessThanOrEqualTo(perMinute);
    }
    assertThat(deeds.getLast()).isLessThan(5 * MINUTE);
  }

  @Test
  void aSixthOfTheRateWaitsForNothingAndTheNextOneWaits() throws Exception {
    var pace = new Pace(world, 120);
    for (int i = 0; i < 20; i++) pace.await();
    assertThat(world.sleeps).hasValue(0);
    pace.await();
    assertThat(world.sleeps).hasValue(1);
  }

  @Test
  void restIsNotSaved() throws Exception {
    var pace = new Pace(world, 120);
    world.now.addAndGet(100 * MINUTE);
    for (int i = 0; i < 20; i++) pace.await();
    assertThat(world.sleeps).hasValue(0);
    pace.await();
    assertThat(world.sleeps.get()).isPositive();
  }

  @Test
  void whatCanWaitLeavesRoomForWhatCannot() throws Exception {
    var pace = new Pace(world, 120);
    for (int i = 0; i < 10; i++) pace.awaitQuiet();
    assertThat(world.sleeps).hasValue(0);
    pace.awaitQuiet();
    int sleeps = world.sleeps.get();
    assertThat(sleeps).isPositive();
    for (int i = 0; i < 9; i++) pace.await();
    assertThat(world.sleeps).hasValue(sleeps);
  }

  @Test
  void manyThreadsKeepOneRateTogether() throws Exception {
    var pace = new Pace(world, 120);
    long start = world.nanos();
    List<Thread> threads = new ArrayList<>();
    var done = new AtomicInteger();
    for (int t = 0; t < 8; t++) {
      threads.add(
          world.start(
              "deeds",
              () -> {
                try {
                  for (int i = 0; i < 200; i++) pace.await();
                  done.addAndGet(200);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread thread : threads) thread.join();
    assertThat(done).hasValue(1_600);
    long gap = MINUTE / 100;
    assertThat(world.nanos() - start).isGreaterThanOrEqualTo((1_600 - 20) * gap);
  }
}
