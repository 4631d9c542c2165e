package dev.nanobot.message;

import dev.nanobot.message.CronField.Values;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The times that a cron expression matches: five fields (minute, hour, day of the month, month,
/// day of the week), six with the second in front, or a word like `@daily`.
///
/// When both kinds of day are restricted, either is enough. An instant matches when the clock of
/// the zone shows a time that does: what the clock skips does not come, what it shows twice comes
/// twice. These are the rules of github.com/robfig/cron, `spec.go`, read 2026-11-28.
record CronTimes(
    Values seconds, Values minutes, Values hours, Values days, Values months, Values weekdays) {
  /// How far ahead a match is looked for.
  static final int YEARS_MAX = 5;

  private static final Map<String, String> WORDS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /// @throws IllegalArgumentException saying what is wrong
  static CronTimes parse(String expression) {
    String[] fields = spelledOut(expression).split("\\s+");
    if (fields.length != 5 && fields.length != 6) {
      throw new IllegalArgumentException(
          "a cron expression has 5 fields (minute hour day month weekday) or 6 (second first), not "
              + fields.length);
    }
    int first = fields.length - 5;
    return new CronTimes(
        CronField.SECOND.parse(first == 0 ? "0" : fields[0]),
        CronField.MINUTE.parse(fields[first]),
        CronField.HOUR.parse(fields[first + 1]),
        CronField.DAY.parse(fields[first + 2]),
        CronField.MONTH.parse(fields[first + 3]),
        CronField.WEEKDAY.parse(fields[first + 4]));
  }

  private static String spelledOut(String expression) {
    String text = expression.strip();
    if (!text.startsWith("@")) return text;
    String known = WORDS.get(text.toLowerCase(Locale.ROOT));
    if (known != null) return known;
    throw new IllegalArgumentException(
        "\"" + text + "\" is not known: @yearly, @monthly, @weekly, @daily and @hourly are");
  }

  /// The first match after `after`; empty when there is none within five years.
  Optional<Instant> next(Instant after, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    Instant from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    Instant end = from.atZone(ZoneOffset.UTC).plusYears(YEARS_MAX).toInstant();
    /*
     * Between two changes of the offset the clock runs evenly, so that matching is a matter of
     * local times; a change is a border that the search does not look across.
     */
    while (from.isBefore(end)) {
      ZoneOffset offset = rules.getOffset(from);
      ZoneOffsetTransition change = rules.nextTransition(from);
      Instant border =
          change == null || change.getInstant().isAfter(end) ? end : change.getInstant();
      LocalDateTime found =
          first(LocalDateTime.ofInstant(from, offset), LocalDateTime.ofInstant(border, offset));
      if (found != null) return Optional.of(found.toInstant(offset));
      from = border;
    }
    return Optional.empty();
  }

  private @Nullable LocalDateTime first(LocalDateTime from, LocalDateTime before) {
    LocalTime earliest = from.toLocalTime();
    for (LocalDate date = from.toLocalDate(); !date.isAfter(before.toLocalDate()); ) {
      if (!months.has(date.getMonthValue())) {
        date = date.withDayOfMonth(1).plusMonths(1);
      } else {
        LocalTime time = isDay(date) ? first(earliest) : null;
        if (time != null) {
          LocalDateTime found = date.atTime(time);
          return found.isBefore(before) ? found : null;
        }
        date = date.plusDays(1);
      }
      earliest = LocalTime.MIN;
    }
    return null;
  }

  private boolean isDay(LocalDate date) {
    boolean isDayOfMonth = days.has(date.getDayOfMonth());
    boolean isWeekday = weekdays.has(date.getDayOfWeek().getValue() % 7);
    return days.isAny() || weekdays.isAny() ? isDayOfMonth && isWeekday : isDayOfMonth || isWeekday;
  }

  private @Nullable LocalTime first(LocalTime from) {
    for (int hour = hours.next(from.getHour()); hour >= 0; hour = hours.next(hour + 1)) {
      boolean isSameHour = hour == from.getHour();
      int earliest = isSameHour ? from.getMinute() : 0;
      for (int minute = minutes.next(earliest); minute >= 0; minute = minutes.next(minute + 1)) {
        boolean isSameMinute = isSameHour && minute == from.getMinute();
        int second = seconds.next(isSameMinute ? from.getSecond() : 0);
        if (second >= 0) return LocalTime.of(hour, minute, second);
      }
    }
    return null;
  }
}
