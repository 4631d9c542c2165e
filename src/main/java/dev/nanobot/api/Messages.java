package dev.nanobot.api;

import dev.nanobot.api.MessageEvents.Point;
import dev.nanobot.gateway.Live;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Subagent;
import dev.nanobot.message.Trust;
import dev.nanobot.store.AttachmentRefused;
import dev.nanobot.store.Board.Came;
import dev.nanobot.store.Board.Filter;
import dev.nanobot.store.BranchRefused;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Status;
import dev.nanobot.store.Store.Trace;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// Posting messages, and what became of them.
///
/// Shared: immutable.
final class Messages {
  private static final Set<String> UNDER_WAY = Set.of("new", "taken");
  private static final Set<String> OVER =
      Set.of("answered", "merged", "superseded", "refused", "dead");
  private static final int LIST = 50;
  private static final int LIST_MAX = 500;
  private static final int WAIT_SECONDS_MAX = 60;

  /// How often a message is looked at that another process may answer.
  private static final Duration POLL = Duration.ofMillis(250);

  private final Api.Means means;
  private final Uploads uploads;

  Messages(Api.Means means) {
    this.means = means;
    this.uploads = new Uploads(means.store().attachments());
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/commands", this::commands),
        Route.post("/api/messages", this::post),
        Route.get("/api/messages", this::list),
        Route.get("/api/messages/{message}", this::get),
        Route.delete("/api/messages/{message}", this::withdraw),
        Route.get("/api/messages/{message}/trace", this::trace),
        Route.get("/api/messages/{message}/events", this::events).followed());
  }

  static boolean isOver(String state) {
    return OVER.contains(state);
  }

  private Response commands(Visit visit) {
    return Response.json(
        200,
        Wire.list(
            "commands",
            means.intake().commands(),
            command ->
                Json.object()
                    .put("name", command.name())
                    .put("usage", command.usage())
                    .put("about", command.about())));
  }

  private Response list(Visit visit) {
    String state = visit.query("state").orElse("");
    if (!state.isEmpty() && !OVER.contains(state) && !UNDER_WAY.contains(state)) {
      throw Rejected.invalid("state", "new, taken, " + String.join(", ", new TreeSet<>(OVER)));
    }
    String session =
        visit.query("session").map(written -> Fields.session(written).value()).orElse("");
    long before = visit.number("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    int limit = (int) visit.number("limit", LIST, 1, LIST_MAX);
    List<Came> found = means.store().board().came(new Filter(state, session), before, limit);
    Map<Long, List<Attachment>> media =
        means.store().attachments().of(found.stream().map(Came::message).toList());
    return Response.json(
        200,
        Wire.list(
            "messages",
            found,
            came -> Wire.came(came, media.getOrDefault(came.message(), List.of()))));
  }

  private Response withdraw(Visit visit) {
    long message = message(visit);
    return switch (means.intake().withdraw(message)) {
      case WITHDRAWN ->
          Response.json(200, Wire.status(means.store().status(message).orElseThrow()));
      case TAKEN ->
          throw new Rejected(409, "already_taken", "The agent has it already: stop it instead.");
      case NOT_FOUND -> throw Rejected.notFound("message");
    };
  }

  private Response events(Visit visit) {
    Came came =
        means.store().board().came(message(visit)).orElseThrow(() -> Rejected.notFound("message"));
    String written =
        visit.request().header("Last-Event-ID").or(() -> visit.query("after")).orElse("");
    Point after = Point.parse(written);
    if (after.isEnd()) return new Response(204, Map.of(), Response.NONE);
    return Response.events(MessageEvents.of(means, came, after));
  }

  private Response post(Visit visit) throws InterruptedException {
    ObjectNode body = visit.json();
    String id = Fields.text(body, "id").map(Fields::id).orElseGet(means.world()::id);
    SessionKey session = speakable(Fields.text(body, "session").orElse(SessionKey.WEB + ":main"));
    String text = Fields.text(body, "text").orElse("");
    Optional<Long> turn = Forks.instead(body);
    Inbound message = ofOwner(id, session, text).with(uploads.named(body, turn.isPresent()));
    Receipt receipt = take(message, turn);
    ObjectNode said = Json.object();
    said.put("message", receipt.messageId());
    said.put("isNew", receipt.isNew());
    // The id may be that of a message in another session.
    said.put("session", receipt.isNew() ? session.value() : sessionOf(receipt.messageId()));
    return Response.json(202, said);
  }

  private Receipt take(Inbound message, Optional<Long> turn) {
    try {
      return turn.isPresent()
          ? means.intake().takeInstead(message, turn.get())
          : means.intake().take(message);
    } catch (AttachmentRefused e) {
      throw Uploads.refused(e);
    } catch (BranchRefused e) {
      throw Forks.refused(e.choice());
    }
  }

  private String sessionOf(long message) {
    Optional<Status> known = means.store().status(message);
    return known.orElseThrow(() -> Rejected.notFound("message")).session().value();
  }

  /// What the owner says by way of a program or a browser, under an id of theirs.
  static Inbound ofOwner(String id, SessionKey session, String text) {
    return new Inbound(SessionKey.WEB, Wire.OWN + id, session, Principal.LOCAL, Trust.OWNER, text);
  }

  /// A session that may be spoken in: one of a browser or a program, or one that is there.
  private SessionKey speakable(String written) {
    SessionKey session = Fields.session(written);
    if (Subagent.isOne(session)) {
      throw new Rejected(403, "not_a_chat", "A subagent is spoken to by the agent that asked it.");
    }
    boolean isOurs = Api.ENDPOINTS.contains(session.endpoint()) || session.endpoint().equals("cli");
    if (isOurs || means.store().session(session).isPresent()) return session;
    throw Rejected.notFound("session");
  }

  private Response get(Visit visit) throws InterruptedException {
    long message = message(visit);
    long wait = visit.number("wait", 0, 0, WAIT_SECONDS_MAX);
    return Response.json(200, Wire.status(status(message, Duration.ofSeconds(wait))));
  }

  private Status status(long message, Duration wait) throws InterruptedException {
    Status now = means.store().status(message).orElseThrow(() -> Rejected.notFound("message"));
    if (!UNDER_WAY.contains(now.state()) || wait.isZero()) return now;
    long start = means.world().nanos();
    try (var live = new Live(means.world(), means.watchers(), now.session())) {
      while (true) {
        Optional<Status> status = means.store().status(message);
        if (status.isEmpty()) throw Rejected.notFound("message");
        Duration left = wait.minus(means.world().since(start));
        if (!UNDER_WAY.contains(status.get().state()) || !left.isPositive()) return status.get();
        live.next(World.shorter(left, POLL));
      }
    }
  }

  private Response trace(Visit visit) {
    long message = message(visit);
    Optional<Trace> trace = means.store().trace(message);
    List<Attachment> media = means.store().attachments().of(message);
    return Response.json(
        200, Wire.trace(trace.orElseThrow(() -> Rejected.notFound("message")), media));
  }

  private static long message(Visit visit) {
    String written = visit.part("message");
    if (!written.matches("[0-9]{1,18}")) throw Rejected.notFound("message");
    return Long.parseLong(written);
  }
}
