package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Misfire;
import dev.nanobot.message.Schedule;
import dev.nanobot.store.Schedules.Firing;
import dev.nanobot.store.Schedules.Miss;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DueSlotsTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
  private static final Schedule MINUTELY = Schedule.cron("* * * * *", ZoneOffset.UTC);

  private static Firing plan(Schedule schedule, Misfire misfire, Duration later) {
    var job = Jobs.job(1, schedule, misfire, "1", START);
    var planned = new Planned(job, 3, schedule.next(START));
    return DueSlots.plan(planned, START.plus(later), ZoneId.of("Europe/Berlin"));
  }

  @ParameterizedTest
  @EnumSource(Misfire.class)
  void aSlotThatIsLessThanAMinuteLateIsOnTime(Misfire misfire) {
    Firing firing = plan(MINUTELY, misfire, Duration.ofSeconds(119));
    assertThat(firing.missed()).isEmpty();
    assertThat(firing.runs()).extracting(Run::slot).containsExactly(START.plusSeconds(60));
    assertThat(firing.runs().getFirst().text())
        .startsWith("Scheduled job \"job 1\" (00000001): do it now")
        .endsWith("\n\nstretch")
        .doesNotContain("late", "missed");
    assertThat(firing.next()).contains(START.plusSeconds(120));
  }

  @Test
  void theLastMissedSlotIsMadeUpForAndSaysThatItIsLate() {
    var hourly = Schedule.cron("0 * * * *", ZoneOffset.UTC);
    Firing firing = plan(hourly, Misfire.RUN_ONCE, Duration.ofMinutes(200));
    assertThat(firing.missed())
        .extracting(Miss::slot)
        .containsExactly(START.plusSeconds(3_600), START.plusSeconds(7_200));
    assertThat(firing.runs()).extracting(Run::slot).containsExactly(START.plusSeconds(10_800));
    assertThat(firing.runs().getFirst().text())
        .contains(
            "It is late: it was due at 2026-11-23 12:00:00 Europe/Berlin, 20 min ago.",
            "2 times before it were missed.");
    assertThat(firing.next()).contains(START.plusSeconds(14_400));
  }

  @Test
  void aJobThatSkipsMakesUpForNothing() {
    Firing firing = plan(MINUTELY, Misfire.SKIP, Duration.ofMinutes(10).plusSeconds(1));
    assertThat(firing.missed()).hasSize(9);
    assertThat(firing.runs()).extracting(Run::slot).containsExactly(START.plusSeconds(600));
    Firing late =
        plan(Schedule.cron("0 9 * * *", ZoneOffset.UTC), Misfire.SKIP, Duration.ofHours(2));
    assertThat(late.runs()).isEmpty();
    assertThat(late.missed()).singleElement().satisfies(m -> assertThat(m.reason()).contains("no"));
  }

  @Test
  void aJobThatRunsAllMakesUpForTwenty() {
    Firing firing = plan(MINUTELY, Misfire.RUN_ALL, Duration.ofMinutes(50));
    assertThat(firing.missed()).hasSize(30);
    assertThat(firing.runs()).hasSize(DueSlots.RUNS_MAX);
    assertThat(firing.runs().getFirst().slot()).isEqualTo(START.plusSeconds(31 * 60));
    assertThat(firing.runs().getFirst().text()).contains("30 times before it were missed");
    assertThat(firing.runs().getLast().text()).doesNotContain("late", "missed");
  }

  @Test
  void ofManyMissedSlotsAHundredAreListedAndTheFirstCountsTheOthers() {
    Firing firing = plan(MINUTELY, Misfire.RUN_ONCE, Duration.ofMinutes(1_000));
    assertThat(firing.missed()).hasSize(DueSlots.MISSES_MAX);
    assertThat(firing.missed().getFirst().reason())
        .endsWith("; and 899 before it, from 2026-11-23T08:01:00Z");
    assertThat(firing.missed().getLast().slot()).isEqualTo(START.plusSeconds(999 * 60));
    assertThat(firing.missed().getLast().reason()).doesNotContain("before it");
  }

  @Test
  void aYearOfMissedSecondsIsGoneThroughInParts() {
    var secondly = Schedule.cron("* * * * * *", ZoneOffset.UTC);
    Firing firing = plan(secondly, Misfire.RUN_ALL, Duration.ofDays(365));
    assertThat(firing.runs()).isEmpty();
    assertThat(firing.missed()).hasSize(DueSlots.MISSES_MAX);
    assertThat(firing.next()).contains(START.plusSeconds(DueSlots.SLOTS_MAX + 1L));
  }

  @Test
  void aTimeThatPassedIsMadeUpForAndWasTheLast() {
    var at = new Schedule.At(START.plusSeconds(5));
    Firing firing = plan(at, Misfire.RUN_ONCE, Duration.ofDays(3));
    assertThat(firing.runs().getFirst().text()).contains("It is late", "2 days ago");
    assertThat(firing.next()).isEmpty();
  }

  @Test
  void nothingIsDueBeforeItsTime() {
    Firing firing = plan(MINUTELY, Misfire.RUN_ALL, Duration.ofSeconds(59));
    assertThat(firing.runs()).isEmpty();
    assertThat(firing.missed()).isEmpty();
    assertThat(firing.next()).isEqualTo(firing.planned().next());
  }
}
