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
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A Messages answer while it arrives, as events or as one document.
///
/// Source: Anthropic, "Streaming messages" and "Stop reasons" (read 2026-11-23). Events and blocks
/// of unknown type are skipped, as its versioning policy asks.
///
/// Owned by the thread that asked.
final class AnthropicAnswer implements Post.Answer {
  /// One content block: how it started, and what was added.
  private static final class Block {
    private final ObjectNode start;
    private final StringBuilder text = new StringBuilder(); // of a text or thinking block
    private final StringBuilder input = new StringBuilder(); // JSON, in fragments
    private final StringBuilder signature = new StringBuilder();

    Block(ObjectNode start) {
      this.start = start;
    }

    String type() {
      return Calls.text(start.path("type"));
    }
  }

  private final Provider.Request request;
  private final Endpoint endpoint;
  private final Consumer<Event> events;

  private final Map<Integer, Block> blocks = new TreeMap<>();
  private final ObjectNode usage = Json.object(); // each count as it was last reported
  private String stopReason = "";
  private String model;

  AnthropicAnswer(Provider.Request request, Endpoint endpoint, Consumer<Event> events) {
    this.request = request;
    this.endpoint = endpoint;
    this.events = events;
    this.model = request.model();
  }

  @Override
  public boolean take(SseReader.Event event) {
    String data = event.data().strip();
    if (data.isEmpty()) return false;
    if (data.equals("[DONE]")) return true; // From gateways which add what OpenAI ends with.
    JsonNode document = Json.parse(data);
    switch (Calls.text(document.path("type"))) {
      case "message_start" -> head(document.path("message"));
      case "content_block_start" ->
          start(document.path("index").asInt(0), document.path("content_block"));
      case "content_block_delta" -> {
        Block block = blocks.get(document.path("index").asInt(0));
        if (block != null) delta(block, document.path("delta"));
      }
      case "message_delta" -> {
        stop(document.path("delta"));
        count(document.path("usage"));
      }
      case "message_stop" -> {
        return true;
      }
      case "error" -> throw Fault.inStream(document).exception(endpoint, null);
      default -> {} // ping, content_block_stop, and what is yet to be invented
    }
    return false;
  }

  @Override
  public void whole(JsonNode document) {
    if (document.hasNonNull("error")) throw Fault.inStream(document).exception(endpoint, null);
    head(document);
    int index = 0;
    for (JsonNode block : document.path("content")) start(index++, block);
    stop(document);
  }

  private void head(JsonNode message) {
    String name = Calls.text(message.path("model"));
    if (!name.isEmpty()) model = name;
    count(message.path("usage"));
  }

  private void stop(JsonNode node) {
    String reason = Calls.text(node.path("stop_reason"));
    if (!reason.isEmpty()) stopReason = reason;
  }

  private void count(JsonNode counts) {
    for (var count : counts.properties()) {
      if (count.getValue().isNumber()) usage.set(count.getKey(), count.getValue());
    }
  }

  private void start(int index, JsonNode node) {
    if (!(node instanceof ObjectNode object)) return;
    var block = new Block(object.deepCopy());
    blocks.put(index, block);
    switch (block.type()) {
      case "text" -> say(block, Calls.text(object.path("text")));
      case "thinking" -> {
        think(block, Calls.text(object.path("thinking")));
        block.signature.append(Calls.text(object.path("signature")));
      }
      default -> {} // tool_use and redacted_thinking are read at the end
    }
  }

  private void delta(Block block, JsonNode delta) {
    switch (Calls.text(delta.path("type"))) {
      case "text_delta" -> say(block, Calls.text(delta.path("text")));
      case "thinking_delta" -> think(block, Calls.text(delta.path("thinking")));
      case "signature_delta" -> block.signature.append(Calls.text(delta.path("signature")));
      case "input_json_delta" -> block.input.append(Calls.text(delta.path("partial_json")));
      default -> {} // citations_delta and later ones
    }
  }

  private void say(Block block, String words) {
    if (words.isEmpty()) return;
    block.text.append(words);
    events.accept(new Event.TextDelta(words));
  }

  private void think(Block block, String words) {
    if (words.isEmpty()) return;
    block.text.append(words);
    events.accept(new Event.ThinkingDelta(words));
  }

  @Override
  public Reply reply() {
    if (stopReason.isEmpty()) {
      throw new ProviderException(
          Kind.UNAVAILABLE, endpoint.provider() + ": the answer ended before it was complete.");
    }
    var text = new StringBuilder();
    List<Message.Thought> thoughts = new ArrayList<>();
    List<Message.ToolCall> calls = new ArrayList<>();
    for (Block block : blocks.values()) {
      switch (block.type()) {
        case "text" -> text.append(block.text);
        case "thinking", "redacted_thinking" -> thoughts.add(thought(block));
        case "tool_use" -> calls.add(call(block));
        default -> {} // Blocks of tools that run on the server are not asked for.
      }
    }
    List<Message.ToolCall> named = Calls.named(calls, request.transcript());
    var message = new Message.Assistant(text.toString(), named, thoughts);
    return new Reply(message, finish(named), usage(), model);
  }

  /// The block exactly as the server wants it back.
  private Message.Thought thought(Block block) {
    if (block.type().equals("thinking")) {
      block.start.put("thinking", block.text.toString());
      if (!block.signature.isEmpty()) block.start.put("signature", block.signature.toString());
    }
    return new Message.Thought(
        AnthropicRequest.wire(endpoint), block.text.toString(), Json.write(block.start));
  }

  private Message.ToolCall call(Block block) {
    String name = Calls.text(block.start.path("name"));
    if (name.isBlank()) {
      throw new ProviderException(
          Kind.UNAVAILABLE, endpoint.provider() + ": the model called a tool without naming it.");
    }
    JsonNode input = block.start.path("input");
    String arguments =
        !block.input.isEmpty()
            ? block.input.toString()
            : input.isObject() ? Json.write(input) : "{}";
    return new Message.ToolCall(Calls.text(block.start.path("id")), name, arguments);
  }

  private Finish finish(List<Message.ToolCall> calls) {
    return switch (stopReason) {
      case "max_tokens", "model_context_window_exceeded", "pause_turn" -> Finish.LENGTH;
      case "refusal" -> Finish.FILTERED;
      default -> calls.isEmpty() ? Finish.STOP : Finish.CALLS;
    };
  }

  /// The server counts what it read from or wrote to the cache apart from the rest of the input.
  private Usage usage() {
    long read = usage.path("cache_read_input_tokens").asLong(0);
    long written = usage.path("cache_creation_input_tokens").asLong(0);
    return new Usage(
        usage.path("input_tokens").asLong(0) + read + written,
        usage.path("output_tokens").asLong(0),
        read,
        written);
  }
}
