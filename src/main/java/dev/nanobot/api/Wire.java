package dev.nanobot.api;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.store.Board.Came;
import dev.nanobot.store.Board.Leaves;
import dev.nanobot.store.Chats.Chat;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Store.Moment;
import dev.nanobot.store.Store.Status;
import dev.nanobot.store.Store.Trace;
import dev.nanobot.store.Subagents;
import dev.nanobot.store.Threads.Heard;
import dev.nanobot.store.Threads.Said;
import dev.nanobot.store.Threads.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is known, as JSON. Times are ISO 8601 in UTC, durations milliseconds.
final class Wire {
  /// What the store has before an id that the owner gave a message.
  static final String OWN = "owner/";

  private Wire() {}

  static ObjectNode status(Status status) {
    ObjectNode json = Json.object();
    json.put("message", status.messageId());
    json.put("session", status.session().value());
    json.put("state", status.state());
    json.put("reason", status.reason());
    json.put("turn", status.turn());
    json.put("answer", status.answer());
    ObjectNode usage = json.putObject("usage");
    usage.put("model", status.usage().model());
    usage.put("input", status.usage().input());
    usage.put("output", status.usage().output());
    usage.put("cached", status.usage().cached());
    usage.put("modelCalls", status.usage().modelCalls());
    return json;
  }

  static ObjectNode trace(Trace trace, List<Attachment> media) {
    ObjectNode json = Json.object();
    json.set("status", status(trace.status()));
    media(json, media);
    ArrayNode moments = json.putArray("moments");
    for (Moment moment : trace.moments()) {
      ObjectNode node = moments.addObject();
      node.put("at", moment.at().toString());
      node.put("what", moment.what());
      node.put("detail", moment.detail());
      node.put("tookMs", moment.took().toMillis());
    }
    return json;
  }

  static ObjectNode chat(Chat chat) {
    ObjectNode json = Json.object();
    json.put("session", chat.session().value());
    json.put("channel", chat.session().channel());
    json.put("title", chat.title().text());
    json.put("isTitleChosen", chat.title().isChosen());
    json.put("isPinned", chat.isPinned());
    json.put("entries", chat.entries());
    json.put("waiting", chat.waiting());
    json.put("isRunning", chat.isRunning());
    json.put("usedAt", chat.lastUsed().toString());
    return json;
  }

  /// A message's id as its sender gave it.
  private static String id(String external) {
    return external.startsWith(OWN) ? external.substring(OWN.length()) : external;
  }

  static ObjectNode came(Came came, List<Attachment> media) {
    ObjectNode json = Json.object();
    json.put("message", came.message());
    json.put("id", id(came.externalId()));
    json.put("session", came.session().value());
    json.put("channel", came.channel());
    json.put("principal", came.principal());
    json.put("origin", word(came.origin()));
    json.put("task", word(came.task()));
    json.put("state", came.state());
    json.put("reason", came.reason());
    json.put("turn", came.turn());
    json.put("tries", came.tries());
    json.put("text", came.text());
    media(json, media);
    json.put("at", came.at().toString());
    json.put("endedAt", time(came.endedAt()));
    long took = came.endedAt().map(end -> Duration.between(came.at(), end).toMillis()).orElse(0L);
    json.put("tookMs", took);
    return json;
  }

  static ObjectNode leaves(Leaves leaves) {
    ObjectNode json = Json.object();
    json.put("id", leaves.id());
    json.put("session", leaves.session().value());
    json.put("turn", leaves.turn());
    json.put("cause", leaves.cause());
    json.put("text", leaves.text());
    json.put("state", leaves.state());
    json.put("attempts", leaves.attempts());
    json.put("reason", leaves.reason());
    json.put("at", leaves.at().toString());
    json.put("nextAt", leaves.nextAt().toString());
    json.put("sentAt", time(leaves.sentAt()));
    return json;
  }

  static ObjectNode subagent(Subagents.Listed subagent) {
    ObjectNode json = Json.object();
    json.put("id", subagent.id());
    json.put("session", subagent.session().value());
    json.put("parent", subagent.parent().value());
    json.put("label", subagent.label());
    json.put("state", subagent.state());
    json.put("reason", subagent.reason());
    json.put("since", subagent.since().toString());
    json.put("questions", subagent.questions());
    return json;
  }

  /// A list under a name.
  static <T> ObjectNode list(String name, List<T> items, Function<T, ObjectNode> write) {
    ObjectNode json = Json.object();
    ArrayNode array = json.putArray(name);
    for (T item : items) array.add(write.apply(item));
    return json;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static @Nullable String time(Optional<Instant> time) {
    return time.map(Instant::toString).orElse(null);
  }

  /// An entry of a transcript: `kind` is `user`, `assistant` or `result`.
  static ObjectNode entry(Entry entry) {
    ObjectNode json = Json.object();
    json.put("seq", entry.seq());
    json.put("turn", entry.turn());
    json.put("at", entry.at().toString());
    switch (entry.message()) {
      case Message.User user -> {
        json.put("kind", "user");
        json.put("text", user.text());
        json.put("sender", user.sender());
        media(json, user.attachments());
      }
      case Message.Assistant assistant -> {
        json.put("kind", "assistant");
        json.put("text", assistant.text());
        StringBuilder thinking = new StringBuilder();
        assistant.thoughts().forEach(thought -> thinking.append(thought.text()));
        json.put("thinking", thinking.toString());
        ArrayNode calls = json.putArray("calls");
        for (ToolCall call : assistant.calls()) {
          ObjectNode node = calls.addObject();
          node.put("id", call.id());
          node.put("tool", call.tool());
          node.put("arguments", call.arguments());
        }
      }
      case Message.Result result -> {
        json.put("kind", "result");
        json.put("call", result.callId());
        json.put("text", result.text());
        json.put("failed", result.failed());
      }
    }
    return json;
  }

  static ObjectNode said(Said said) {
    ObjectNode json = Json.object();
    json.put("id", said.id());
    json.put("turn", said.turn());
    json.put("cause", said.cause());
    json.put("at", said.at().toString());
    json.put("text", said.text());
    json.put("state", said.state());
    return json;
  }

  static ObjectNode heard(Heard heard, List<Attachment> media) {
    ObjectNode json = Json.object();
    json.put("message", heard.message());
    json.put("id", id(heard.externalId()));
    json.put("turn", heard.turn());
    json.put("at", heard.at().toString());
    json.put("state", heard.state());
    json.put("reason", heard.reason());
    json.put("text", heard.text());
    json.put("insteadOf", heard.insteadOf());
    media(json, media);
    return json;
  }

  /// Files that were said, under `media`.
  private static void media(ObjectNode json, List<Attachment> attachments) {
    ArrayNode media = json.putArray("media");
    for (Attachment attachment : attachments) {
      ObjectNode node = media.addObject();
      node.put("id", attachment.id());
      node.put("name", attachment.name());
      node.put("type", attachment.type());
      node.put("bytes", attachment.bytes());
    }
  }

  static ObjectNode standing(Standing standing) {
    ObjectNode json = Json.object();
    json.put("turn", standing.turn());
    json.put("waiting", standing.waiting());
    json.put("head", standing.head());
    json.put("afterTurn", standing.afterTurn());
    json.put("undone", standing.shifts());
    return json;
  }
}
