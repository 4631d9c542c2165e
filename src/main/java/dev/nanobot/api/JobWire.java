package dev.nanobot.api;

import dev.nanobot.message.Job;
import dev.nanobot.message.Json;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Slot;
import dev.nanobot.web.Rejected;
import dev.nanobot.world.World;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Jobs as callers write and read them. `zone` is that of schedules that name none; answers go to
/// `endpoints` only.
///
/// Shared: immutable.
record JobWire(World world, ZoneId zone, Set<String> endpoints) {
  private static final int PREVIEW = 5;
  private static final int PREVIEW_MAX = 50;
  private static final SessionKey USUAL = SessionKey.of(SessionKey.WEB, "main");

  static ObjectNode json(Planned planned) {
    Job job = planned.job();
    Job.Errand errand = job.errand();
    ObjectNode json = Json.object();
    json.put("id", job.id());
    json.put("version", planned.version());
    json.put("name", job.name());
    json.put("enabled", job.isEnabled());
    json.set("schedule", job.schedule().json());
    json.put("words", job.schedule().inWords());
    json.put("message", errand.text());
    json.put("session", errand.session().value());
    json.put(
        "answerTo", errand.answerTo().target(errand.session()).map(Object::toString).orElse(null));
    json.put("principal", errand.principal().id());
    json.put("misfire", Wire.word(job.misfire()));
    json.put("deleteAfterRun", job.isRemovedAtEnd());
    json.put("next", Wire.time(planned.next()));
    json.put("createdAt", job.createdAt().toString());
    return json;
  }

  static ObjectNode json(String job, Slot slot) {
    ObjectNode json = Json.object();
    json.put("job", job);
    json.put("slot", slot.slot().toString());
    json.put("state", slot.state());
    json.put("reason", slot.reason());
    json.put("message", slot.message());
    json.put("at", slot.at().toString());
    return json;
  }

  /// A new job of the owner, with an id by chance.
  ///
  /// @throws Rejected when it cannot be one
  Job made(ObjectNode body) {
    Instant now = world.now();
    SessionKey session = Fields.text(body, "session").map(Fields::session).orElse(USUAL);
    String text = Fields.needed(body, "message");
    return checked(
        () ->
            new Job(
                id(),
                Fields.text(body, "name").orElseGet(() -> Job.nameOf(text)),
                coming(schedule(body, now), now),
                new Job.Errand(
                    text, session, Principal.LOCAL, Trust.OWNER, answerTo(body, session)),
                misfire(body).orElse(Misfire.RUN_ONCE),
                true,
                Fields.flag(body, "deleteAfterRun").orElse(false),
                now));
  }

  /// A job with those fields changed that are there.
  ///
  /// @throws Rejected when it cannot be one
  Job changed(ObjectNode body, Job job) {
    Job.Errand errand = job.errand();
    SessionKey session = Fields.text(body, "session").map(Fields::session).orElse(errand.session());
    boolean isElsewhere = body.has("answerTo") || !session.equals(errand.session());
    return checked(
        () ->
            new Job(
                job.id(),
                Fields.text(body, "name").orElse(job.name()),
                body.has("schedule") ? schedule(body, job.createdAt()) : job.schedule(),
                new Job.Errand(
                    Fields.text(body, "message").orElse(errand.text()),
                    session,
                    errand.principal(),
                    errand.trust(),
                    isElsewhere ? answerTo(body, session) : errand.answerTo()),
                misfire(body).orElse(job.misfire()),
                Fields.flag(body, "enabled").orElse(job.isEnabled()),
                Fields.flag(body, "deleteAfterRun").orElse(job.isRemovedAtEnd()),
                job.createdAt()));
  }

  /// The next times of a schedule.
  ///
  /// @throws Rejected when it is none
  ObjectNode preview(ObjectNode body) {
    Instant now = world.now();
    Schedule schedule = checked(() -> schedule(body, now));
    long count = body.has("count") ? Fields.number(body, "count") : PREVIEW;
    if (count > PREVIEW_MAX) throw Rejected.invalid("count", "at most " + PREVIEW_MAX);
    ObjectNode json = Json.object();
    json.put("words", schedule.inWords());
    json.put("zone", zone.getId());
    ArrayNode times = json.putArray("times");
    Optional<Instant> next = schedule.next(now);
    while (next.isPresent() && times.size() < count) {
      times.add(next.get().toString());
      next = schedule.next(next.get());
    }
    return json;
  }

  /// What makes a value of what a caller wrote.
  @FunctionalInterface
  private interface Making<T> {
    T make();
  }

  private static <T> T checked(Making<T> making) {
    try {
      return making.make();
    } catch (IllegalArgumentException e) {
      throw new Rejected(400, "invalid_job", e.getMessage() + ".");
    }
  }

  /// A time may also be written as people do: `at`, in the zone `tz`.
  private Schedule schedule(ObjectNode body, Instant anchor) {
    JsonNode written = body.path("schedule");
    String at = written.path("at").asString("");
    String own = written.path("tz").asString("");
    if (at.isEmpty()) return Schedule.read(written, anchor, zone);
    return Schedule.at(at, own.isEmpty() ? zone : Schedule.zone(own));
  }

  private static Schedule coming(Schedule schedule, Instant now) {
    if (schedule.next(now).isPresent()) return schedule;
    throw new IllegalArgumentException("the schedule has no time that is to come");
  }

  private AnswerTo answerTo(ObjectNode body, SessionKey session) {
    if (!body.has("answerTo")) return new AnswerTo.Session();
    Optional<SessionKey> chat = Fields.text(body, "answerTo").map(Fields::session);
    if (chat.isEmpty()) return new AnswerTo.Nobody();
    if (!endpoints.contains(chat.get().endpoint())) {
      throw new IllegalArgumentException(
          "there is no channel " + chat.get().endpoint() + " to answer by");
    }
    return chat.get().equals(session) ? new AnswerTo.Session() : new AnswerTo.Chat(chat.get());
  }

  private static Optional<Misfire> misfire(ObjectNode body) {
    Optional<String> written = Fields.text(body, "misfire");
    if (written.isEmpty()) return Optional.empty();
    for (Misfire misfire : Misfire.values()) {
      if (Wire.word(misfire).equals(written.get().toLowerCase(Locale.ROOT))) {
        return Optional.of(misfire);
      }
    }
    throw Rejected.invalid("misfire", "run_once, skip or run_all");
  }

  private String id() {
    byte[] bytes = new byte[4];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) world.chance(1 << Byte.SIZE);
    return HexFormat.of().formatHex(bytes);
  }
}
