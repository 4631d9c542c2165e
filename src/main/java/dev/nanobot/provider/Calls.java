package dev.nanobot.provider;

import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What every wire does about the identifiers, names and arguments of tool calls.
final class Calls {
  private static final int NAME_CHARS_MAX = 64;
  private static final String NOT_IN_A_NAME = "[^a-zA-Z0-9_-]";

  private Calls() {}

  /// The arguments as an object; an empty one where the model wrote something else.
  static ObjectNode arguments(String written) {
    try {
      return Json.parse(written) instanceof ObjectNode object ? object : Json.object();
    } catch (JacksonException e) {
      return Json.object(); // The call's result already tells the model what was wrong with them.
    }
  }

  /// Whether `written` is a whole JSON object.
  static boolean isObject(String written) {
    try {
      return Json.parse(written).isObject();
    } catch (JacksonException e) {
      return false;
    }
  }

  /// A name that every server accepts in a transcript, whatever the model once made up.
  static String name(String tool) {
    String clean = tool.replaceAll(NOT_IN_A_NAME, "_");
    if (clean.isEmpty()) return "unknown";
    return clean.substring(0, Math.min(clean.length(), NAME_CHARS_MAX));
  }

  /// An identifier in the letters of the strictest server.
  static String plainId(String id) {
    return id.replaceAll(NOT_IN_A_NAME, "_");
  }

  /// The calls, each with an identifier that nothing in `transcript` has: some servers send none,
  /// or start counting again with each answer.
  static List<Message.ToolCall> named(List<Message.ToolCall> calls, List<Message> transcript) {
    Set<String> taken = new HashSet<>();
    for (Message message : transcript) {
      if (message instanceof Message.Assistant said) {
        said.calls().forEach(call -> taken.add(call.id()));
      }
    }
    return calls.stream()
        .map(
            call ->
                new Message.ToolCall(
                    free(call.id(), transcript.size(), taken), call.tool(), call.arguments()))
        .toList();
  }

  private static String free(String wanted, int from, Set<String> taken) {
    String id = wanted;
    for (int n = from; id.isBlank() || !taken.add(id); n++) id = "call_" + n;
    return id;
  }

  /// The text of `node`, or nothing when it is something else.
  static String text(JsonNode node) {
    return node.stringValue("");
  }
}
