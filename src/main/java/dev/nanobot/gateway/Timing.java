package dev.nanobot.gateway;

import dev.nanobot.message.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/// When a new job is wanted, as somebody wrote it: exactly one of `everySeconds` (0 for none),
/// `cron` and `at` is given. `zone` is that of `cron` or `at`; empty for the usual one.
public record Timing(long everySeconds, String cron, String at, String zone) {
  /// The schedule, which begins `now`.
  ///
  /// @throws IllegalArgumentException saying what is wrong, also when its time is over
  public Schedule schedule(Instant now, ZoneId usual) {
    boolean repeats = everySeconds != 0;
    long given = Stream.of(repeats, !cron.isEmpty(), !at.isEmpty()).filter(is -> is).count();
    if (given != 1) {
      throw new IllegalArgumentException(
          "a job has one schedule: seconds between its times, a cron expression, or a time");
    }
    if (repeats && !zone.isEmpty()) {
      throw new IllegalArgumentException("a time zone goes with a cron expression or a time");
    }
    Schedule schedule = read(now, zone.isEmpty() ? usual : Schedule.zone(zone));
    if (schedule.next(now).isEmpty()) throw new IllegalArgumentException(over(schedule, now));
    return schedule;
  }

  private Schedule read(Instant now, ZoneId zone) {
    if (!cron.isEmpty()) return Schedule.cron(cron, zone);
    if (!at.isEmpty()) return Schedule.at(at, zone);
    return new Schedule.Every(Duration.ofSeconds(everySeconds), now);
  }

  private static String over(Schedule schedule, Instant now) {
    return switch (schedule) {
      case Schedule.At at ->
          at.time() + " is in the past: it is " + now.truncatedTo(ChronoUnit.SECONDS) + " now";
      case Schedule.Every every -> every.inWords() + " never comes";
      case Schedule.Cron cron -> cron.inWords() + " does not come within five years";
    };
  }
}
