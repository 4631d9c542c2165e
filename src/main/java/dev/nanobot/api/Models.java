package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The models that a program may name: this agent, its usual model, and those that a chat may
/// choose.
///
/// Immutable.
public record Models(String usual, List<String> presets, Instant since) {
  /// Whichever model the conversation has.
  static final String AGENT = "nanobot";

  public Models {
    presets = List.copyOf(presets);
  }

  /// What naming a model chooses for a session, as `Asks.Terms` has it; empty for the usual one.
  sealed interface Choice {
    record AsItIs() implements Choice {}

    record Of(String setting) implements Choice {}
  }

  List<Route> routes() {
    // A name may have slashes, which not every client encodes.
    return List.of(
        Route.get("/v1/models", visit -> Response.json(200, list())),
        Route.get("/v1/models/{a}", visit -> one(visit.part("a"))),
        Route.get("/v1/models/{a}/{b}", visit -> one(visit.part("a") + "/" + visit.part("b"))),
        Route.get(
            "/v1/models/{a}/{b}/{c}",
            visit -> one(visit.part("a") + "/" + visit.part("b") + "/" + visit.part("c"))));
  }

  /// @throws Rejected when nothing has that name
  Choice choice(String name) {
    if (presets.contains(name)) return new Choice.Of(name);
    if (name.equals(AGENT)) return new Choice.AsItIs();
    if (name.equals(usual)) return new Choice.Of("");
    throw unknown(name);
  }

  private static Rejected unknown(String name) {
    String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
    String message = "There is no model \"" + shown + "\". GET /v1/models lists those there are.";
    return new Rejected(404, "model_not_found", "model", message, Duration.ZERO);
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    names.add(AGENT);
    names.add(usual);
    names.addAll(presets);
    return names;
  }

  private ObjectNode list() {
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    for (String name : names()) data.add(model(name));
    return list;
  }

  private Response one(String name) {
    Optional<String> found = names().stream().filter(name::equals).findFirst();
    return Response.json(200, model(found.orElseThrow(() -> unknown(name))));
  }

  private ObjectNode model(String name) {
    return Json.object()
        .put("id", name)
        .put("object", "model")
        .put("created", since.getEpochSecond())
        .put("owned_by", AGENT);
  }
}
