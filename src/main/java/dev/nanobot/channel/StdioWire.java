package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The lines of the stdio channel, as `docs/stdio-channel.md` defines them.
final class StdioWire {
  static final int ID_CHARS_MAX = 256;
  static final int REASON_CHARS_MAX = 1_000;
  static final Duration RETRY_AFTER_MAX = Duration.ofDays(1);

  private StdioWire() {}

  /// Understands one line. Never throws for what a line holds.
  static Heard read(String line) {
    JsonNode node;
    try {
      node = Json.parse(line);
    } catch (JacksonException e) {
      return new Heard.Bad(Optional.empty(), "one JSON object a line");
    }
    try {
      return read(node);
    } catch (IllegalArgumentException e) {
      return new Heard.Bad(id(node), String.valueOf(e.getMessage()));
    }
  }

  private static Heard read(JsonNode node) {
    if (!node.isObject()) throw new IllegalArgumentException("one JSON object a line");
    return switch (text(node, "type", ID_CHARS_MAX)) {
      case "message" -> message(node);
      case "said" -> new Heard.Said(number(node), optional(node, "platformId"));
      case "refused" -> refused(node);
      default ->
          throw new IllegalArgumentException(
              "\"type\" is one of \"message\", \"said\" and \"refused\"");
    };
  }

  private static Heard message(JsonNode node) {
    int partCharsMax = SessionKey.COMPONENT_CHARS_MAX;
    return new Heard.Message(
        text(node, "id", ID_CHARS_MAX),
        text(node, "chat", partCharsMax),
        node.has("thread") ? text(node, "thread", partCharsMax) : "",
        text(node, "sender", partCharsMax),
        text(node, "text", StdioLines.LINE_BYTES_MAX));
  }

  private static Heard refused(JsonNode node) {
    return new Heard.Refused(
        number(node),
        text(node, "reason", REASON_CHARS_MAX),
        bool(node, "retry"),
        retryAfter(node));
  }

  private static long number(JsonNode node) {
    JsonNode id = node.get("id");
    if (id == null || !id.isIntegralNumber() || !id.canConvertToLong()) {
      throw new IllegalArgumentException("\"id\" is the number of a \"say\" line");
    }
    return id.longValue();
  }

  private static boolean bool(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isBoolean()) {
      throw new IllegalArgumentException("\"" + field + "\" is true or false");
    }
    return value.booleanValue();
  }

  private static Optional<Duration> retryAfter(JsonNode node) {
    JsonNode ms = node.get("retryAfterMs");
    if (ms == null) return Optional.empty();
    long max = RETRY_AFTER_MAX.toMillis();
    if (!ms.isIntegralNumber()
        || !ms.canConvertToLong()
        || ms.longValue() < 0
        || ms.longValue() > max) {
      throw new IllegalArgumentException("\"retryAfterMs\" is a number from 0 to " + max);
    }
    return Optional.of(Duration.ofMillis(ms.longValue()));
  }

  private static Optional<String> optional(JsonNode node, String field) {
    return node.has(field) ? Optional.of(text(node, field, ID_CHARS_MAX)) : Optional.empty();
  }

  private static String text(JsonNode node, String field, int charsMax) {
    JsonNode value = node.get(field);
    if (value == null || !value.isString() || !isText(value.stringValue(), charsMax)) {
      throw new IllegalArgumentException(
          "\""
              + field
              + "\" is text of 1 to "
              + charsMax
              + " characters, well-formed Unicode without NUL, and not only blanks");
    }
    return value.stringValue();
  }

  private static boolean isText(String text, int charsMax) {
    return !text.isBlank()
        && text.length() <= charsMax
        && text.indexOf('\0') < 0
        && UTF_8.newEncoder().canEncode(text);
  }

  /// The line's own id, where it has a usable one, so that its sender can tell which line was bad.
  private static Optional<String> id(JsonNode node) {
    @Nullable JsonNode id = node.get("id");
    if (id == null || !(id.isString() || id.isIntegralNumber())) return Optional.empty();
    return Optional.of(id.asString()).filter(text -> isText(text, ID_CHARS_MAX));
  }

  // ---- what goes out

  static String accepted(String id, long message) {
    return Json.write(Json.object().put("type", "accepted").put("id", id).put("message", message));
  }

  static String say(Outbound message) {
    ObjectNode line =
        Json.object()
            .put("type", "say")
            .put("id", message.id())
            .put("key", message.key())
            .put("chat", message.target().chat());
    if (!message.target().thread().isEmpty()) line.put("thread", message.target().thread());
    return Json.write(
        line.put("text", message.text()).put("mayBeDuplicate", message.mayBeDuplicate()));
  }

  static String error(Optional<String> id, String message) {
    ObjectNode line = Json.object().put("type", "error");
    id.ifPresent(text -> line.put("id", text));
    return Json.write(line.put("message", message));
  }

  /// A good message that could not be stored: the same line may be sent again.
  static String notStored(String id) {
    return Json.write(
        Json.object()
            .put("type", "error")
            .put("id", id)
            .put("message", "the message was not stored: send it again later")
            .put("retry", true));
  }
}
