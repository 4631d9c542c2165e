package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Branches.Choice;
import dev.nanobot.store.Branches.Fork;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The branches of a session's conversation: which there are, and choosing one.
///
/// Shared: immutable.
final class Forks {
  private final Api.Means means;

  Forks(Api.Means means) {
    this.means = means;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/sessions/{session}/branches", this::list),
        Route.put("/api/sessions/{session}/branch", this::choose));
  }

  private Response list(Visit visit) {
    SessionKey session = session(visit);
    return Response.json(
        200, Wire.list("branches", means.store().branches().forks(session), Forks::fork));
  }

  private Response choose(Visit visit) throws InterruptedException {
    SessionKey session = session(visit);
    long turn = Fields.number(visit.json(), "turn");
    Choice choice = means.intake().choose(session, turn);
    if (choice != Choice.CHOSEN) throw refused(choice);
    return list(visit);
  }

  static Rejected refused(Choice choice) {
    return choice == Choice.BUSY
        ? new Rejected(
            409,
            "session_busy",
            "The agent works in it, or messages wait: a branch is chosen afterwards.")
        : Rejected.notFound("turn in this conversation");
  }

  /// The turn whose place a message takes, if it names one.
  static Optional<Long> instead(ObjectNode message) {
    String name = "insteadOf";
    boolean isNamed = message.hasNonNull(name);
    return isNamed ? Optional.of(Fields.number(message, name)) : Optional.empty();
  }

  /// All forks as an event has them.
  static ArrayNode all(List<Fork> forks) {
    ArrayNode all = Json.MAPPER.createArrayNode();
    for (Fork fork : forks) all.add(fork(fork));
    return all;
  }

  private static ObjectNode fork(Fork fork) {
    ObjectNode json = Json.object();
    json.put("turn", fork.turn());
    ArrayNode siblings = json.putArray("siblings");
    for (long sibling : fork.siblings()) siblings.add(sibling);
    return json;
  }

  private SessionKey session(Visit visit) {
    SessionKey session = Fields.session(visit.part("session"));
    if (means.store().chats().find(session).isPresent()) return session;
    throw Rejected.notFound("session");
  }
}
