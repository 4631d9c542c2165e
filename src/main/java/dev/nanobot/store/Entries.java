package dev.nanobot.store;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.Thought;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The stored form of transcript entries and calls: one JSON object each. Fields are only ever
/// added.
final class Entries {
  private Entries() {}

  static String kind(Message message) {
    return switch (message) {
      case User user -> "user";
      case Assistant assistant -> "assistant";
      case Result result -> "result";
    };
  }

  static String write(Message message) {
    ObjectNode json = Json.object();
    switch (message) {
      case User user -> {
        json.put("text", user.text()).put("at", user.at().toString()).put("sender", user.sender());
        for (Attachment each : user.attachments()) json.withArray("attachments").add(node(each));
      }
      case Result result ->
          json.put("call", result.callId())
              .put("text", result.text())
              .put("failed", result.failed());
      case Assistant assistant -> {
        json.put("text", assistant.text());
        for (ToolCall call : assistant.calls()) json.withArray("calls").add(node(call));
        for (Thought thought : assistant.thoughts()) {
          json.withArray("thoughts")
              .addObject()
              .put("wire", thought.wire())
              .put("text", thought.text())
              .put("json", thought.json());
        }
      }
    }
    return Json.write(json);
  }

  static Message read(String kind, String body) {
    JsonNode json = Json.parse(body);
    return switch (kind) {
      case "user" ->
          new User(
              text(json, "text"),
              Instant.parse(text(json, "at")),
              text(json, "sender"),
              attachments(json));
      case "result" ->
          new Result(text(json, "call"), text(json, "text"), json.path("failed").booleanValue());
      case "assistant" -> new Assistant(text(json, "text"), calls(json), thoughts(json));
      default -> throw new IllegalStateException("an entry is user, assistant or result: " + kind);
    };
  }

  static String write(ToolCall call) {
    return Json.write(node(call));
  }

  static ToolCall readCall(String body) {
    return call(Json.parse(body));
  }

  private static ObjectNode node(ToolCall call) {
    return Json.object()
        .put("id", call.id())
        .put("tool", call.tool())
        .put("arguments", call.arguments());
  }

  private static ToolCall call(JsonNode json) {
    return new ToolCall(text(json, "id"), text(json, "tool"), text(json, "arguments"));
  }

  private static ObjectNode node(Attachment attachment) {
    return Json.object()
        .put("id", attachment.id())
        .put("name", attachment.name())
        .put("type", attachment.type())
        .put("bytes", attachment.bytes());
  }

  private static List<Attachment> attachments(JsonNode json) {
    List<Attachment> attachments = new ArrayList<>();
    for (JsonNode each : json.path("attachments")) {
      attachments.add(
          new Attachment(
              text(each, "id"),
              text(each, "name"),
              text(each, "type"),
              each.path("bytes").longValue()));
    }
    return attachments;
  }

  private static List<ToolCall> calls(JsonNode json) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : json.path("calls")) calls.add(call(call));
    return calls;
  }

  private static List<Thought> thoughts(JsonNode json) {
    List<Thought> thoughts = new ArrayList<>();
    for (JsonNode thought : json.path("thoughts")) {
      thoughts.add(
          new Thought(text(thought, "wire"), text(thought, "text"), text(thought, "json")));
    }
    return thoughts;
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).stringValue();
  }
}
