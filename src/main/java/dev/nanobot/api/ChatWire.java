package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.Asks.Asked;
import dev.nanobot.store.Store.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A chat completion as JSON, whole and in chunks.
record ChatWire(Asked asked, String model) {
  /// What stands between the parts of an answer.
  static final String BETWEEN = "\n\n";

  ObjectNode completion(Answer answer) {
    ObjectNode json = head("chat.completion");
    ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
    choice
        .putObject("message")
        .put("role", "assistant")
        .put("content", String.join(BETWEEN, answer.texts()))
        .putNull("refusal");
    choice.putNull("logprobs").put("finish_reason", finish(answer.finish()));
    json.set("usage", usage(answer.usage()));
    return json;
  }

  /// A chunk; `hasUsage` says that the last one will tell the usage, and this one tells none.
  ObjectNode chunk(ObjectNode delta, @Nullable String finish, boolean hasUsage) {
    ObjectNode json = head("chat.completion.chunk");
    ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", finish);
    if (hasUsage) json.putNull("usage");
    return json;
  }

  ObjectNode usageChunk(Usage usage) {
    ObjectNode json = head("chat.completion.chunk");
    json.putArray("choices");
    json.set("usage", usage(usage));
    return json;
  }

  /// Why an answer ended, as a program is told it. A turn that had used its steps ended early, too.
  static String finish(Finish finish) {
    return switch (finish) {
      case STOP, CALLS -> "stop";
      case LENGTH, STEPS -> "length";
      case FILTERED -> "content_filter";
    };
  }

  private ObjectNode head(String object) {
    return Json.object()
        .put("id", asked.id())
        .put("object", object)
        .put("created", asked.at().getEpochSecond())
        .put("model", model);
  }

  private static ObjectNode usage(Usage usage) {
    ObjectNode json =
        Json.object()
            .put("prompt_tokens", usage.input())
            .put("completion_tokens", usage.output())
            .put("total_tokens", usage.input() + usage.output());
    json.putObject("prompt_tokens_details").put("cached_tokens", usage.cached());
    return json;
  }
}
