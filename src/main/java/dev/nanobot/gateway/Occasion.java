package dev.nanobot.gateway;

import dev.nanobot.message.Job;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// How jobs are spoken of: to the agent when one is to be done, and to people.
public final class Occasion {
  /// What is less late than this is on time.
  static final Duration LATE = Duration.ofSeconds(60);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private Occasion() {}

  /// What the agent is told at the time of a job. `missed` counts the times before it for which
  /// nothing was done.
  static String text(Job job, Instant slot, Instant now, int missed, ZoneId zone) {
    var text = new StringBuilder(head(job));
    if (isLate(slot, now)) {
      text.append(" It is late: it was due at ")
          .append(time(slot, zone))
          .append(", ")
          .append(words(Duration.between(slot, now)))
          .append(" ago. Say so.");
    }
    if (missed == 1) text.append(" One time before it was missed.");
    if (missed > 1) text.append(" ").append(missed).append(" times before it were missed.");
    return text.append("\n\n").append(job.errand().text()).toString();
  }

  /// What the agent is told when somebody starts a job beside its schedule.
  public static String byHand(Job job) {
    return head(job) + " Somebody started it by hand.\n\n" + job.errand().text();
  }

  private static String head(Job job) {
    return "Scheduled job \""
        + job.name()
        + "\" ("
        + job.id()
        + "): do it now, and answer with what comes of it; a reminder is given.";
  }

  static boolean isLate(Instant slot, Instant now) {
    return Duration.between(slot, now).compareTo(LATE) >= 0;
  }

  /// A job in a line.
  public static String line(Planned planned, ZoneId zone) {
    Job job = planned.job();
    return job.id()
        + " \""
        + job.name()
        + "\" "
        + job.schedule().inWords()
        + planned.next().map(next -> ", next " + time(next, zone)).orElse(", disabled")
        + ", in "
        + job.errand().session();
  }

  /// A job that cannot be read, in a line.
  public static String line(Unreadable job) {
    return job.id() + " \"" + job.name() + "\" disabled: it cannot be read (" + job.reason() + ")";
  }

  /// A time as the clocks of `zone` show it.
  public static String time(Instant time, ZoneId zone) {
    return TIME.format(time.atZone(zone)) + " " + zone.getId();
  }

  private static String words(Duration duration) {
    if (duration.toMinutes() < 60) return duration.toMinutes() + " min";
    if (duration.toHours() < 48) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    return duration.toDays() + " days";
  }
}
