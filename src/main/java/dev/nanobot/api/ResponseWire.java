package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.Asks.Asked;
import dev.nanobot.store.Store.Usage;
import dev.nanobot.web.Rejected;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A response as JSON.
final class ResponseWire {
  /// What a caller is told again as it wrote it.
  private static final List<String> ECHOED =
      List.of(
          "instructions",
          "max_output_tokens",
          "max_tool_calls",
          "metadata",
          "prompt_cache_key",
          "reasoning",
          "safety_identifier",
          "temperature",
          "top_p",
          "truncation",
          "user");

  private final Asked asked;
  private final JsonNode told;

  ResponseWire(Asked asked) {
    this.asked = asked;
    this.told = Json.parse(asked.body());
  }

  /// What is kept of a request for the answers to it.
  ///
  /// @throws Rejected when a part of it is not what it should be
  static ObjectNode told(String model, ObjectNode body) {
    ObjectNode told = Json.object().put("model", model);
    told.put("background", Wishes.flag(body, "background", false));
    told.put("store", Wishes.flag(body, "store", true));
    Asking.metadata(body);
    for (String name : ECHOED) if (body.hasNonNull(name)) told.set(name, body.get(name));
    return told;
  }

  boolean isBackground() {
    return told.path("background").asBoolean(false);
  }

  boolean isStored() {
    return told.path("store").asBoolean(true);
  }

  /// One of which nothing is known yet.
  ObjectNode begun() {
    return response("in_progress", Json.MAPPER.createArrayNode(), null);
  }

  ObjectNode response(Answer answer) {
    ArrayNode output = Json.MAPPER.createArrayNode();
    if (answer.isUnderWay() || answer.isAnswered()) {
      int last = answer.texts().size() - 1;
      for (String text : answer.texts()) {
        output.add(item(output.size(), text, answer.isCut() && output.size() == last));
      }
    }
    ObjectNode json = response(status(answer), output, answer.endedAt());
    if (answer.isCut()) json.putObject("incomplete_details").put("reason", reason(answer));
    if (answer.isAnswered()) json.set("usage", usage(answer.usage()));
    if (answer.state().equals("dead")) {
      Rejected why = Ended.rejected(answer);
      json.putObject("error")
          .put("code", why.status() == 429 ? "rate_limit_exceeded" : "server_error")
          .put("message", why.getMessage());
    }
    return json;
  }

  String status(Answer answer) {
    return switch (answer.state()) {
      case "new" -> isBackground() ? "queued" : "in_progress";
      case "taken" -> "in_progress";
      case "answered", "merged" -> answer.isCut() ? "incomplete" : "completed";
      case "superseded" -> "cancelled";
      default -> "failed";
    };
  }

  private static String reason(Answer answer) {
    return answer.finish() == Finish.FILTERED ? "content_filter" : "max_output_tokens";
  }

  private ObjectNode response(String status, ArrayNode output, @Nullable Instant endedAt) {
    @Nullable Instant completedAt = status.equals("completed") ? endedAt : null;
    ObjectNode json =
        Json.object()
            .put("id", asked.id())
            .put("object", "response")
            .put("created_at", asked.at().getEpochSecond())
            .put("completed_at", completedAt == null ? null : completedAt.getEpochSecond())
            .put("status", status)
            .put("background", isBackground())
            .put("store", isStored())
            .put("model", told.path("model").asString(Models.AGENT))
            .put("previous_response_id", asked.previous().isEmpty() ? null : asked.previous())
            .put("parallel_tool_calls", true)
            .put("tool_choice", "auto")
            .put("service_tier", "default")
            .put("frequency_penalty", 0)
            .put("presence_penalty", 0)
            .put("top_logprobs", 0)
            .put("temperature", 1)
            .put("top_p", 1)
            .put("truncation", "disabled")
            .putNull("incomplete_details")
            .putNull("error")
            .putNull("usage");
    json.putArray("tools");
    json.putObject("metadata");
    json.putObject("text").putObject("format").put("type", "text");
    json.putObject("reasoning").putNull("effort").putNull("summary");
    for (String name : ECHOED) {
      if (told.hasNonNull(name)) json.set(name, told.get(name));
      else if (!json.has(name)) json.putNull(name);
    }
    json.set("output", output);
    return json;
  }

  /// A part of the answer, whole.
  ObjectNode item(int part, String text, boolean isCut) {
    ObjectNode item = item(part).put("status", isCut ? "incomplete" : "completed");
    item.withArray("content").add(content(text));
    return item;
  }

  /// A part of the answer of which nothing is written yet.
  ObjectNode begunItem(int part) {
    return item(part).put("status", "in_progress");
  }

  private ObjectNode item(int part) {
    ObjectNode item =
        Json.object().put("id", itemId(part)).put("type", "message").put("role", "assistant");
    item.putArray("content");
    return item;
  }

  String itemId(int part) {
    return "msg_" + asked.id().substring(Responses.PREFIX.length()) + "_" + part;
  }

  static ObjectNode content(String text) {
    ObjectNode content = Json.object().put("type", "output_text").put("text", text);
    content.putArray("annotations");
    content.putArray("logprobs");
    return content;
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode json =
        Json.object()
            .put("input_tokens", usage.input())
            .put("output_tokens", usage.output())
            .put("total_tokens", usage.input() + usage.output());
    json.putObject("input_tokens_details").put("cached_tokens", usage.cached());
    json.putObject("output_tokens_details").put("reasoning_tokens", 0);
    return json;
  }
}
