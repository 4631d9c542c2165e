package dev.nanobot.web;

import dev.nanobot.message.Json;
import dev.nanobot.store.Tickets;
import dev.nanobot.store.Tickets.Purpose;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a browser is signed in: with a ticket that is good once, from a link, or with the token.
///
/// Shared: immutable.
final class SignIn {
  /// Where a login link leads; a ticket follows.
  static final String PATH = "/login/";

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
        Route.post("/api/login", this::signIn).open(),
        Route.post("/api/logout", SignIn::signOut));
  }

  private Response follow(Visit visit) {
    guard.checkDoor(visit.request());
    if (tickets.redeem(visit.part("ticket"), Purpose.LOGIN)) {
      return new Response(
          303, Map.of("Location", "/", "Set-Cookie", login.cookie(visit.request())), Response.NONE);
    }
    guard.failed(visit.request());
    return Response.text(
        401, "This link was used before, or is too old. nanobot token --link prints a new one.");
  }

  private Response signIn(Visit visit) throws InterruptedException {
    guard.checkDoor(visit.request());
    Optional<String> presented = Optional.ofNullable(visit.json().path("token").stringValue(null));
    if (presented.filter(token::isSame).isEmpty()) {
      guard.failed(visit.request());
      throw Guard.wrong();
    }
    return Response.json(200, Json.object())
        .with(Map.of("Set-Cookie", login.cookie(visit.request())));
  }

  private static Response signOut(Visit visit) {
    return Response.json(200, Json.object())
        .with(Map.of("Set-Cookie", Login.noCookie(visit.request())));
  }
}
