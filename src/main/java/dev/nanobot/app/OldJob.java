package dev.nanobot.app;

import dev.nanobot.message.Job;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Sha256;
import dev.nanobot.message.Trust;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
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
    String bound = payload.path("sessionKey").asString("");
    Optional<SessionKey> chat =
        chat(payload, "originChannel", "originChatId").or(() -> chat(payload, "channel", "to"));
    SessionKey session =
        bound.isBlank() ? chat.orElse(SessionKey.of("cli", "direct")) : OldSession.key(bound);
    SessionKey heard = chat.orElse(session);
    boolean isLocal = heard.channel().equals("cli");
    boolean isSaid = !bound.isBlank() || payload.path("deliver").asBoolean(false);
    var errand =
        new Job.Errand(
            text,
            session,
            isLocal ? Principal.LOCAL : new Principal(heard.channel() + ":" + heard.chat()),
            isLocal ? Trust.OWNER : Trust.ALLOWED,
            isSaid ? answerTo(session, heard) : new AnswerTo.Nobody());
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

  private static Optional<SessionKey> chat(JsonNode payload, String channel, String chat) {
    String name = payload.path(channel).asString("");
    String id = payload.path(chat).asString("");
    return name.isBlank() || id.isBlank() ? Optional.empty() : Optional.of(SessionKey.of(name, id));
  }

  private static AnswerTo answerTo(SessionKey session, SessionKey heard) {
    return heard.equals(session) ? new AnswerTo.Session() : new AnswerTo.Chat(heard);
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
    return written.matches("[0-9a-f]{8}") ? written : Sha256.hex(written, ID_BYTES);
  }
}
