package dev.nanobot.api;

import dev.nanobot.gateway.Occasion;
import dev.nanobot.message.Job;
import dev.nanobot.message.Json;
import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Change;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.store.Schedules.Start;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Jobs: which there are, making and changing them, and what became of their times.
///
/// Shared: immutable.
final class Jobs {
  private static final int DAYS_MAX = 31;
  private static final int SLOTS_MAX = 1_000;

  /// How many of a job's next times are told, at most.
  private static final int NEXT_MAX = 200;

  private final Api.Means means;
  private final Program program;
  private final Schedules schedules;
  private final JobWire wire;

  Jobs(Api.Means means, Program program) {
    this.means = means;
    this.program = program;
    this.schedules = means.store().schedules();
    this.wire = new JobWire(means.world(), program.zone(), program.endpoints());
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/cron/jobs", this::list),
        Route.post("/api/cron/jobs", this::add),
        Route.get("/api/cron/jobs/{job}", visit -> one(200, visit.part("job"))),
        Route.patch("/api/cron/jobs/{job}", this::change),
        Route.delete("/api/cron/jobs/{job}", this::remove),
        Route.post("/api/cron/jobs/{job}/enable", visit -> enable(visit, true)),
        Route.post("/api/cron/jobs/{job}/disable", visit -> enable(visit, false)),
        Route.post("/api/cron/jobs/{job}/run", this::run),
        Route.get("/api/cron/jobs/{job}/slots", this::history),
        Route.get("/api/cron/slots", this::slots),
        Route.post("/api/cron/preview", this::preview));
  }

  private Response list(Visit visit) {
    ObjectNode json = Wire.list("jobs", schedules.all(), JobWire::json);
    return Response.json(200, json.put("zone", program.zone().getId()));
  }

  private Response one(int status, String id) {
    return Response.json(status, JobWire.json(find(id)));
  }

  private Planned find(String id) {
    return schedules.find(id).orElseThrow(() -> Rejected.notFound("job"));
  }

  private Response add(Visit visit) throws InterruptedException {
    ObjectNode body = visit.json();
    while (true) {
      Job job = wire.made(body);
      switch (schedules.add(job, job.createdAt())) {
        case ADDED -> {
          return one(201, job.id());
        }
        case THERE -> {} // Another job has this id: another one is drawn.
        case FULL ->
            throw new Rejected(409, "full", "There are " + Job.JOBS_MAX + " jobs already.");
      }
    }
  }

  private Response change(Visit visit) throws InterruptedException {
    ObjectNode body = visit.json();
    Planned found = find(visit.part("job"));
    Job job = wire.changed(body, found.job());
    return changed(schedules.change(job, Fields.number(body, "version")), job.id());
  }

  private Response enable(Visit visit, boolean isWanted) {
    String id = visit.part("job");
    return changed(isWanted ? schedules.enable(id) : schedules.disable(id), id);
  }

  private Response changed(Change change, String id) {
    return switch (change) {
      case CHANGED -> one(200, id);
      case NOT_FOUND -> throw Rejected.notFound("job");
      case CONFLICT -> throw new Rejected(409, "conflict", "Somebody else changed it meanwhile.");
      case OVER -> throw new Rejected(409, "over", "Its schedule has no time any more.");
    };
  }

  private Response remove(Visit visit) {
    if (!schedules.remove(visit.part("job"))) throw Rejected.notFound("job");
    return Response.json(200, Json.object());
  }

  private Response run(Visit visit) {
    Planned job = find(visit.part("job"));
    var run = new Run(means.world().now(), Occasion.byHand(job.job()));
    return switch (schedules.start(job.job().id(), run)) {
      case Start.Started(long message) -> Response.json(202, Json.object().put("message", message));
      case Start.AtWork(Instant slot) ->
          throw new Rejected(409, "at_work", "Its run of " + slot + " is not over.");
      case Start.NotFound() -> throw Rejected.notFound("job");
    };
  }

  private Response history(Visit visit) {
    String job = visit.part("job");
    int limit = (int) visit.number("limit", 50, 1, Schedules.HISTORY_MAX);
    var slots = schedules.history(job, limit);
    if (slots.isEmpty()) find(job);
    return Response.json(200, Wire.list("slots", slots, slot -> JobWire.json(job, slot)));
  }

  private Response slots(Visit visit) {
    Duration days = Duration.ofDays(visit.number("days", 7, 1, DAYS_MAX));
    Instant now = means.world().now();
    var past = schedules.since(now.minus(days), SLOTS_MAX);
    ObjectNode json = Wire.list("past", past, slot -> JobWire.json(slot.job(), slot.slot()));
    ArrayNode next = json.putArray("next");
    for (Planned job : schedules.all()) {
      for (Instant slot : next(job, now.plus(days))) {
        next.addObject().put("job", job.job().id()).put("slot", slot.toString());
      }
    }
    return Response.json(200, json);
  }

  private static List<Instant> next(Planned job, Instant end) {
    List<Instant> slots = new ArrayList<>();
    Optional<Instant> slot = job.next();
    while (slot.isPresent() && slot.get().isBefore(end) && slots.size() < NEXT_MAX) {
      slots.add(slot.get());
      slot = job.job().schedule().next(slot.get());
    }
    return slots;
  }

  private Response preview(Visit visit) throws InterruptedException {
    return Response.json(200, wire.preview(visit.json()));
  }
}
