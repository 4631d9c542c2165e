package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Deletion;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Store.Summary;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Sessions: which there are, what was said in one, and following it.
///
/// Shared: immutable.
final class Sessions {
  private static final int LIST_MAX = 1_000;
  private static final int ENTRIES_MAX = 500;

  private final Api.Means means;

  Sessions(Api.Means means) {
    this.means = means;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/sessions", this::list),
        Route.get("/api/sessions/{session}", this::get),
        Route.delete("/api/sessions/{session}", this::delete),
        Route.get("/api/sessions/{session}/entries", this::entries),
        Route.get("/api/sessions/{session}/events", this::events));
  }

  private Response list(Visit visit) {
    ObjectNode json = Json.object();
    ArrayNode sessions = json.putArray("sessions");
    for (Summary summary : means.store().chats((int) visit.number("limit", 200, 1, LIST_MAX))) {
      sessions.add(Wire.summary(summary));
    }
    return Response.json(200, json);
  }

  private Response get(Visit visit) {
    return Response.json(200, Wire.summary(summary(session(visit))));
  }

  private Response delete(Visit visit) {
    Deletion deletion = means.store().delete(session(visit));
    return switch (deletion) {
      case DELETED -> Response.json(200, Json.object());
      case NOT_FOUND -> throw Rejected.notFound("session");
      case RUNNING ->
          throw new Rejected(409, "session_running", "The agent works in it: stop it first.");
    };
  }

  /// The entries after a sequence number, or the last ones before another.
  private Response entries(Visit visit) {
    SessionKey session = summary(session(visit)).session();
    int limit = (int) visit.number("limit", 100, 1, ENTRIES_MAX);
    long before = visit.number("before", 0, 0, Long.MAX_VALUE);
    List<Entry> entries =
        before > 0
            ? means.store().threads().before(session, before, limit)
            : means
                .store()
                .threads()
                .entries(session, visit.number("after", 0, 0, Long.MAX_VALUE), limit);
    ObjectNode json = Json.object();
    ArrayNode list = json.putArray("entries");
    for (Entry entry : entries) list.add(Wire.entry(entry));
    return Response.json(200, json);
  }

  private Response events(Visit visit) {
    String written =
        visit.request().header("Last-Event-ID").or(() -> visit.query("after")).orElse("");
    Position after = Position.parse(written);
    return Response.events(new SessionEvents(means, session(visit), after));
  }

  private static SessionKey session(Visit visit) {
    return Fields.session(visit.part("session"));
  }

  private Summary summary(SessionKey session) {
    return means.store().session(session).orElseThrow(() -> Rejected.notFound("session"));
  }
}
