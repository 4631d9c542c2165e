package dev.nanobot.app;

import dev.nanobot.message.Job;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import tools.jackson.databind.JsonNode;

/// A job in `jobs.json` of the original (nanobot 0.1.3.post6 and 0.3.0, read 2026-11).
final class OldJob {
  private static final int ID_BYTES = 4;

  private OldJob() {}

  /// What the job is called, also when the rest of it cannot be read.
  static String name(JsonNode job) {
    String name = job.path("name").asString("");
    return name.isBlank() ? job.path("id").asString("?") : name;
  }

  /// `zone` is that of expressions without one. A job is made by whom it answers.
  ///
  /// @throws IllegalArgumentException saying what does not hold here
  static Job read(JsonNode job, ZoneId zone) {
    JsonNode payload = job.path("payload");
    String text = payload.path("message").asString("");
    String channel = payload.path("channel").asString("");
    String to = payload.path("to").asString("");
    SessionKey session =
        channel.isBlank() || to.isBlank()
            ? SessionKey.of("cli", "direct")
            : SessionKey.of(channel, to);
    boolean isLocal = session.channel().equals("cli");
    var errand =
        new Job.Errand(
            text,
            session,
            isLocal ? Principal.LOCAL : new Principal(channel + ":" + to),
            isLocal ? Trust.OWNER : Trust.ALLOWED,
            payload.path("deliver").asBoolean(false)
                ? new AnswerTo.Session()
                : new AnswerTo.Nobody());
    Instant created = Instant.ofEpochMilli(job.path("createdAtMs").asLong(0));
    String name = job.path("name").asString("");
    return new Job(
        id(job.path("id").asString("")),
        name.isBlank() ? Job.nameOf(text) : Job.nameOf(name),
        schedule(job.path("schedule"), created, zone),
        errand,
        Misfire.RUN_ONCE,
        job.path("enabled").asBoolean(true),
        job.path("deleteAfterRun").asBoolean(false),
        created);
  }

  private static Schedule schedule(JsonNode schedule, Instant created, ZoneId zone) {
    String kind = schedule.path("kind").asString("");
    return switch (kind) {
      case "at" -> new Schedule.At(Instant.ofEpochMilli(schedule.path("atMs").asLong(0)));
      case "every" ->
          new Schedule.Every(Duration.ofMillis(schedule.path("everyMs").asLong(0)), created);
      case "cron" -> {
        String own = schedule.path("tz").asString("");
        yield Schedule.cron(
            schedule.path("expr").asString(""), own.isBlank() ? zone : Schedule.zone(own));
      }
      default -> throw new IllegalArgumentException("its schedule is at, every or cron");
    };
  }

  /// The original's ids have 8 hexadecimal digits; another one gives such digits.
  private static String id(String written) {
    return written.matches("[0-9a-f]{8}") ? written : Fingerprint.of(written, ID_BYTES);
  }
}
