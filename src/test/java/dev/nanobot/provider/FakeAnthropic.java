package dev.nanobot.provider;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The Messages wire of the fake model.
final class FakeAnthropic implements FakeModel.Wire {
  @Override
  public FakeScript script(JsonNode request) {
    String heard = "";
    List<String> results = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      if (!message.path("role").asString("").equals("user")) continue;
      for (JsonNode block : message.path("content")) {
        if (block.path("type").asString("").equals("tool_result")) {
          results.add(block.path("content").asString(""));
        } else if (block.has("text")) {
          heard = block.path("text").asString("");
          results.clear();
        }
      }
    }
    return FakeScript.of(heard, results);
  }

  @Override
  public String error(int status, String type, String message) {
    ObjectNode error = Json.object().put("type", "error");
    error.putObject("error").put("type", type).put("message", message);
    return Json.write(error);
  }

  @Override
  public ObjectNode document(FakeScript.Answer answer, JsonNode request) {
    ObjectNode message = head(request);
    ArrayNode content = message.putArray("content");
    if (!answer.thinking().isEmpty()) {
      content
          .addObject()
          .put("type", "thinking")
          .put("thinking", answer.thinking())
          .put("signature", "signed:" + answer.thinking());
    }
    if (!answer.text().isEmpty()) {
      content.addObject().put("type", "text").put("text", answer.text());
    }
    for (FakeScript.Call call : answer.calls()) {
      content
          .addObject()
          .put("type", "tool_use")
          .put("id", call.id())
          .put("name", call.name())
          .set(
              "input",
              FakeScript.isJson(call.arguments()) ? Json.parse(call.arguments()) : Json.object());
    }
    message.put("stop_reason", reason(answer)).putNull("stop_sequence");
    usage(message, request).put("output_tokens", 1 + answer.text().length() / 4);
    return message;
  }

  @Override
  public List<String> stream(FakeScript.Answer answer, JsonNode request) {
    List<ObjectNode> events = new ArrayList<>();
    ObjectNode start = head(request);
    start.putArray("content");
    usage(start, request).put("output_tokens", 1);
    add(events, "message_start").set("message", start);
    add(events, "ping");
    int index = 0;
    if (!answer.thinking().isEmpty()) thinking(events, index++, answer.thinking());
    if (!answer.text().isEmpty()) text(events, index++, answer.text());
    for (FakeScript.Call call : answer.calls()) call(events, index++, call);
    ObjectNode end = add(events, "message_delta");
    end.putObject("delta").put("stop_reason", reason(answer)).putNull("stop_sequence");
    end.putObject("usage").put("output_tokens", 1 + answer.text().length() / 4);
    add(events, "message_stop");
    return events.stream().map(FakeAnthropic::event).toList();
  }

  private static ObjectNode add(List<ObjectNode> events, String type) {
    ObjectNode node = Json.object().put("type", type);
    events.add(node);
    return node;
  }

  private static void thinking(List<ObjectNode> events, int index, String thinking) {
    add(events, "content_block_start")
        .put("index", index)
        .putObject("content_block")
        .put("type", "thinking")
        .put("thinking", "")
        .put("signature", "");
    for (String piece : FakeOpenAi.pieces(thinking)) {
      delta(events, index).put("type", "thinking_delta").put("thinking", piece);
    }
    delta(events, index).put("type", "signature_delta").put("signature", "signed:" + thinking);
    add(events, "content_block_stop").put("index", index);
  }

  private static void text(List<ObjectNode> events, int index, String text) {
    add(events, "content_block_start")
        .put("index", index)
        .putObject("content_block")
        .put("type", "text")
        .put("text", "");
    for (String piece : FakeOpenAi.pieces(text)) {
      delta(events, index).put("type", "text_delta").put("text", piece);
    }
    add(events, "content_block_stop").put("index", index);
  }

  private static void call(List<ObjectNode> events, int index, FakeScript.Call call) {
    add(events, "content_block_start")
        .put("index", index)
        .putObject("content_block")
        .put("type", "tool_use")
        .put("id", call.id())
        .put("name", call.name())
        .putObject("input");
    for (String piece : FakeOpenAi.pieces(call.arguments())) {
      delta(events, index).put("type", "input_json_delta").put("partial_json", piece);
    }
    add(events, "content_block_stop").put("index", index);
  }

  private static ObjectNode delta(List<ObjectNode> events, int index) {
    return add(events, "content_block_delta").put("index", index).putObject("delta");
  }

  private static ObjectNode head(JsonNode request) {
    return Json.object()
        .put("id", "msg_fake")
        .put("type", "message")
        .put("role", "assistant")
        .put("model", request.path("model").asString(""));
  }

  private static ObjectNode usage(ObjectNode message, JsonNode request) {
    return message
        .putObject("usage")
        .put("input_tokens", request.path("messages").size() * 10 - 7)
        .put("cache_read_input_tokens", 7)
        .put("cache_creation_input_tokens", 0);
  }

  private static String reason(FakeScript.Answer answer) {
    return answer.calls().isEmpty() ? "end_turn" : "tool_use";
  }

  @Override
  public String failure() {
    return "event: error\ndata: " + error(529, "overloaded_error", "Overloaded") + "\n\n";
  }

  private static String event(JsonNode node) {
    return "event: " + node.path("type").asString("") + "\ndata: " + Json.write(node) + "\n\n";
  }
}
