package dev.nanobot.provider;

import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The tool calls of one chat completion while they arrive in fragments.
///
/// A fragment belongs to the call of its `index`. Servers differ from the document: some send no
/// index, one index for all calls, the name in each fragment, or the arguments as an object.
///
/// Owned by the thread that asked.
final class ToolCallParts {
  private static final class Part {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
    private final ObjectNode extra = Json.object();
  }

  private static final String NAMELESS = "unnamed";

  private final List<Part> parts = new ArrayList<>();
  private final Map<Integer, Part> byIndex = new HashMap<>();

  void add(JsonNode fragment) {
    JsonNode function = fragment.path("function");
    String id = Calls.text(fragment.path("id"));
    String name = Calls.text(function.path("name"));
    JsonNode arguments = function.path("arguments");
    String written = arguments.isObject() ? Json.write(arguments) : Calls.text(arguments);
    Part part = part(fragment.path("index"), id, name, written);
    if (part.id.isEmpty()) part.id = id;
    if (part.name.isEmpty()) part.name = name;
    part.arguments.append(written);
    if (fragment.path("extra_content") instanceof ObjectNode extra) part.extra.setAll(extra);
  }

  private Part part(JsonNode index, String id, String name, String written) {
    Part known = index.isNumber() ? byIndex.get(index.asInt()) : withoutIndex(id, name);
    if (known != null && !isAnother(known, id, name, written)) return known;
    var part = new Part();
    parts.add(part);
    if (index.isNumber()) byIndex.put(index.asInt(), part);
    return part;
  }

  /// Whether a named fragment opens another call under the index of `known`.
  private static boolean isAnother(Part known, String id, String name, String written) {
    if (name.isEmpty()) return false;
    boolean hasOtherId = !id.isEmpty() && !known.id.isEmpty() && !known.id.equals(id);
    boolean isKnownWhole = !written.isEmpty() && Calls.isObject(known.arguments.toString());
    return hasOtherId || isKnownWhole;
  }

  /// Without an index, the call of that id; and what has neither id nor name continues the last.
  private @Nullable Part withoutIndex(String id, String name) {
    if (parts.isEmpty()) return null;
    Part last = parts.getLast();
    if (id.isEmpty()) return name.isEmpty() || last.name.isEmpty() ? last : null;
    return parts.stream().filter(part -> part.id.equals(id)).findFirst().orElse(null);
  }

  /// The calls in the order of their first fragments; an id may be empty. One with arguments and
  /// no name is a call of a tool that nobody knows; what has neither is no call.
  List<Message.ToolCall> all() {
    return calls()
        .map(
            part ->
                new Message.ToolCall(
                    part.id,
                    part.name.isBlank() ? NAMELESS : part.name,
                    part.arguments.isEmpty() ? "{}" : part.arguments.toString()))
        .toList();
  }

  /// What came with each call of `all` that it wants back: `extra_content`, or an empty object.
  List<ObjectNode> extras() {
    return calls().map(part -> part.extra.deepCopy()).toList();
  }

  private Stream<Part> calls() {
    return parts.stream().filter(part -> !part.name.isBlank() || !part.arguments.isEmpty());
  }
}
