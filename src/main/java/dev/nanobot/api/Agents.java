package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.List;

/// Subagents: which there are, and ending one.
///
/// Shared: immutable.
final class Agents {
  private static final int LIST_MAX = 500;

  private final Api.Means means;

  Agents(Api.Means means) {
    this.means = means;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/subagents", this::all),
        Route.get("/api/sessions/{session}/subagents", this::ofSession),
        Route.delete("/api/sessions/{session}/subagents/{subagent}", this::end));
  }

  private Response all(Visit visit) {
    int limit = (int) visit.number("limit", 50, 1, LIST_MAX);
    var found = means.store().subagents().newest(limit);
    return Response.json(200, Wire.list("subagents", found, Wire::subagent));
  }

  private Response ofSession(Visit visit) {
    SessionKey session = Fields.session(visit.part("session"));
    if (means.store().session(session).isEmpty()) throw Rejected.notFound("session");
    var found = means.store().subagents().list(session);
    return Response.json(200, Wire.list("subagents", found, Wire::subagent));
  }

  private Response end(Visit visit) {
    SessionKey session = Fields.session(visit.part("session"));
    return switch (means.store().subagents().cancel(session, visit.part("subagent"))) {
      case CANCELLED -> Response.json(200, Json.object());
      case ENDED -> throw new Rejected(409, "ended", "It has ended already.");
      case NOT_FOUND -> throw Rejected.notFound("subagent");
    };
  }
}
