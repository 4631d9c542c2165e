package dev.nanobot.provider;

import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.provider.Pictures.Picture;
import java.time.ZoneId;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a Messages request.
///
/// Source: Anthropic, API reference "Messages", "Prompt caching", "Extended thinking", "Vision"
/// (read 2026-11-28). The server renders tools, system, messages, in this order, and caches up to
/// each mark, of which it takes four: here the last tool, the system text and the last user turn.
final class AnthropicRequest {
  private static final int THINKING_TOKENS_MIN = 1_024;

  /// The largest image that the server takes, in characters of base64.
  private static final int IMAGE_CHARS_MAX = 5 * 1024 * 1024;

  private static final String EARLIER = "(The conversation began earlier.)";
  private static final String GO_ON = "(Go on.)";

  private AnthropicRequest() {}

  static ObjectNode body(Provider.Request request, Endpoint endpoint, ZoneId zone) {
    ObjectNode body = Json.object();
    body.put("model", request.model());
    body.put(endpoint.limitField(), request.options().outputTokensMax());
    tools(body, request);
    if (!request.system().isBlank()) {
      mark(body.putArray("system").addObject().put("type", "text").put("text", request.system()));
    }
    Pictures pictures = Pictures.of(request, IMAGE_CHARS_MAX);
    Dialogue dialogue = Dialogue.of(request.transcript(), zone, pictures);
    ArrayNode messages = messages(dialogue, wire(endpoint));
    body.set("messages", messages);
    mark((ObjectNode) last(last(messages).path("content")));
    options(body, request, isThinkingWhole(dialogue, wire(endpoint)));
    body.put("stream", true);
    return body;
  }

  /// The wire that thoughts of this provider are marked with: no other gets them back, because
  /// each signs its own.
  static String wire(Endpoint endpoint) {
    boolean isOriginal = endpoint.provider().equals("anthropic");
    return isOriginal ? "anthropic" : "anthropic/" + endpoint.provider();
  }

  private static void tools(ObjectNode body, Provider.Request request) {
    if (request.tools().isEmpty()) return;
    ArrayNode tools = body.putArray("tools");
    for (ToolSpec spec : request.tools()) {
      tools
          .addObject()
          .put("name", spec.name())
          .put("description", spec.description())
          .set("input_schema", spec.schema());
    }
    mark((ObjectNode) last(tools));
  }

  /// User and assistant turns, alternating, the first and the last by the user.
  private static ArrayNode messages(Dialogue dialogue, String wire) {
    ArrayNode messages = Json.MAPPER.createArrayNode();
    for (Dialogue.Part part : dialogue.parts()) {
      switch (part) {
        case Dialogue.Heard heard -> heard(turn(messages, "user"), heard);
        case Dialogue.Said said -> {
          if (messages.isEmpty()) text(turn(messages, "user"), EARLIER);
          said(turn(messages, "assistant"), said.message(), wire);
          said.results().forEach(result -> result(turn(messages, "user"), result));
        }
      }
    }
    if (!isTurnOf(messages, "user")) text(turn(messages, "user"), GO_ON);
    return messages;
  }

  /// The content of the last turn if it is `role`'s, or of a new one.
  private static ArrayNode turn(ArrayNode messages, String role) {
    if (isTurnOf(messages, role)) return (ArrayNode) last(messages).path("content");
    return messages.addObject().put("role", role).putArray("content");
  }

  private static boolean isTurnOf(ArrayNode messages, String role) {
    return last(messages).path("role").asString("").equals(role);
  }

  /// The images first: so the models understand them best.
  private static void heard(ArrayNode content, Dialogue.Heard heard) {
    for (Picture picture : heard.pictures()) {
      content
          .addObject()
          .put("type", "image")
          .putObject("source")
          .put("type", "base64")
          .put("media_type", picture.type())
          .put("data", picture.base64());
    }
    text(content, heard.text());
  }

  private static void text(ArrayNode content, String text) {
    content.addObject().put("type", "text").put("text", text);
  }

  private static void said(ArrayNode content, Message.Assistant said, String wire) {
    for (Message.Thought thought : said.thoughts()) {
      if (thought.wire().equals(wire)) content.add(Calls.arguments(thought.json()));
    }
    if (!said.text().isBlank()) text(content, said.text());
    for (Message.ToolCall call : said.calls()) {
      content
          .addObject()
          .put("type", "tool_use")
          .put("id", Calls.plainId(call.id()))
          .put("name", Calls.name(call.tool()))
          .set("input", Calls.arguments(call.arguments()));
    }
  }

  private static void result(ArrayNode content, Message.Result result) {
    ObjectNode block =
        content
            .addObject()
            .put("type", "tool_result")
            .put("tool_use_id", Calls.plainId(result.callId()))
            .put("content", result.text());
    if (result.failed()) block.put("is_error", true);
  }

  private static JsonNode last(JsonNode array) {
    return array.path(array.size() - 1);
  }

  private static void mark(ObjectNode block) {
    block.putObject("cache_control").put("type", "ephemeral");
  }

  /// With a thinking budget, every reply since the last question must still have its thoughts.
  private static boolean isThinkingWhole(Dialogue dialogue, String wire) {
    return dialogue.parts().stream()
        .skip(dialogue.currentFrom())
        .map(part -> ((Dialogue.Said) part).message())
        .allMatch(said -> said.thoughts().stream().anyMatch(t -> t.wire().equals(wire)));
  }

  private static void options(ObjectNode body, Provider.Request request, boolean isThinkingWhole) {
    ClaudeModel model = ClaudeModel.of(request.model());
    String effort = request.options().reasoningEffort().toLowerCase(Locale.ROOT);
    boolean isWanted = !effort.isBlank() && !effort.equals("none");
    int budget = Math.min(budget(effort), request.options().outputTokensMax() - 1);
    if (isWanted && model.thinksAdaptively()) {
      body.putObject("thinking").put("type", "adaptive");
      body.putObject("output_config").put("effort", known(effort));
    } else if (isWanted && isThinkingWhole && budget >= THINKING_TOKENS_MIN) {
      body.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
    } else if (model.takesTemperature()) {
      body.put("temperature", Math.clamp(request.options().temperature(), 0.0, 1.0));
    }
  }

  /// The word `minimal` is OpenAI's; here `low` is the least.
  private static String known(String effort) {
    return effort.equals("minimal") ? "low" : effort;
  }

  private static int budget(String effort) {
    return switch (effort) {
      case "minimal", "low" -> THINKING_TOKENS_MIN;
      case "medium" -> 4 * THINKING_TOKENS_MIN;
      default -> 16 * THINKING_TOKENS_MIN;
    };
  }
}
