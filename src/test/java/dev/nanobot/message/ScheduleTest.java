package dev.nanobot.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z"); // a Monday

  private static List<String> times(Schedule schedule, String after, int count) {
    List<String> times = new ArrayList<>();
    Optional<Instant> next = schedule.next(Instant.parse(after));
    while (next.isPresent() && times.size() < count) {
      times.add(next.get().toString());
      next = schedule.next(next.get());
    }
    return times;
  }

  private static List<String> utc(String expression, int count) {
    return times(Schedule.cron(expression, ZoneOffset.UTC), NOW.toString(), count);
  }

  @Test
  void aCronExpressionHasALimit() {
    assertThatThrownBy(() -> Schedule.cron("1,".repeat(20_000) + "1 * * * *", ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a cron expression has at most 1000 characters");
  }

  @Test
  void aTimeComesOnce() {
    var at = new Schedule.At(NOW);
    assertThat(at.next(NOW.minusNanos(1))).contains(NOW);
    assertThat(at.next(NOW)).isEmpty();
  }

  @Test
  void whatRepeatsKeepsItsPhase() {
    var every = new Schedule.Every(Duration.ofMinutes(10), NOW);
    assertThat(every.next(NOW)).contains(NOW.plusSeconds(600));
    assertThat(every.next(NOW.plusSeconds(599))).contains(NOW.plusSeconds(600));
    assertThat(every.next(NOW.plusSeconds(600))).contains(NOW.plusSeconds(1_200));
    assertThat(every.next(NOW.plusSeconds(86_401))).contains(NOW.plusSeconds(87_000));
    assertThat(every.next(NOW.minusSeconds(86_401))).contains(NOW.minusSeconds(86_400));
  }

  @Test
  void whatRepeatsDoesNotDoSoAllTheTimeOrNever() {
    for (Duration period : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofDays(4_000))) {
      assertThatThrownBy(() -> new Schedule.Every(period, NOW))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void namesMayBeUsedInListsAndRanges() {
    assertThat(utc("0 9 * * mon-FRI", 2))
        .containsExactly("2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z");
    assertThat(utc("0 0 1 Feb,apr *", 2))
        .containsExactly("2027-02-01T00:00:00Z", "2027-04-01T00:00:00Z");
  }

  @Test
  void sundayEndsAWeekAndBeginsIt() {
    String sunday = "2026-11-29T00:00:00Z";
    for (String day : List.of("0", "7", "sun", "7-7", "0,7")) {
      assertThat(utc("0 0 * * " + day, 1)).containsExactly(sunday);
    }
    assertThat(utc("0 0 * * fri-sun", 4))
        .containsExactly(
            "2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z", sunday, "2026-12-04T00:00:00Z");
    assertThat(utc("0 0 * * 6-7", 2)).containsExactly("2026-11-28T00:00:00Z", sunday);
  }

  @Test
  void withSixFieldsTheFirstOneIsTheSecond() {
    assertThat(utc("*/20 0 8 * * *", 3))
        .containsExactly("2026-11-23T08:00:20Z", "2026-11-23T08:00:40Z", "2026-11-24T08:00:00Z");
  }

  @Test
  void whenBothKindsOfDayAreRestrictedEitherIsEnough() {
    assertThat(utc("0 0 24 * sat", 3))
        .containsExactly("2026-11-24T00:00:00Z", "2026-11-28T00:00:00Z", "2026-12-05T00:00:00Z");
  }

  @Test
  void whatTheClockSkipsDoesNotComeAndWhatItShowsTwiceComesTwice() {
    var half = Schedule.cron("30 2 * * *", BERLIN);
    assertThat(times(half, "2027-03-27T12:00:00Z", 2))
        .containsExactly("2027-03-29T00:30:00Z", "2027-03-30T00:30:00Z");
    assertThat(times(half, "2026-10-24T12:00:00Z", 3))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void minutesGoOnEvenlyThroughBothChanges() {
    var often = Schedule.cron("*/15 * * * *", BERLIN);
    for (String day : List.of("2027-03-28T00:00:00Z", "2026-10-25T00:00:00Z")) {
      List<String> times = times(often, day, 12);
      for (int i = 0; i < 12; i++) {
        assertThat(times.get(i))
            .isEqualTo(Instant.parse(day).plusSeconds(900L * (i + 1)).toString());
      }
    }
  }

  @Test
  void aHalfHourChangeOfTheClockIsFollowedToo() {
    var daily = Schedule.cron("TZ=Australia/Lord_Howe 15 2 * * *", ZoneOffset.UTC);
    // On 2026-10-04 the clock goes from 02:00 to 02:30.
    assertThat(times(daily, "2026-10-02T12:00:00Z", 2))
        .containsExactly("2026-10-02T15:45:00Z", "2026-10-04T15:15:00Z");
  }

  @Test
  void aDayThatDoesNotComeWithinFiveYearsIsNoTime() {
    assertThat(Schedule.cron("0 0 31 2,4,6,9,11 *", BERLIN).next(NOW)).isEmpty();
    assertThat(utc("0 0 29 2 *", 1)).containsExactly("2028-02-29T00:00:00Z");
    Instant tooFar = Instant.parse("2096-03-01T00:00:00Z");
    assertThat(Schedule.cron("0 0 29 2 *", BERLIN).next(tooFar)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "| 5 fields",
        "* * * * | not 4",
        "* * * * * * * | not 7",
        "@reboot | @daily",
        "@every 5m | @daily",
        "60 * * * * | minute of a cron expression cannot be \"60\": it takes 0 to 59",
        "* 24 * * * | hour",
        "* * 0 * * | day of the month",
        "* * * 13 * | 1 to 12, or jan to dec",
        "* * * * 8 | 0 to 7, or sun to sat",
        "5-1 * * * * | smaller end",
        "*/0 * * * * | a number above 0",
        "*/x * * * * | a number above 0",
        "-1 * * * * | minute",
        "1- * * * * | minute",
        "1,,2 * * * * | minute",
        "? * * * * | minute",
        "* * L * * | day of the month",
        "* * * * 5#2 | day of the week",
        "99999999999 * * * * | minute",
        "TZ=Nowhere/Land 0 * * * * | Europe/Berlin",
        "TZ= 0 * * * * | Europe/Berlin"
      })
  void whatIsWrongIsNamed(String expression, String rule) {
    assertThatThrownBy(() -> Schedule.cron(expression == null ? "" : expression, BERLIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(rule);
  }

  @Test
  void aTimeWithoutAnOffsetIsOfTheZone() {
    Instant evening = Instant.parse("2026-12-24T17:00:00Z");
    for (String text :
        List.of(
            "2026-12-24T18:00",
            "2026-12-24 18:00:00",
            "2026-12-24T18:00:00+01:00",
            "2026-12-24T17:00:00Z",
            "2026-12-24T12:00-05:00[America/New_York]")) {
      assertThat(Schedule.at(text, BERLIN).time()).as(text).isEqualTo(evening);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tomorrow", "18:00", "2026-12-24", "2026-13-01T00:00", "+1000000"})
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> Schedule.at(text, BERLIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2026-12-24T18:00");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    for (Schedule schedule :
        List.of(
            new Schedule.At(NOW),
            new Schedule.Every(Duration.ofSeconds(90), NOW),
            Schedule.cron("CRON_TZ=Asia/Tokyo 0 9 * * *", BERLIN))) {
      assertThat(Schedule.read(schedule.json(), NOW, ZoneOffset.UTC)).isEqualTo(schedule);
    }
  }

  @Test
  void theOriginalsFormIsRead() {
    assertThat(read("{'kind':'at','atMs':1795420800000}"))
        .isEqualTo(new Schedule.At(Instant.ofEpochMilli(1_795_420_800_000L)));
    assertThat(read("{'kind':'every','everyMs':60000,'atMs':null}").inWords())
        .isEqualTo("every 1 min");
    assertThat(read("{'kind':'cron','expr':'0 9 * * *','tz':null}").inWords())
        .isEqualTo("cron 0 9 * * * (Europe/Berlin)");
    for (String wrong :
        List.of(
            "{}",
            "{'kind':'at','atMs':'soon'}",
            "{'kind':'every'}",
            "{'kind':'every','everyMs':9223372036854775807}",
            "{'kind':'at','atMs':9223372036854775807}",
            "{'kind':'cron','expr':''}",
            "{'kind':'cron','expr':'* * * * *','tz':'Mars'}")) {
      assertThatThrownBy(() -> read(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Schedule read(String json) {
    return Schedule.read(Json.parse(json.replace('\'', '"')), NOW, BERLIN);
  }
}
