package dev.nanobot.message;

import dev.nanobot.message.Purpose.AnswerTo;
import java.time.Instant;

/// Something to be done on a schedule: `errand` at each time, until there is none any more; then
/// the job is removed if it `isRemovedAtEnd`, and disabled otherwise.
///
/// `id` has 8 hexadecimal digits.
public record Job(
    String id,
    String name,
    Schedule schedule,
    Errand errand,
    Misfire misfire,
    boolean isEnabled,
    boolean isRemovedAtEnd,
    Instant createdAt) {
  public static final int NAME_CHARS_MAX = 100;
  public static final int TEXT_CHARS_MAX = 16_000;

  /// How many jobs a principal may have.
  public static final int JOBS_MAX = 100;

  public Job {
    createdAt = Schedule.kept(createdAt);
    if (!id.matches("[0-9a-f]{8}")) {
      throw new IllegalArgumentException("a job's id has 8 hexadecimal digits");
    }
    name = name.replaceAll("\\R", " "); // It stands in lists, one line a job.
    if (name.isBlank() || name.length() > NAME_CHARS_MAX) {
      throw new IllegalArgumentException("a job's name has 1 to " + NAME_CHARS_MAX + " characters");
    }
  }

  /// What is to be done: `text` is said in `session` in the name of `principal`, who made the job.
  public record Errand(
      String text, SessionKey session, Principal principal, Trust trust, AnswerTo answerTo) {
    public Errand {
      if (text.isBlank() || text.length() > TEXT_CHARS_MAX) {
        throw new IllegalArgumentException(
            "a job's message has 1 to " + TEXT_CHARS_MAX + " characters");
      }
    }
  }

  /// The same, to be done or not.
  public Job enabled(boolean isWanted) {
    return new Job(id, name, schedule, errand, misfire, isWanted, isRemovedAtEnd, createdAt);
  }

  /// A name for a job that was given none.
  public static String nameOf(String text) {
    String line = text.strip().lines().findFirst().orElse("").strip();
    return line.codePointCount(0, line.length()) <= 30
        ? line
        : line.substring(0, line.offsetByCodePoints(0, 30)) + "...";
  }
}
