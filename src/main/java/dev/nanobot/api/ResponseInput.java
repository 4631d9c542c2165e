package dev.nanobot.api;

import dev.nanobot.store.Asks.Voice;
import dev.nanobot.web.Rejected;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The input of a response: a text, or items.
final class ResponseInput {
  private ResponseInput() {}

  /// @throws Rejected when there is none, or it has what cannot be taken
  static Wanted wanted(ObjectNode body) {
    var draft = new Wanted.Draft("input");
    draft.instruct(instructions(body));
    JsonNode input = body.path("input");
    if (input.isString()) draft.say(Parts.line(input, Voice.CALLER, "input"));
    else if (input.isArray()) {
      for (int i = 0; i < input.size(); i++) add(draft, input.get(i), "input[" + i + "]");
    } else throw Rejected.invalid("input", "a string or a list of items");
    return draft.done();
  }

  private static String instructions(ObjectNode body) {
    String text = Fields.text(body, "instructions").orElse("");
    if (text.length() > Parts.TEXT_CHARS_MAX) {
      throw Rejected.invalid("instructions", "at most " + Parts.TEXT_CHARS_MAX + " characters");
    }
    return text;
  }

  private static void add(Wanted.Draft draft, JsonNode item, String where) {
    if (!item.isObject()) throw Rejected.invalid(where, "an object");
    if (!item.path("type").asString("message").equals("message")) {
      throw Asking.unsupported(
          where + ".type", "Messages are taken here: name other items by previous_response_id.");
    }
    JsonNode content = item.path("content");
    switch (item.path("role").asString("")) {
      case "system", "developer" -> draft.instruct(Parts.text(content, where + ".content"));
      case "user" -> draft.say(Parts.line(content, Voice.CALLER, where + ".content"));
      case "assistant" -> draft.say(Parts.line(content, Voice.AGENT, where + ".content"));
      default -> throw Rejected.invalid(where + ".role", "system, developer, user or assistant");
    }
  }
}
