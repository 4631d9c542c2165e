package dev.nanobot.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One way in: a method, a path whose parts in braces match anything, who may come, how much they
/// may bring and how their answer is told, and what answers.
public record Route(
    String method, String pattern, Access access, Weight weight, Endpoint endpoint) {
  /// What the body of a usual request may have, in bytes.
  public static final int BODY_BYTES_MAX = 1024 * 1024;

  /// What one request takes of what there is: a body of so many bytes, so much memory while its
  /// answer goes out in pieces, or a place among those who follow something.
  public record Weight(int bodyBytesMax, int pieceBytes, boolean isFollowed) {
    static final Weight NONE = new Weight(0, 0, false);
    static final Weight USUAL = new Weight(BODY_BYTES_MAX, 0, false);

    /// Whether its answer holds something while it goes on.
    boolean isHeld() {
      return isFollowed || pieceBytes > 0;
    }
  }

  /// What answers a request that came by a route.
  @FunctionalInterface
  public interface Endpoint {
    /// @throws Rejected when the request is not as it should be
    Response answer(Visit visit) throws InterruptedException;
  }

  public static Route get(String pattern, Endpoint endpoint) {
    return new Route("GET", pattern, Access.OWNER, Weight.NONE, endpoint);
  }

  public static Route post(String pattern, Endpoint endpoint) {
    return new Route("POST", pattern, Access.OWNER, Weight.USUAL, endpoint);
  }

  public static Route put(String pattern, Endpoint endpoint) {
    return new Route("PUT", pattern, Access.OWNER, Weight.USUAL, endpoint);
  }

  public static Route patch(String pattern, Endpoint endpoint) {
    return new Route("PATCH", pattern, Access.OWNER, Weight.USUAL, endpoint);
  }

  public static Route delete(String pattern, Endpoint endpoint) {
    return new Route("DELETE", pattern, Access.OWNER, Weight.NONE, endpoint);
  }

  /// The same for a longer body.
  public Route taking(int bytesMax) {
    return with(new Weight(bytesMax, weight.pieceBytes(), weight.isFollowed()));
  }

  /// The same for an answer that goes out in pieces of so many bytes.
  public Route inPieces(int bytes) {
    return with(new Weight(weight.bodyBytesMax(), bytes, weight.isFollowed()));
  }

  /// The same for an answer that goes on for as long as somebody reads it.
  public Route followed() {
    return with(new Weight(weight.bodyBytesMax(), weight.pieceBytes(), true));
  }

  private Route with(Weight other) {
    return new Route(method, pattern, access, other, endpoint);
  }

  /// The same for anybody.
  public Route open() {
    return new Route(method, pattern, Access.OPEN, weight, endpoint);
  }

  /// The same for who brings a ticket, too.
  public Route withTicket() {
    return new Route(method, pattern, Access.TICKET, weight, endpoint);
  }

  /// The named parts of a path, as they were sent; empty when the route leads elsewhere.
  Optional<Map<String, String>> match(String path) {
    List<String> wanted = parts(pattern);
    List<String> there = parts(path);
    if (wanted.size() != there.size()) return Optional.empty();
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String part = wanted.get(i);
      if (part.startsWith("{")) named.put(part.substring(1, part.length() - 1), there.get(i));
      else if (!part.equals(there.get(i))) return Optional.empty();
    }
    return Optional.of(named);
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int slash; (slash = path.indexOf('/', start)) >= 0; start = slash + 1) {
      parts.add(path.substring(start, slash));
    }
    parts.add(path.substring(start));
    return parts;
  }
}
