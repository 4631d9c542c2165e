package dev.nanobot.gateway;

import dev.nanobot.message.Event;
import dev.nanobot.message.Excerpt;
import dev.nanobot.message.Json;
import dev.nanobot.message.Redaction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A tool that runs, in a line for people: its name, and the first text that it was called with,
/// without secrets.
final class ToolHint {
  private static final int CHARS_MAX = 40;

  private ToolHint() {}

  static String of(Event.ToolStarted started, Redaction secrets) {
    return of(started.tool(), started.arguments(), secrets);
  }

  /// `arguments` are what a model wrote.
  static String of(String tool, String arguments, Redaction secrets) {
    String line = Intake.clean(first(arguments)).replaceAll("\\s+", " ").strip();
    String first = secrets.all(line); // before it is cut: half a secret is not found
    if (first.isEmpty()) return tool;
    return tool + "(\"" + Excerpt.marked(first, CHARS_MAX) + "\")";
  }

  private static String first(String arguments) {
    try {
      JsonNode json = Json.parse(arguments);
      return json.valueStream()
          .filter(JsonNode::isString)
          .findFirst()
          .map(JsonNode::stringValue)
          .orElse("");
    } catch (JacksonException e) {
      return ""; // What a model wrote need not be JSON: the tool says so.
    }
  }
}
