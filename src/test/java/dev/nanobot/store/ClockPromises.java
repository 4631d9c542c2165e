package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Job;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Schedules.Firing;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.store.Schedules.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a store promises about jobs when the clock is set.
interface ClockPromises {
  String ID = "0000000c";

  Desk desk();

  private Planned planned() {
    return desk().store.schedules().find(ID).orElseThrow();
  }

  private Instant added(Duration period) {
    Instant now = desk().here.now();
    var errand = new Job.Errand("stretch", ANN, Desk.SENDER, Trust.ALLOWED, new AnswerTo.Session());
    var schedule = new Schedule.Every(period, now);
    var job = new Job(ID, "name", schedule, errand, Misfire.RUN_ONCE, true, false, now);
    desk().store.schedules().add(job, now);
    return now;
  }

  /// Fires the next slot, and moves on by the clock.
  private void fire() {
    Planned planned = planned();
    Instant slot = planned.next().orElseThrow();
    var next = planned.job().schedule().next(desk().here.now());
    desk()
        .store
        .schedules()
        .fire(new Firing(planned, List.of(), List.of(new Run(slot, "do it")), next));
  }

  private void answered() {
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer("done"));
  }

  @Test
  default void aJobThatAWrongClockMovedFarAheadComesBack() {
    Instant start = added(Duration.ofMinutes(1));
    desk().pass(Duration.ofDays(3_650));
    fire();
    desk().pass(Duration.ofDays(-3_650).plusSeconds(90));
    assertThat(desk().store.schedules().replan()).isEqualTo(1);
    assertThat(planned().next()).contains(start.plusSeconds(120));
    assertThat(desk().store.schedules().replan()).isZero();
  }

  @Test
  default void aSlotThatWasDoneIsNotDoneAgainWhenTheClockComesBackToIt() {
    added(Duration.ofMinutes(1));
    desk().pass(Duration.ofSeconds(61));
    fire();
    answered();
    desk().pass(Duration.ofSeconds(-10));
    desk().store.schedules().replan();
    desk().pass(Duration.ofSeconds(10));
    fire();
    assertThat(desk().store.health().inboxWaiting()).isZero();
    assertThat(desk().store.schedules().history(ID, 9))
        .extracting(Slot::state)
        .containsExactly("ran");
  }

  @Test
  default void aSlotThatWasDoneAndForgottenBlocksNothing() {
    added(Duration.ofSeconds(1));
    for (int i = 0; i < Schedules.HISTORY_MAX + 2; i++) {
      desk().pass(Duration.ofSeconds(1));
      fire();
      answered();
    }
    desk().pass(Duration.ofSeconds(-Schedules.HISTORY_MAX - 1));
    desk().store.schedules().replan();
    for (int i = 0; i < 3; i++) {
      desk().pass(Duration.ofSeconds(1));
      fire();
    }
    assertThat(desk().store.health().inboxWaiting()).isZero();
    assertThat(desk().store.schedules().history(ID, Schedules.HISTORY_MAX))
        .extracting(Slot::state)
        .doesNotContain("fired");
  }
}
