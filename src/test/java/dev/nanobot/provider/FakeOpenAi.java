package dev.nanobot.provider;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The chat completions wire of the fake model.
final class FakeOpenAi implements FakeModel.Wire {
  @Override
  public FakeScript script(JsonNode request) {
    String heard = "";
    List<String> results = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      String content = text(message.path("content"));
      switch (message.path("role").asString("")) {
        case "user" -> {
          heard = content;
          results.clear();
        }
        case "tool" -> results.add(content);
        default -> {}
      }
    }
    return FakeScript.of(heard, results);
  }

  /// A text, or those among several parts.
  private static String text(JsonNode content) {
    var text = new StringBuilder(content.asString(""));
    for (JsonNode part : content) text.append(part.path("text").asString(""));
    return text.toString();
  }

  @Override
  public String error(int status, String type, String message) {
    ObjectNode error = Json.object();
    error
        .putObject("error")
        .put("message", message)
        .put("type", type)
        .putNull("param")
        .put("code", type);
    return Json.write(error);
  }

  @Override
  public ObjectNode document(FakeScript.Answer answer, JsonNode request) {
    ObjectNode document = head(request, "chat.completion");
    ObjectNode choice = document.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (!answer.thinking().isEmpty()) message.put("reasoning_content", answer.thinking());
    message.put("content", answer.text());
    ArrayNode calls = Json.MAPPER.createArrayNode();
    for (FakeScript.Call call : answer.calls()) {
      calls
          .addObject()
          .put("id", call.id())
          .put("type", "function")
          .putObject("function")
          .put("name", call.name())
          .put("arguments", call.arguments());
    }
    if (!calls.isEmpty()) message.set("tool_calls", calls);
    choice.put("finish_reason", calls.isEmpty() ? "stop" : "tool_calls");
    usage(document, answer, request);
    return document;
  }

  @Override
  public List<String> stream(FakeScript.Answer answer, JsonNode request) {
    List<String> events = new ArrayList<>();
    delta(events, request, Json.object().put("role", "assistant").put("content", ""));
    if (!answer.thinking().isEmpty()) {
      delta(events, request, Json.object().put("reasoning_content", answer.thinking()));
    }
    for (String piece : pieces(answer.text())) {
      delta(events, request, Json.object().put("content", piece));
    }
    for (int i = 0; i < answer.calls().size(); i++) call(events, request, i, answer.calls().get(i));
    ObjectNode end = head(request, "chat.completion.chunk");
    end.putArray("choices")
        .addObject()
        .put("index", 0)
        .put("finish_reason", answer.calls().isEmpty() ? "stop" : "tool_calls")
        .putObject("delta");
    events.add(event(end));
    ObjectNode usage = head(request, "chat.completion.chunk");
    usage.putArray("choices");
    usage(usage, answer, request);
    events.add(event(usage));
    events.add("data: [DONE]\n\n");
    return events;
  }

  private static void call(List<String> events, JsonNode request, int index, FakeScript.Call call) {
    ObjectNode opening = Json.object();
    opening
        .putArray("tool_calls")
        .addObject()
        .put("index", index)
        .put("id", call.id())
        .put("type", "function")
        .putObject("function")
        .put("name", call.name())
        .put("arguments", "");
    delta(events, request, opening);
    for (String piece : pieces(call.arguments())) {
      ObjectNode fragment = Json.object();
      fragment
          .putArray("tool_calls")
          .addObject()
          .put("index", index)
          .putObject("function")
          .put("arguments", piece);
      delta(events, request, fragment);
    }
  }

  private static void delta(List<String> events, JsonNode request, ObjectNode delta) {
    ObjectNode chunk = head(request, "chat.completion.chunk");
    chunk
        .putArray("choices")
        .addObject()
        .put("index", 0)
        .putNull("finish_reason")
        .set("delta", delta);
    events.add(event(chunk));
  }

  /// Three pieces at most.
  static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int size = Math.max(1, (text.length() + 2) / 3);
    for (int from = 0; from < text.length(); from += size) {
      pieces.add(text.substring(from, Math.min(text.length(), from + size)));
    }
    return pieces;
  }

  private static ObjectNode head(JsonNode request, String object) {
    return Json.object()
        .put("id", "chatcmpl-fake")
        .put("object", object)
        .put("created", 0)
        .put("model", request.path("model").asString(""));
  }

  private static void usage(ObjectNode document, FakeScript.Answer answer, JsonNode request) {
    int read = request.path("messages").size() * 10;
    int written = 1 + answer.text().length() / 4;
    ObjectNode usage =
        document
            .putObject("usage")
            .put("prompt_tokens", read)
            .put("completion_tokens", written)
            .put("total_tokens", read + written);
    usage.putObject("prompt_tokens_details").put("cached_tokens", 7);
  }

  @Override
  public String failure() {
    return "data: " + error(500, "server_error", "The server had an error.") + "\n\n";
  }

  private static String event(JsonNode chunk) {
    return "data: " + Json.write(chunk) + "\n\n";
  }
}
