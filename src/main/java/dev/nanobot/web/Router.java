package dev.nanobot.web;

import dev.nanobot.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds what answers a request, and lets only those pass who may.
///
/// Shared: immutable, but for the room for bodies and the places for those who follow.
final class Router implements Handler {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private final List<Route> routes;
  private final Guard guard;
  private final Room room = new Room(Room.BYTES);
  private final Places places;

  Router(List<Route> routes, Guard guard, Places.Limits places) {
    this.routes = List.copyOf(routes);
    this.guard = guard;
    this.places = new Places(places);
  }

  @Override
  public Response answer(Request request) throws InterruptedException {
    try {
      Response answer = routed(request);
      boolean isHeadOnly = request.method().equals("HEAD");
      return isHeadOnly ? answer.withoutContent() : answer;
    } catch (Rejected e) {
      if (e.status() != 404) {
        log.info("{} {}: {} {}", request.method(), request.path(), e.status(), e.code());
      }
      return e.response();
    } catch (StoreException e) {
      log.error("{} {}: {}", request.method(), request.path(), e.getMessage());
      String message = "The store does not answer. See what was done of this before you try again.";
      return Rejected.later(503, "store_unavailable", Duration.ofSeconds(1), message).response();
    } catch (RuntimeException e) { // The root of the request: a fault of ours is told as one.
      log.error("{} {} failed", request.method(), request.path(), e);
      return new Rejected(500, "internal_error", "Something failed here; the log tells what.")
          .response();
    }
  }

  private Response routed(Request request) throws InterruptedException {
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    var allowed = new TreeSet<String>();
    for (Route route : routes) {
      Optional<Map<String, String>> parts = route.match(request.path());
      if (parts.isEmpty()) continue;
      if (!route.method().equals(method)) {
        allowed.add(route.method());
        continue;
      }
      Permit permit = guard.check(request, route.access());
      return held(route, request, parts.get(), permit);
    }
    if (allowed.isEmpty()) throw new Rejected(404, "not_found", "There is nothing here.");
    String named = String.join(", ", allowed);
    return new Rejected(405, "method_not_allowed", "Only " + named + " is taken here.")
        .response()
        .with(Map.of("Allow", named));
  }

  /// What an answer holds is held from before anything happens until it has ended.
  private Response held(Route route, Request request, Map<String, String> parts, Permit permit)
      throws InterruptedException {
    if (!route.weight().isHeld()) return permit.limit(answer(route, request, parts));
    Runnable end = hold(route.weight(), permit);
    boolean isKept = false;
    try {
      Response answer = permit.limit(answer(route, request, parts));
      isKept = answer.goesOn();
      return isKept ? answer.endingWith(end) : answer;
    } finally {
      if (!isKept) end.run();
    }
  }

  /// Returns what gives back what is held, to be run once.
  private Runnable hold(Route.Weight weight, Permit permit) {
    if (weight.isFollowed()) return places.take(permit.holder())::close;
    return room.take(weight.pieceBytes()).orElseThrow(Router::tooBusy)::close;
  }

  private Response answer(Route route, Request request, Map<String, String> parts)
      throws InterruptedException {
    int bodyBytesMax = route.weight().bodyBytesMax();
    long bytes = Visit.length(request, bodyBytesMax);
    try (Room.Share share = room.take(bytes).orElseThrow(Router::tooBusy)) {
      return route
          .endpoint()
          .answer(new Visit(request, decoded(parts), bodyBytesMax, share::close));
    }
  }

  private static Rejected tooBusy() {
    return Rejected.later(
        503, "too_busy", Duration.ofSeconds(1), "Too many long requests are under way.");
  }

  private static Map<String, String> decoded(Map<String, String> parts) {
    Map<String, String> decoded = new HashMap<>();
    parts.forEach((name, part) -> decoded.put(name, Query.decoded(part)));
    return decoded;
  }
}
