package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What Telegram does with buttons: the limits it keeps to, and the last message of each chat that
/// has some.
final class FakeKeyboards {
  private final Map<String, ObjectNode> shown = new ConcurrentHashMap<>();

  /// What is refused of a call, and what is done with buttons that are there; empty for the rest.
  Optional<ObjectNode> answer(FakeTelegram.Called call) {
    return switch (call.method()) {
      case "sendMessage" -> refusal(call.parameters());
      case "editMessageReplyMarkup" -> Optional.of(taken(call.parameters()));
      default -> Optional.empty();
    };
  }

  private static Optional<ObjectNode> refusal(JsonNode message) {
    if (message.path("text").asString("").isBlank()) {
      return Optional.of(FakeTelegram.error(400, "Bad Request: message text is empty"));
    }
    for (JsonNode key : keys(message)) {
      int bytes = key.path("callback_data").asString("").getBytes(UTF_8).length;
      boolean isFit = bytes >= 1 && bytes <= 64 && !key.path("text").asString("").isBlank();
      if (!isFit) return Optional.of(FakeTelegram.error(400, "Bad Request: BUTTON_DATA_INVALID"));
    }
    return Optional.empty();
  }

  private ObjectNode taken(JsonNode edit) {
    String chat = edit.path("chat_id").asString("");
    ObjectNode message = shown.get(chat);
    boolean isThere =
        message != null
            && message.path("message_id").asLong(0) == edit.path("message_id").asLong(-1)
            && !edit.has("reply_markup");
    if (!isThere) return FakeTelegram.error(400, "Bad Request: message is not modified");
    shown.remove(chat);
    return FakeTelegram.ok(Json.object());
  }

  /// Notes what was said, as Telegram's message.
  ObjectNode said(JsonNode parameters, String id) {
    String chat = parameters.path("chat_id").asString("");
    if (parameters.has("reply_markup")) {
      ObjectNode message = TelegramSamples.message(chat, String.valueOf(FakeTelegram.BOT));
      message.put("message_id", Long.parseLong(id));
      message.set("text", parameters.path("text"));
      message.set("reply_markup", parameters.path("reply_markup"));
      shown.put(chat, message);
    }
    return Json.object().put("message_id", id);
  }

  /// The labels that can be pressed in a chat.
  List<String> labels(String chat) {
    ObjectNode message = shown.get(chat);
    if (message == null) return List.of();
    return keys(message).stream().map(key -> key.path("text").asString("")).toList();
  }

  /// Somebody presses a button that is there.
  ObjectNode press(String chat, String sender, String label) {
    ObjectNode message = shown.get(chat);
    if (message == null) throw new AssertionError("there are buttons in " + chat);
    JsonNode pressed =
        keys(message).stream()
            .filter(key -> key.path("text").asString("").equals(label))
            .findFirst()
            .orElseThrow();
    ObjectNode query = Json.object().put("id", "q").put("chat_instance", "1");
    query.set("data", pressed.path("callback_data"));
    query.set("from", TelegramSamples.person(sender));
    query.set("message", message.deepCopy());
    return query;
  }

  private static List<JsonNode> keys(JsonNode message) {
    List<JsonNode> keys = new ArrayList<>();
    for (JsonNode row : message.path("reply_markup").path("inline_keyboard")) {
      row.forEach(keys::add);
    }
    return keys;
  }
}
