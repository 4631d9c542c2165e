package dev.nanobot.web;

import dev.nanobot.message.Json;
import dev.nanobot.message.JsonFault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request that came by a route: `path` are the parts that the route names, decoded; its body
/// has at most `bodyBytesMax`, and `done` gives back the memory that is held for it.
///
/// Owned by the thread that answers it.
public record Visit(Request request, Map<String, String> path, int bodyBytesMax, Runnable done) {
  /// What the body of a small request may take; a long one has more by its length.
  private static final Duration BODY_TIME = Duration.ofSeconds(10);

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}");

  /// The slowest that a long body may come, in bytes a second.
  private static final int BODY_PACE = 128 * 1024;

  public Visit {
    path = Map.copyOf(path);
  }

  /// A part of the path that the route names.
  public String part(String name) {
    String value = path.get(name);
    if (value == null) throw new IllegalArgumentException("the route names its parts: " + name);
    return value;
  }

  /// A value of the query; the first, when there are several.
  public Optional<String> query(String name) {
    return Query.first(request.query(), name);
  }

  /// A whole number of the query between two others, or `usual` when it is not there.
  ///
  /// @throws Rejected when it is something else
  public long number(String name, long usual, long min, long max) {
    Optional<String> written = query(name);
    if (written.isEmpty()) return usual;
    Rejected wrong = Rejected.invalid(name, "a whole number from " + min + " to " + max);
    if (!NUMBER.matcher(written.get()).matches()) throw wrong; // Java takes other digits, too.
    try {
      long value = Long.parseLong(written.get());
      if (value < min || value > max) throw wrong;
      return value;
    } catch (NumberFormatException e) {
      throw wrong;
    }
  }

  /// Says that nothing of the body is needed any more: to be called before a long wait.
  public void forgetBody() {
    done.run();
  }

  /// How long a body can be: what the request says, or all that is allowed.
  static long length(Request request, int bodyBytesMax) {
    String written = request.header("Content-Length").orElse("");
    boolean isPlain = written.matches("[0-9]{1,9}");
    return isPlain ? Math.min(Long.parseLong(written), bodyBytesMax) : bodyBytesMax;
  }

  /// The whole body. To be asked for once.
  ///
  /// @throws Rejected when it is too long, too slow, or does not come whole
  public byte[] body() throws InterruptedException {
    Duration longest = BODY_TIME.plusSeconds(bodyBytesMax / BODY_PACE);
    return switch (request.body(bodyBytesMax, longest)) {
      case Request.Body.Whole whole -> whole.bytes();
      case Request.Body.TooLong tooLong ->
          throw new Rejected(
              413, "body_too_long", "A request here has at most " + bodyBytesMax + " bytes.");
      case Request.Body.TooSlow tooSlow ->
          throw new Rejected(408, "body_too_slow", "The body took too long to come.");
      case Request.Body.Broken broken ->
          throw new Rejected(400, "body_broken", "The body did not come whole.");
    };
  }

  /// The body, a JSON object.
  ///
  /// @throws Rejected when it is none, too long, too slow, or does not come whole
  public ObjectNode json() throws InterruptedException {
    byte[] body = body();
    try {
      JsonNode node = Json.received(body);
      if (node instanceof ObjectNode object) return object;
    } catch (JacksonException e) {
      throw new Rejected(400, "invalid_json", "The body is not JSON" + JsonFault.text(e) + ".");
    }
    throw new Rejected(400, "invalid_json", "The body must be a JSON object.");
  }
}
