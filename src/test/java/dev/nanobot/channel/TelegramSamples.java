package dev.nanobot.channel;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Updates as Telegram makes them. Groups have negative ids.
final class TelegramSamples {
  private static final String GROUP = "-100";
  private static final String NAME = FakeTelegram.NAME;

  private TelegramSamples() {}

  /// One of each kind that a person can cause, in a chat of their own and in a group.
  static List<ObjectNode> everyKind(String sender) {
    List<ObjectNode> kinds = new ArrayList<>();
    for (String chat : List.of(sender, GROUP)) {
      kinds.add(update("message", message(chat, sender).put("text", "hello @" + NAME)));
      kinds.add(update("message", message(chat, sender).put("text", "/stop@" + NAME)));
      kinds.add(update("edited_message", message(chat, sender).put("text", "hello again")));
      ObjectNode photo = message(chat, sender).put("caption", "@" + NAME);
      photo.putArray("photo").addObject().put("file_id", "f").put("file_size", 3);
      kinds.add(update("message", photo));
      ObjectNode voice = message(chat, sender);
      voice.putObject("voice").put("file_id", "f").put("file_size", 3);
      kinds.add(update("message", voice));
      ObjectNode query = Json.object().put("id", "q").put("data", "yes");
      query.set("from", person(sender));
      query.set("message", message(chat, String.valueOf(FakeTelegram.BOT)));
      kinds.add(update("callback_query", query));
    }
    return kinds;
  }

  /// An update whose names of the bot are marked.
  static ObjectNode update(String kind, ObjectNode what) {
    ObjectNode update = Json.object();
    update.set(kind, what);
    entities(update);
    return update;
  }

  /// Marks the bot's name, as Telegram does.
  private static void entities(ObjectNode update) {
    JsonNode message = update.path("message");
    String text = message.path("text").asString("");
    int at = text.indexOf("@" + NAME);
    if (at < 0) return;
    boolean isCommand = text.startsWith("/");
    ((ObjectNode) message)
        .putArray("entities")
        .addObject()
        .put("type", isCommand ? "bot_command" : "mention")
        .put("offset", isCommand ? 0 : at)
        .put("length", isCommand ? text.length() : NAME.length() + 1);
  }

  static ObjectNode message(String chat, String sender) {
    ObjectNode message = Json.object().put("message_id", 5).put("date", 1);
    message.set("from", person(sender));
    boolean isGroup = chat.startsWith("-");
    message.putObject("chat").put("id", id(chat)).put("type", isGroup ? "supergroup" : "private");
    return message;
  }

  static ObjectNode person(String id) {
    return Json.object().put("id", id(id)).put("is_bot", false).put("first_name", "P" + id);
  }

  private static long id(String text) {
    return Long.parseLong(text);
  }
}
