package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.store.Board.Handling;
import dev.nanobot.store.Board.Leaves;
import dev.nanobot.store.Board.Traffic;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What leaves, and the channels it leaves by.
///
/// Shared: immutable.
final class Leaving {
  private static final Set<String> STATES = Set.of("pending", "sending", "sent", "dead", "dropped");
  private static final int LIST_MAX = 500;

  /// Who asks for something over HTTP, as a trace tells it.
  private static final String OPERATOR = "the owner, over HTTP";

  private final Api.Means means;
  private final Program program;

  Leaving(Api.Means means, Program program) {
    this.means = means;
    this.program = program;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/outbox", this::outbox),
        Route.post("/api/outbox/{outbound}/retry", this::retry),
        Route.post("/api/outbox/{outbound}/drop", this::drop),
        Route.get("/api/channels", this::channels));
  }

  private Response outbox(Visit visit) {
    String state = visit.query("state").orElse("dead");
    if (!STATES.contains(state)) {
      throw Rejected.invalid("state", "pending, sending, sent, dead or dropped");
    }
    long before = visit.number("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    int limit = (int) visit.number("limit", 50, 1, LIST_MAX);
    List<Leaves> found = means.store().board().leaves(state, before, limit);
    return Response.json(200, Wire.list("messages", found, Wire::leaves));
  }

  private Response retry(Visit visit) {
    long outbound = outbound(visit);
    return handled(outbound, means.intake().retry(outbound, OPERATOR));
  }

  private Response drop(Visit visit) {
    long outbound = outbound(visit);
    return handled(outbound, means.store().board().drop(outbound, OPERATOR));
  }

  private Response handled(long outbound, Handling handling) {
    return switch (handling) {
      case DONE, DUE -> Response.json(200, Wire.leaves(found(outbound)));
      case SENDING -> throw new Rejected(409, "sending", "It is on its way at this moment.");
      case SENT -> throw new Rejected(409, "sent", "It was delivered.");
      case DROPPED -> throw new Rejected(409, "dropped", "Somebody dropped it.");
      case NOT_FOUND -> throw Rejected.notFound("message");
    };
  }

  private Leaves found(long outbound) {
    return means.store().board().leaves(outbound).orElseThrow(() -> Rejected.notFound("message"));
  }

  private static long outbound(Visit visit) {
    try {
      return Long.parseLong(visit.part("outbound"));
    } catch (NumberFormatException e) {
      throw Rejected.notFound("message");
    }
  }

  private Response channels(Visit visit) {
    List<String> names = program.endpoints().stream().sorted().toList();
    return Response.json(200, Wire.list("channels", names, this::channel));
  }

  private ObjectNode channel(String name) {
    Traffic traffic = means.store().board().traffic(name);
    ObjectNode json = Json.object();
    json.put("name", name);
    json.put("waiting", traffic.waiting());
    json.put("pending", traffic.pending());
    json.put("dead", traffic.dead());
    json.put("lastInAt", Wire.time(traffic.lastIn()));
    json.put("lastOutAt", Wire.time(traffic.lastOut()));
    json.put("trouble", traffic.trouble());
    return json;
  }
}
