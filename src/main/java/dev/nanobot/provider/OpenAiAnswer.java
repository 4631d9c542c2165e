package dev.nanobot.provider;

import dev.nanobot.http.SseReader;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.ProviderException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A chat completion while it arrives, as chunks or as one document.
///
/// Source: OpenAI, API reference "The chat completion chunk object" and its schema (read
/// 2026-11-23); `reasoning_content` after DeepSeek and vLLM, `reasoning` and `reasoning_details`
/// after OpenRouter; `extra_content` of a call after Google, "Thought signatures" (read
/// 2026-11-28).
///
/// Owned by the thread that asked.
final class OpenAiAnswer implements Post.Answer {
  private static final List<String> GROWING = List.of("text", "summary", "data");

  private final Provider.Request request;
  private final Endpoint endpoint;
  private final Consumer<Event> events;

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final ArrayNode details = Json.MAPPER.createArrayNode(); // reasoning_details
  private final ToolCallParts calls = new ToolCallParts();
  private String thinkingField = "reasoning_content";
  private String finish = "";
  private String model;
  private Usage usage = Usage.NONE;
  private boolean isDone; // the far side said that nothing follows

  OpenAiAnswer(Provider.Request request, Endpoint endpoint, Consumer<Event> events) {
    this.request = request;
    this.endpoint = endpoint;
    this.events = events;
    this.model = request.model();
  }

  @Override
  public boolean take(SseReader.Event event) {
    String data = event.data().strip();
    if (data.isEmpty()) return false;
    if (data.equals("[DONE]")) isDone = true;
    else document(Json.parse(data), "delta");
    return isDone;
  }

  @Override
  public void whole(JsonNode document) {
    document(document, "message");
    isDone = !finish.isEmpty() || !document.path("choices").isEmpty();
  }

  private void document(JsonNode document, String content) {
    if (document.hasNonNull("error") || document.isArray()) {
      throw Fault.inStream(document).exception(endpoint, null);
    }
    if (document.path("model").isString()) model = document.path("model").stringValue();
    if (document.path("usage").isObject()) usage = usage(document.path("usage"));
    JsonNode choice = document.path("choices").path(0);
    message(choice.path(content));
    if (choice.path("finish_reason").isString()) {
      finish = choice.path("finish_reason").stringValue();
    }
    if (choice.hasNonNull("error")) throw Fault.inStream(choice).exception(endpoint, null);
  }

  private void message(JsonNode part) {
    for (String field : List.of("reasoning_content", "reasoning")) {
      String thought = Calls.text(part.path(field));
      if (thought.isEmpty()) continue;
      thinkingField = field;
      thinking.append(thought);
      events.accept(new Event.ThinkingDelta(thought));
      break; // Some servers send the same words in both.
    }
    part.path("reasoning_details").forEach(details::add);
    say(Calls.text(part.path("content")));
    say(Calls.text(part.path("refusal")));
    part.path("content").forEach(piece -> say(Calls.text(piece.path("text"))));
    part.path("tool_calls").forEach(calls::add);
  }

  private void say(String words) {
    if (words.isEmpty()) return;
    text.append(words);
    events.accept(new Event.TextDelta(words));
  }

  private static Usage usage(JsonNode node) {
    JsonNode details = node.path("prompt_tokens_details");
    long cached = details.path("cached_tokens").asLong(0);
    if (cached == 0) cached = node.path("prompt_cache_hit_tokens").asLong(0); // DeepSeek
    return new Usage(
        node.path("prompt_tokens").asLong(0),
        node.path("completion_tokens").asLong(0),
        cached,
        details.path("cache_write_tokens").asLong(0));
  }

  @Override
  public Reply reply() {
    if (finish.isEmpty() && !isDone) {
      throw broken("the answer ended before it was complete");
    }
    if (finish.equals("error")) throw broken("the model failed while it answered");
    List<Message.ToolCall> named = Calls.named(calls.all(), request.transcript());
    var message = new Message.Assistant(text.toString(), named, thoughts(named));
    return new Reply(message, finish(named), usage, model);
  }

  private Finish finish(List<Message.ToolCall> named) {
    return switch (finish) {
      case "length" -> Finish.LENGTH;
      case "content_filter" -> Finish.FILTERED;
      default -> named.isEmpty() ? Finish.STOP : Finish.CALLS;
    };
  }

  private List<Message.Thought> thoughts(List<Message.ToolCall> named) {
    ObjectNode extras = extras(named);
    if (thinking.isEmpty() && details.isEmpty() && extras.isEmpty()) return List.of();
    ObjectNode json = Json.object();
    if (!extras.isEmpty()) json.set(OpenAiRequest.EXTRAS, extras);
    if (!thinking.isEmpty()) json.put(thinkingField, thinking.toString());
    if (!details.isEmpty()) json.set("reasoning_details", merged());
    return List.of(
        new Message.Thought(OpenAiRequest.wire(endpoint), thinking.toString(), Json.write(json)));
  }

  /// What calls want back, by their identifiers.
  private ObjectNode extras(List<Message.ToolCall> named) {
    ObjectNode byId = Json.object();
    List<ObjectNode> extras = calls.extras();
    for (int i = 0; i < named.size(); i++) {
      if (!extras.get(i).isEmpty()) byId.set(named.get(i).id(), extras.get(i));
    }
    return byId;
  }

  /// The details with the fragments of one block, which follow one another, joined.
  private ArrayNode merged() {
    List<ObjectNode> blocks = new ArrayList<>();
    for (JsonNode node : details) {
      if (!(node instanceof ObjectNode fragment)) continue;
      ObjectNode last = blocks.isEmpty() ? null : blocks.getLast();
      boolean continues =
          last != null
              && fragment.has("index")
              && last.path("index").equals(fragment.path("index"))
              && last.path("type").equals(fragment.path("type"));
      if (last == null || !continues) blocks.add(fragment.deepCopy());
      else join(last, fragment);
    }
    return Json.MAPPER.createArrayNode().addAll(blocks);
  }

  private static void join(ObjectNode block, ObjectNode fragment) {
    for (var field : fragment.properties()) {
      String name = field.getKey();
      boolean grows = GROWING.contains(name) && block.path(name).isString();
      if (grows) block.put(name, block.path(name).stringValue() + Calls.text(field.getValue()));
      else if (!field.getValue().isNull()) block.set(name, field.getValue());
    }
  }

  private ProviderException broken(String what) {
    return new ProviderException(Kind.UNAVAILABLE, endpoint.provider() + ": " + what + ".");
  }
}
