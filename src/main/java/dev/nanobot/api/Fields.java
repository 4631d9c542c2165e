package dev.nanobot.api;

import dev.nanobot.message.SessionKey;
import dev.nanobot.web.Rejected;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reading what callers send.
final class Fields {
  private Fields() {}

  /// A text; empty when it is missing or null.
  ///
  /// @throws Rejected when it is something else
  static Optional<String> text(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) return Optional.empty();
    if (!value.isString()) throw Rejected.invalid(name, "a string");
    return Optional.of(value.stringValue());
  }

  static SessionKey session(String written) {
    try {
      return SessionKey.parse(written);
    } catch (IllegalArgumentException e) {
      throw new Rejected(400, "invalid_session", e.getMessage() + ".");
    }
  }
}
