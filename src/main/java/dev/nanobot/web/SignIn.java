package dev.nanobot.web;

import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.store.Logins;
import dev.nanobot.store.Tickets;
import dev.nanobot.store.Tickets.Purpose;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How a browser is signed in: with a ticket that is good once, from a link, or with the token.
///
/// Shared: immutable.
final class SignIn {
  /// Where a login link leads; a ticket follows.
  static final String PATH = "/login/";

  /// How long a ticket for a WebSocket is good.
  private static final Duration SOCKET = Duration.ofSeconds(30);

  /// What a stranger may bring, in bytes: a token in JSON.
  private static final int LOGIN_BYTES_MAX = 4 * 1024;

  private final Tickets tickets;
  private final OwnerToken token;
  private final Login login;
  private final Guard guard;

  SignIn(Tickets tickets, OwnerToken token, Login login, Guard guard) {
    this.tickets = tickets;
    this.token = token;
    this.login = login;
    this.guard = guard;
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH + "{ticket}", this::follow).open(),
        Route.post("/api/login", this::signIn).open().taking(LOGIN_BYTES_MAX),
        Route.post("/api/logout", this::signOut),
        Route.get("/api/logins", this::logins),
        Route.delete("/api/logins/{login}", this::end),
        Route.post("/api/ws-ticket", this::ticket));
  }

  private Response follow(Visit visit) {
    guard.checkDoor(visit.request());
    // Who only looks at a link, as chat programs do to show it, does not use it up.
    if (visit.request().method().equals("HEAD")) return Response.text(200, "");
    Secret key = token.current(); // Before the ticket is used up.
    if (key.isEmpty()) {
      return Response.text(401, "The gateway has no token now, so nobody can sign in.");
    }
    if (tickets.redeem(OwnerToken.seal(key, visit.part("ticket")), Purpose.LOGIN)) {
      String cookie = login.begin(visit.request(), key);
      return new Response(303, Map.of("Location", "/", "Set-Cookie", cookie), Response.NONE);
    }
    guard.guessed(visit.request(), key);
    return Response.text(
        401, "This link was used before, or is void. nanobot token --link prints a new one.");
  }

  private Response signIn(Visit visit) throws InterruptedException {
    guard.checkDoor(visit.request());
    Optional<String> presented = Optional.ofNullable(visit.json().path("token").stringValue(null));
    Secret key = token.current();
    if (presented.filter(text -> OwnerToken.isSame(key, text)).isEmpty()) {
      guard.guessed(visit.request(), key);
      throw Guard.wrong();
    }
    return Response.json(200, Json.object())
        .with(Map.of("Set-Cookie", login.begin(visit.request(), key)));
  }

  private Response ticket(Visit visit) {
    try {
      String ticket = guard.ticket(visit.request(), SOCKET);
      return Response.json(
          200, Json.object().put("ticket", ticket).put("expires_in", SOCKET.toSeconds()));
    } catch (IllegalStateException e) {
      throw Rejected.later(429, "too_many_tickets", SOCKET, "Too many tickets are valid: wait.");
    }
  }

  private Response signOut(Visit visit) {
    login.of(visit.request(), token.current()).ifPresent(login::end);
    return Response.json(200, Json.object())
        .with(Map.of("Set-Cookie", Login.noCookie(visit.request())));
  }

  private Response logins(Visit visit) {
    Optional<String> own = login.of(visit.request(), token.current());
    ObjectNode json = Json.object();
    ArrayNode list = json.putArray("logins");
    for (Logins.Login one : login.all()) {
      ObjectNode node = list.addObject();
      node.put("id", one.name());
      node.put("agent", one.agent());
      node.put("at", one.at().toString());
      node.put("until", one.until().toString());
      node.put("isThis", own.filter(one.name()::equals).isPresent());
    }
    return Response.json(200, json);
  }

  private Response end(Visit visit) {
    if (!login.end(visit.part("login"))) throw Rejected.notFound("login");
    return Response.json(200, Json.object());
  }
}
