package dev.nanobot.api;

import dev.nanobot.message.SessionKey;
import dev.nanobot.web.Rejected;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reading what callers send.
final class Fields {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  private Fields() {}

  /// A text; empty when it is missing or null.
  ///
  /// @throws Rejected when it is something else
  static Optional<String> text(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    if (isNothing(value)) return Optional.empty();
    if (!value.isString()) throw Rejected.invalid(name, "a string");
    return Optional.of(value.stringValue());
  }

  /// A text that has to be there.
  static String needed(ObjectNode body, String name) {
    return text(body, name).orElseThrow(() -> Rejected.invalid(name, "a string"));
  }

  /// A caller's own id for what it sends.
  static String id(String written) {
    if (ID.matcher(written).matches()) return written;
    throw Rejected.invalid("id", "1 to 64 of A-Z a-z 0-9 _ . : -");
  }

  /// A yes or no; empty when it is missing or null.
  static Optional<Boolean> flag(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    if (isNothing(value)) return Optional.empty();
    if (!value.isBoolean()) throw Rejected.invalid(name, "true or false");
    return Optional.of(value.booleanValue());
  }

  /// A whole number that is not negative, and has to be there.
  static long number(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    boolean isNumber = value.isIntegralNumber() && value.canConvertToLong();
    if (isNumber && value.longValue() >= 0) return value.longValue();
    throw Rejected.invalid(name, "a whole number that is not negative");
  }

  private static boolean isNothing(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  static SessionKey session(String written) {
    try {
      return SessionKey.parse(written);
    } catch (IllegalArgumentException e) {
      throw new Rejected(400, "invalid_session", e.getMessage() + ".");
    }
  }
}
