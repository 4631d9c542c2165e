package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.store.Store.Health;
import dev.nanobot.store.Store.Race;
import dev.nanobot.store.StoreException;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How the gateway is: for whoever watches over it, and for its owner.
///
/// Shared: immutable.
final class Condition {
  private final Api.Means means;
  private final Program program;
  private final Disk disk;
  private final Pinned pinned;

  Condition(Api.Means means, Program program, Disk disk) {
    this.means = means;
    this.program = program;
    this.disk = disk;
    this.pinned = new Pinned(means.world());
  }

  List<Route> routes() {
    return List.of(
        Route.get("/health", visit -> word(200, "ok")).open(),
        Route.get("/ready", this::ready).open(),
        Route.get("/metrics", this::metrics),
        Route.get("/api/health", this::health));
  }

  private static Response word(int status, String word) {
    return Response.json(status, Json.object().put("status", word));
  }

  private Response ready(Visit visit) {
    if (!program.isWorking().getAsBoolean()) return word(503, "starting");
    try {
      means.store().health();
      return word(200, "ready");
    } catch (StoreException e) {
      return word(503, "store_unavailable");
    }
  }

  private Response metrics(Visit visit) {
    return new Response(
        200,
        Map.of("Content-Type", Metrics.CONTENT_TYPE),
        new Response.Content.Whole(new Metrics(means.store()).text(pinned.times())));
  }

  private Response health(Visit visit) {
    Health health = means.store().health();
    boolean isWorking = program.isWorking().getAsBoolean();
    long free = disk.free().getAsLong();
    List<Check> checks = Check.all(health, means.store().board().figures(), isWorking, free);
    ObjectNode json = Wire.list("checks", checks, Condition::check);
    json.put("status", Wire.word(Check.worst(checks)));
    json.put("version", program.version());
    json.put("startedAt", program.startedAt().toString());
    ArrayNode races = json.putArray("races");
    for (Race race : health.races()) {
      ObjectNode node = races.addObject();
      node.put("name", race.name()).put("count", race.count());
      node.put("lastAt", race.last().toString());
    }
    return Response.json(200, json);
  }

  private static ObjectNode check(Check check) {
    return Json.object()
        .put("name", check.name())
        .put("status", Wire.word(check.grade()))
        .put("value", check.value())
        .put("unit", check.unit())
        .put("limit", check.limit())
        .put("text", check.text());
  }
}
