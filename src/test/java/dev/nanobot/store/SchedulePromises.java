package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nanobot.message.Job;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.store.Schedules.Added;
import dev.nanobot.store.Schedules.Change;
import dev.nanobot.store.Schedules.Firing;
import dev.nanobot.store.Schedules.Miss;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.store.Schedules.Slot;
import dev.nanobot.store.Schedules.Start.AtWork;
import dev.nanobot.store.Schedules.Start.NotFound;
import dev.nanobot.store.Schedules.Start.Started;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a store promises about jobs and their slots.
interface SchedulePromises {
  Duration MINUTE = Duration.ofMinutes(1);

  Desk desk();

  private Schedules schedules() {
    return desk().store.schedules();
  }

  private Job job(String id, SessionKey session, AnswerTo answerTo) {
    Instant now = desk().here.now();
    var errand = new Job.Errand("stretch", session, Desk.SENDER, Trust.ALLOWED, answerTo);
    var schedule = new Schedule.Every(MINUTE, now);
    return new Job(id, "name", schedule, errand, Misfire.RUN_ONCE, true, false, now);
  }

  private Job job(String id) {
    return job(id, ANN, new AnswerTo.Session());
  }

  private Planned added(Job job) {
    assertThat(schedules().add(job, job.createdAt())).isEqualTo(Added.ADDED);
    return schedules().find(job.id()).orElseThrow();
  }

  private static Firing firing(Planned planned) {
    Instant slot = planned.next().orElseThrow();
    return new Firing(
        planned, List.of(), List.of(new Run(slot, "do it")), planned.job().schedule().next(slot));
  }

  /// Fires the job's next slot.
  private void fire(String id) {
    assertThat(schedules().fire(firing(schedules().find(id).orElseThrow()))).isTrue();
  }

  private String said(String id) {
    return String.join(
        ", ",
        schedules().history(id, 10).stream()
            .map(slot -> (slot.state() + " " + slot.reason()).strip())
            .toList());
  }

  @Test
  default void aJobIsKeptAsItWasAdded() {
    Job one = job("00000001");
    var cron = Schedule.cron("0 9 * * 1-5", ZoneId.of("Europe/Berlin"));
    var errand =
        new Job.Errand("look", BOB, new Principal("chat:9"), Trust.OWNER, new AnswerTo.Chat(ANN));
    var two = new Job("00000002", "two", cron, errand, Misfire.SKIP, true, true, one.createdAt());
    added(one);
    Planned kept = added(two);
    assertThat(kept.job()).isEqualTo(two);
    assertThat(kept.next()).isEqualTo(cron.next(desk().here.now()));
    assertThat(desk().other.schedules().find("00000001").orElseThrow().job()).isEqualTo(one);
    assertThat(schedules().all()).extracting(Planned::job).containsExactly(one, two);
    assertThat(schedules().of(Desk.SENDER)).extracting(Planned::job).containsExactly(one);
    Job silent = job("00000003", BOB, new AnswerTo.Nobody());
    assertThat(added(silent).job()).isEqualTo(silent);
  }

  @Test
  default void aJobAddedTwiceIsThereOnce() {
    Planned first = added(job("00000001"));
    desk().pass(MINUTE);
    assertThat(desk().other.schedules().add(job("00000001"), desk().here.now()))
        .isEqualTo(Added.THERE);
    assertThat(schedules().all()).containsExactly(first);
  }

  @Test
  default void nobodyHasMoreJobsThanTheLimit() {
    for (int i = 0; i < Job.JOBS_MAX; i++) added(job("%08x".formatted(i)));
    assertThat(schedules().add(job("ffffffff"), desk().here.now())).isEqualTo(Added.FULL);
    assertThat(schedules().find("ffffffff")).isEmpty();
  }

  @Test
  default void aJobIsDueFromItsSlotOn() {
    added(job("00000001"));
    desk().pass(MINUTE.minusMillis(1));
    assertThat(schedules().due(desk().here.now(), 9)).isEmpty();
    assertThat(schedules().next()).contains(desk().here.now().plusMillis(1));
    desk().pass(Duration.ofMillis(1));
    assertThat(schedules().due(desk().here.now(), 9))
        .extracting(planned -> planned.job().id())
        .containsExactly("00000001");
  }

  @Test
  default void aSlotBecomesAMessageInItsCreatorsNameOnce() {
    Planned seen = added(job("00000001"));
    Instant slot = seen.next().orElseThrow();
    desk().pass(MINUTE);
    assertThat(schedules().fire(firing(seen))).isTrue();
    assertThat(desk().other.schedules().fire(firing(seen))).isFalse();
    assertThat(desk().races("slot")).isEqualTo(1);
    Slot fired = schedules().history("00000001", 9).getFirst();
    assertThat(schedules().history("00000001", 9)).hasSize(1);
    assertThat(fired.slot()).isEqualTo(slot);
    assertThat(fired.state()).isEqualTo("fired");
    assertThat(schedules().find("00000001").orElseThrow().next()).contains(slot.plus(MINUTE));
    var opening = desk().open(desk().lease());
    assertThat(Desk.words(opening.transcript())).containsExactly("user do it");
    assertThat(opening.asker().principal()).isEqualTo(Desk.SENDER);
    assertThat(opening.asker().trust()).isEqualTo(Trust.ALLOWED);
    assertThat(opening.asker().isUnattended()).isTrue();
    assertThat(desk().state(fired.message())).isEqualTo("taken");
  }

  @Test
  default void aSlotEndsWithTheTurnThatItBecame() {
    added(job("00000001"));
    fire("00000001");
    Lease lease = desk().lease();
    desk().open(lease);
    assertThat(said("00000001")).isEqualTo("fired");
    desk().store.finish(lease, answer("done"));
    assertThat(said("00000001")).isEqualTo("ran");
    fire("00000001");
    lease = desk().lease();
    desk().open(lease);
    desk().store.fail(lease, "no model", "sorry");
    assertThat(said("00000001")).isEqualTo("failed no model, ran");
    fire("00000001");
    lease = desk().lease();
    desk().open(lease);
    desk().stop(ANN);
    desk().store.cancel(lease, "stopped");
    assertThat(said("00000001")).isEqualTo("failed stopped, failed no model, ran");
  }

  @Test
  default void aSlotWhoseMessageIsNotTakenEndsWithIt() {
    added(job("00000001"));
    fire("00000001");
    desk().stop(ANN);
    assertThat(said("00000001")).isEqualTo("failed stopped before it began");
    fire("00000001");
    desk().store.delete(ANN);
    assertThat(said("00000001"))
        .isEqualTo("failed session deleted, failed stopped before it began");
  }

  @Test
  default void aSlotIsSkippedWhileTheOneBeforeIsUnderWay() {
    Planned first = added(job("00000001"));
    fire("00000001");
    fire("00000001");
    assertThat(said("00000001"))
        .isEqualTo("skipped the run of " + first.next().orElseThrow() + " is not over, fired");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.finish(lease, answer("done"));
    fire("00000001");
    assertThat(said("00000001")).startsWith("fired, skipped").endsWith("over, ran");
  }

  @Test
  default void whatWasMissedIsPutDown() {
    Planned seen = added(job("00000001"));
    Instant slot = seen.next().orElseThrow();
    desk().pass(MINUTE.multipliedBy(3));
    Instant last = slot.plus(MINUTE);
    schedules()
        .fire(
            new Firing(
                seen,
                List.of(new Miss(slot, "late")),
                List.of(new Run(last, "do it late")),
                Optional.of(last.plus(MINUTE))));
    assertThat(said("00000001")).isEqualTo("fired, missed late");
  }

  @Test
  default void aJobWithoutAnotherSlotIsDisabledOrRemoved() {
    Job keeps = job("00000001");
    Job goes =
        new Job(
            "00000002",
            "n",
            keeps.schedule(),
            keeps.errand(),
            Misfire.SKIP,
            true,
            true,
            keeps.createdAt());
    for (Planned seen : List.of(added(keeps), added(goes))) {
      var run = new Run(seen.next().orElseThrow(), "last");
      schedules().fire(new Firing(seen, List.of(), List.of(run), Optional.empty()));
    }
    Planned kept = schedules().all().getFirst();
    assertThat(schedules().all()).hasSize(1);
    assertThat(kept.job()).isEqualTo(keeps.enabled(false));
    assertThat(kept.next()).isEmpty();
    assertThat(said("00000002")).isEqualTo("fired");
  }

  @Test
  default void aChangeOfWhatSomebodyElseChangedIsRefused() {
    Planned seen = added(job("00000001"));
    Job other = seen.job().enabled(false);
    assertThat(schedules().change(other, seen.version())).isEqualTo(Change.CHANGED);
    assertThat(desk().other.schedules().change(seen.job(), seen.version()))
        .isEqualTo(Change.CONFLICT);
    assertThat(desk().races("job changed")).isEqualTo(1);
    assertThat(schedules().find("00000001").orElseThrow().job()).isEqualTo(other);
    assertThat(schedules().change(job("00000009"), 0)).isEqualTo(Change.NOT_FOUND);
  }

  @Test
  default void aChangedJobIsNotFiredAsItWas() {
    Planned seen = added(job("00000001"));
    schedules().disable("00000001");
    assertThat(schedules().fire(firing(seen))).isFalse();
    schedules().remove("00000001");
    assertThat(schedules().fire(firing(seen))).isFalse();
    assertThat(schedules().history("00000001", 9)).isEmpty();
    assertThat(desk().store.health().inboxWaiting()).isZero();
  }

  @Test
  default void aChangeThatKeepsTheScheduleKeepsTheSlot() {
    Planned seen = added(job("00000001"));
    desk().pass(MINUTE);
    Job renamed =
        new Job(
            "00000001",
            "other",
            seen.job().schedule(),
            seen.job().errand(),
            Misfire.SKIP,
            true,
            false,
            seen.job().createdAt());
    schedules().change(renamed, seen.version());
    assertThat(schedules().find("00000001").orElseThrow().next()).isEqualTo(seen.next());
  }

  @Test
  default void aJobThatWasDisabledGoesOnInItsPhaseAndMakesUpForNothing() {
    Planned seen = added(job("00000001"));
    assertThat(schedules().disable("00000001")).isEqualTo(Change.CHANGED);
    assertThat(schedules().next()).isEmpty();
    desk().pass(MINUTE.multipliedBy(10).plusSeconds(5));
    assertThat(schedules().due(desk().here.now(), 9)).isEmpty();
    assertThat(schedules().enable("00000001")).isEqualTo(Change.CHANGED);
    assertThat(schedules().find("00000001").orElseThrow().next())
        .contains(seen.next().orElseThrow().plus(MINUTE.multipliedBy(10)));
    assertThat(said("00000001")).isEmpty();
    assertThat(schedules().enable("ffffffff")).isEqualTo(Change.NOT_FOUND);
  }

  @Test
  default void aTimeThatIsOverIsNotEnabledAgain() {
    Job every = job("00000001");
    Instant soon = desk().here.now().plusSeconds(5);
    added(
        new Job(
            "00000001",
            "once",
            new Schedule.At(soon),
            every.errand(),
            Misfire.RUN_ONCE,
            true,
            false,
            every.createdAt()));
    fire("00000001");
    desk().pass(MINUTE);
    assertThat(schedules().enable("00000001")).isEqualTo(Change.OVER);
    assertThat(schedules().find("00000001").orElseThrow().job().isEnabled()).isFalse();
  }

  @Test
  default void aDueSlotOfAJobThatIsRemovedOrDisabledIsMissed() {
    added(job("00000001"));
    added(job("00000002"));
    desk().pass(MINUTE);
    schedules().remove("00000001");
    schedules().disable("00000002");
    assertThat(said("00000001")).isEqualTo("missed the job was removed");
    assertThat(said("00000002")).isEqualTo("missed the job was changed");
    assertThat(schedules().remove("00000001")).isFalse();
  }

  @Test
  default void allDueSlotsOfAJobThatIsRemovedAreMissed() {
    added(job("00000001"));
    desk().pass(MINUTE.multipliedBy(ScheduleRows.LEFT_MAX + 1));
    schedules().remove("00000001");
    List<Slot> history = schedules().history("00000001", Schedules.HISTORY_MAX);
    assertThat(history).hasSize(ScheduleRows.LEFT_MAX);
    assertThat(history.getFirst().reason()).startsWith("the job was removed; and all after it ");
  }

  @Test
  default void aJobThatRunsMayBeRemoved() {
    added(job("00000001"));
    fire("00000001");
    Lease lease = desk().lease();
    desk().open(lease);
    schedules().remove("00000001");
    desk().store.finish(lease, answer("done"));
    assertThat(said("00000001")).isEqualTo("ran");
    assertThat(desk().unsent(ANN)).containsExactly("done");
  }

  @Test
  default void aJobIsStartedByHandUnlessItRuns() {
    Planned seen = added(job("00000001"));
    Instant now = desk().here.now();
    assertThat(schedules().start("00000001", new Run(now, "now"))).isInstanceOf(Started.class);
    assertThat(schedules().start("00000001", new Run(now.plusMillis(1), "again")))
        .isEqualTo(new AtWork(now.truncatedTo(ChronoUnit.MILLIS)));
    assertThat(schedules().start("00000002", new Run(now, "now"))).isEqualTo(new NotFound());
    assertThat(said("00000001")).isEqualTo("fired started by hand");
    assertThat(schedules().find("00000001")).contains(seen);
  }

  @Test
  default void whatAToolPlansIsWrittenWithItsResultOnce() {
    Lease lease = desk().asking(ANN, "remind me");
    var call = desk().plan(lease, "a").getFirst();
    var outcome = desk().outcome(call, "ok", new Write.Plan(job("00000001")));
    desk().store.settle(lease, Map.of(call.key(), outcome));
    assertThat(schedules().all()).extracting(Planned::job).containsExactly(job("00000001"));
    var second = desk().plan(lease, "b").getFirst();
    var undo = desk().outcome(second, "ok", new Write.Unplan("00000001"));
    desk().store.settle(lease, Map.of(second.key(), undo));
    assertThat(schedules().all()).isEmpty();
  }

  @Test
  default void aFencedTurnPlansNothing() {
    Lease lease = desk().asking(ANN, "remind me");
    var call = desk().plan(lease, "a").getFirst();
    var outcome = desk().outcome(call, "ok", new Write.Plan(job("00000001")));
    desk().takeOver(ANN);
    assertThat(catchThrowable(() -> desk().store.settle(lease, Map.of(call.key(), outcome))))
        .isInstanceOf(LeaseLost.class);
    assertThat(schedules().all()).isEmpty();
  }

  @Test
  default void onlyTheNewestSlotsAreKept() {
    Planned seen = added(job("00000001"));
    Instant slot = seen.next().orElseThrow();
    for (int i = 0; i < 12; i++) {
      List<Miss> missed = new ArrayList<>();
      for (int k = 0; k < 100; k++) {
        missed.add(new Miss(slot, "late"));
        slot = slot.plus(MINUTE);
      }
      seen = schedules().find("00000001").orElseThrow();
      schedules().fire(new Firing(seen, missed, List.of(), Optional.of(slot)));
    }
    List<Slot> history = schedules().history("00000001", 2_000);
    assertThat(history).hasSize(Schedules.HISTORY_MAX);
    assertThat(history.getFirst().slot()).isEqualTo(slot.minus(MINUTE));
  }
}
