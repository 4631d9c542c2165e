package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Chats;
import dev.nanobot.store.Chats.Chat;
import dev.nanobot.store.Store.Deletion;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// Sessions: which there are, what was said in one, and following it.
///
/// Shared: immutable.
final class Sessions {
  private static final int LIST_MAX = 1_000;
  private static final int ENTRIES_MAX = 500;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  private final Api.Means means;

  Sessions(Api.Means means) {
    this.means = means;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/sessions", this::list),
        Route.get("/api/sessions/{session}", this::get),
        Route.patch("/api/sessions/{session}", this::change),
        Route.delete("/api/sessions/{session}", this::delete),
        Route.get("/api/sessions/{session}/entries", this::entries),
        Route.get("/api/sessions/{session}/events", this::events).followed());
  }

  private Response list(Visit visit) {
    int limit = (int) visit.number("limit", 200, 1, LIST_MAX);
    return Response.json(200, Wire.list("sessions", means.store().chats().list(limit), Wire::chat));
  }

  private Response get(Visit visit) {
    return Response.json(200, Wire.chat(chat(session(visit))));
  }

  private Response change(Visit visit) throws InterruptedException {
    SessionKey session = chat(session(visit)).session();
    ObjectNode body = visit.json();
    Optional<String> title = Fields.text(body, "title").map(Sessions::oneLine);
    Optional<Boolean> isPinned = Fields.flag(body, "isPinned");
    if (title.isPresent() && title.get().length() > Chats.TITLE_CHARS_MAX) {
      throw Rejected.invalid("title", "at most " + Chats.TITLE_CHARS_MAX + " characters");
    }
    Chats chats = means.store().chats();
    title.ifPresent(text -> chats.rename(session, text));
    isPinned.ifPresent(is -> chats.pin(session, is));
    return Response.json(200, Wire.chat(chat(session)));
  }

  private static String oneLine(String title) {
    return CONTROL.matcher(title).replaceAll(" ").strip();
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
    SessionKey session = chat(session(visit)).session();
    int limit = (int) visit.number("limit", 100, 1, ENTRIES_MAX);
    long before = visit.number("before", 0, 0, Long.MAX_VALUE);
    List<Entry> entries =
        before > 0
            ? means.store().threads().before(session, before, limit)
            : after(session, visit.number("after", 0, 0, Long.MAX_VALUE), limit);
    return Response.json(200, Wire.list("entries", entries, Wire::entry));
  }

  private List<Entry> after(SessionKey session, long seq, int limit) {
    List<Entry> entries = new ArrayList<>();
    List<Entry> more = means.store().threads().entries(session, seq, limit);
    while (!more.isEmpty()) {
      entries.addAll(more);
      int left = limit - entries.size();
      long last = more.getLast().seq();
      more = left > 0 ? means.store().threads().entries(session, last, left) : List.of();
    }
    return entries;
  }

  private Response events(Visit visit) {
    String written =
        visit.request().header("Last-Event-ID").or(() -> visit.query("after")).orElse("");
    Position after = Position.parse(written);
    return Response.events(SessionEvents.of(means, session(visit), after));
  }

  private static SessionKey session(Visit visit) {
    return Fields.session(visit.part("session"));
  }

  private Chat chat(SessionKey session) {
    return means.store().chats().find(session).orElseThrow(() -> Rejected.notFound("session"));
  }
}
