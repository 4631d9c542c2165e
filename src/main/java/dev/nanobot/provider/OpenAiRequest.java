package dev.nanobot.provider;

import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.provider.Pictures.Picture;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a chat completion request.
///
/// Source: OpenAI, API reference "Create chat completion" and its schema (read 2026-11-23).
/// Thoughts go back to the provider that had them while it works on the same question, in the
/// fields it used (`reasoning_content`, `reasoning`, `reasoning_details`, `extra_content` of a
/// call, without which Gemini refuses the call's result).
final class OpenAiRequest {
  /// These answer with an error to every temperature but their own.
  private static final Pattern OWN_TEMPERATURE = Pattern.compile("(o\\d|gpt-[5-9]).*");
  private static final Pattern TEMPERATURE_ONE = Pattern.compile("kimi-k2\\.5.*");

  /// The field of a thought that holds what its calls want back, by their identifiers.
  static final String EXTRAS = "extra_content_of_calls";

  /// It refuses to be asked for the usage, which it tells unasked.
  private static final String TELLS_USAGE = "https://api.mistral.ai/";

  private OpenAiRequest() {}

  static ObjectNode body(Provider.Request request, Endpoint endpoint, ZoneId zone) {
    ObjectNode body = Json.object();
    body.put("model", request.model());
    ArrayNode messages = body.putArray("messages");
    if (!request.system().isBlank()) {
      messages.addObject().put("role", "system").put("content", request.system());
    }
    Pictures pictures = Pictures.of(request, Pictures.CHARS_MAX);
    Dialogue dialogue = Dialogue.of(request.transcript(), zone, pictures);
    for (int i = 0; i < dialogue.parts().size(); i++) {
      switch (dialogue.parts().get(i)) {
        case Dialogue.Heard heard -> heard(messages, heard);
        case Dialogue.Said said ->
            said(messages, said, i >= dialogue.currentFrom() ? wire(endpoint) : "");
      }
    }
    tools(body, request);
    options(body, request, endpoint);
    body.put("stream", true);
    if (!endpoint.base().startsWith(TELLS_USAGE)) {
      body.putObject("stream_options").put("include_usage", true);
    }
    return body;
  }

  /// The wire that thoughts of this provider are marked with: no other gets them back.
  static String wire(Endpoint endpoint) {
    return "openai/" + endpoint.provider();
  }

  /// As plain text where that says it all: some servers know nothing else.
  private static void heard(ArrayNode messages, Dialogue.Heard heard) {
    ObjectNode message = messages.addObject().put("role", "user");
    if (heard.pictures().isEmpty()) {
      message.put("content", heard.text());
      return;
    }
    ArrayNode content = message.putArray("content");
    content.addObject().put("type", "text").put("text", heard.text());
    for (Picture picture : heard.pictures()) {
      content
          .addObject()
          .put("type", "image_url")
          .putObject("image_url")
          .put("url", "data:" + picture.type() + ";base64," + picture.base64());
    }
  }

  private static void said(ArrayNode messages, Dialogue.Said said, String wire) {
    Message.Assistant reply = said.message();
    ObjectNode message = messages.addObject().put("role", "assistant");
    if (reply.text().isBlank()) message.putNull("content");
    else message.put("content", reply.text());
    for (Message.Thought thought : reply.thoughts()) {
      if (thought.wire().equals(wire)) message.setAll(Calls.arguments(thought.json()));
    }
    JsonNode extras = message.path(EXTRAS);
    message.remove(EXTRAS);
    if (reply.isFinal()) return;
    ArrayNode calls = message.putArray("tool_calls");
    for (Message.ToolCall call : reply.calls()) {
      ObjectNode node = calls.addObject().put("id", call.id()).put("type", "function");
      node.putObject("function")
          .put("name", Calls.name(call.tool()))
          .put("arguments", Json.write(Calls.arguments(call.arguments())));
      if (extras.has(call.id())) node.set("extra_content", extras.get(call.id()));
    }
    for (Message.Result result : said.results()) {
      messages
          .addObject()
          .put("role", "tool")
          .put("tool_call_id", result.callId())
          .put("content", marked(result));
    }
  }

  /// This wire has no field for a failure: the text says it.
  private static String marked(Message.Result result) {
    boolean isMarked = !result.failed() || result.text().startsWith("Error");
    return isMarked ? result.text() : "Error: " + result.text();
  }

  private static void tools(ObjectNode body, Provider.Request request) {
    if (request.tools().isEmpty()) return;
    ArrayNode tools = body.putArray("tools");
    for (ToolSpec spec : request.tools()) {
      ObjectNode function = tools.addObject().put("type", "function").putObject("function");
      function.put("name", spec.name()).put("description", spec.description());
      function.set("parameters", spec.schema());
    }
  }

  private static void options(ObjectNode body, Provider.Request request, Endpoint endpoint) {
    body.put(endpoint.limitField(), request.options().outputTokensMax());
    String effort = request.options().reasoningEffort();
    if (!effort.isBlank()) body.put("reasoning_effort", effort);
    String path = request.model().toLowerCase(Locale.ROOT);
    String model = path.substring(path.lastIndexOf('/') + 1);
    if (OWN_TEMPERATURE.matcher(model).matches()) return;
    body.put(
        "temperature",
        TEMPERATURE_ONE.matcher(model).matches() ? 1.0 : request.options().temperature());
  }
}
