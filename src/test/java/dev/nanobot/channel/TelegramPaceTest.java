package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.world.PassingWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TelegramPaceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// A world in which nobody waits, and time passes all the same, until it is over.
  private final class Sleeping extends PassingWorld {
    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      if (isOver) throw new InterruptedException();
      nanos += time.toNanos();
    }
  }

  private final Sleeping world = new Sleeping();
  private boolean isOver;
  private final TelegramPace pace = new TelegramPace(world, 30);

  /// When each was said, in nanoseconds.
  private List<Long> say(int count, String prefix, int chats) throws InterruptedException {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pace.await(prefix + i % chats);
      times.add(world.nanos());
    }
    return times;
  }

  private static int mostWithin(List<Long> times, Duration window) {
    int most = 0;
    for (int first = 0; first < times.size(); first++) {
      long end = times.get(first) + window.toNanos();
      int count = 0;
      for (long time : times.subList(first, times.size())) if (time < end) count++;
      most = Math.max(most, count);
    }
    return most;
  }

  @Test
  void inAChatAFewAreSaidAtOnceAndTheRestOneASecond() throws Exception {
    List<Long> times = say(15, "4", 1);
    assertThat(times.get(4)).isZero();
    assertThat(times.getLast()).isEqualTo(Duration.ofSeconds(10).toNanos());
  }

  @Test
  void noMinuteOfAGroupHasMoreThanTwenty() throws Exception {
    assertThat(mostWithin(say(80, "-10", 1), Duration.ofMinutes(1))).isBetween(19, 20);
  }

  @Test
  void noSecondHasMoreThanThirtyInAll() throws Exception {
    assertThat(mostWithin(say(600, "4", 600), SECOND)).isBetween(28, 30);
  }

  @Test
  void withoutALimitNothingWaits() throws Exception {
    var free = new TelegramPace(world, 0);
    for (int i = 0; i < 100; i++) free.await("4");
    assertThat(world.nanos()).isZero();
    assertThat(free.mayShow("4")).isTrue();
  }

  @Test
  void aChatThatWasRefusedHoldsUpNoOther() throws Exception {
    pace.refused("1", Duration.ofSeconds(9));
    pace.await("2");
    assertThat(world.nanos()).isZero();
    pace.await("1");
    assertThat(world.nanos())
        .isBetween(Duration.ofSeconds(9).toNanos(), Duration.ofSeconds(10).toNanos());
  }

  @Test
  void whenTwoChatsAreRefusedAllWait() throws Exception {
    pace.refused("1", Duration.ofSeconds(9));
    pace.refused("2", Duration.ofSeconds(7));
    pace.await("3");
    assertThat(Duration.ofNanos(world.nanos())).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void oneRefusalAfterTheOtherIsOverHoldsUpNoOther() throws Exception {
    pace.refused("1", Duration.ofSeconds(9));
    world.sleep(Duration.ofSeconds(9));
    pace.refused("2", Duration.ofSeconds(7));
    pace.await("3");
    assertThat(Duration.ofNanos(world.nanos())).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void whoeverHadToWaitTooLongComesAgain() {
    pace.refused("1", Duration.ofSeconds(90));
    pace.refused("2", Duration.ofSeconds(90));
    assertThatThrownBy(() -> pace.await("3"))
        .isInstanceOfSatisfying(
            DeliveryException.class,
            e -> {
              assertThat(e.isRetryable()).isTrue();
              assertThat(e.isUndecided()).isFalse();
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(90));
            });
    assertThat(pace.mayShow("3")).isFalse();
  }

  @Test
  void whoeverIsInterruptedHereHasSentNothing() throws Exception {
    say(5, "4", 1);
    isOver = true;
    assertThatThrownBy(() -> pace.await("40")).isInstanceOf(NothingSent.class);
  }

  @Test
  void whatMattersLittleIsShownOnlyWhereThereIsRoom() throws Exception {
    say(5, "4", 1);
    world.sleep(Duration.ofMillis(200));
    assertThat(pace.mayShow("40")).isFalse();
    assertThat(pace.mayShow("5")).isTrue();
  }
}
