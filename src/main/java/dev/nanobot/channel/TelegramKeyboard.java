package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Buttons;
import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Buttons below a message in Telegram, and what comes when one is pressed. Source:
/// https://core.telegram.org/bots/api#inlinekeyboardbutton and #callbackquery, read 2026-11-29.
///
/// A button carries its label as data. Of a longer one the data is the beginning and its number,
/// and what was pressed is read from the message, which Telegram sends along: nothing is kept.
final class TelegramKeyboard {
  static final int DATA_BYTES_MAX = 64;

  /// The beginning of a label that is longer than its data; the rest is room for "…" and a number.
  private static final int BEGINNING_BYTES_MAX = 58;

  private TelegramKeyboard() {}

  /// What a message is sent with; empty for no buttons.
  static Optional<ObjectNode> of(Buttons buttons) {
    if (buttons.isNone()) return Optional.empty();
    ObjectNode markup = Json.object();
    ArrayNode keyboard = markup.putArray("inline_keyboard");
    int number = 0;
    for (List<String> row : buttons.rows()) {
      ArrayNode keys = keyboard.addArray();
      for (String label : row) {
        keys.addObject().put("text", label).put("callback_data", data(label, ++number));
      }
    }
    return Optional.of(markup);
  }

  private static String data(String label, int number) {
    if (label.getBytes(UTF_8).length <= DATA_BYTES_MAX) return label;
    int end = 0;
    int bytes = 0;
    while (true) {
      int next = label.offsetByCodePoints(end, 1);
      bytes += label.substring(end, next).getBytes(UTF_8).length;
      if (bytes > BEGINNING_BYTES_MAX) return label.substring(0, end) + "…" + number;
      end = next;
    }
  }

  /// What a pressed button says: its label, or its data where the message is too old to be sent
  /// along.
  static String pressed(JsonNode query) {
    String data = query.path("data").asString("");
    return keys(query.path("message"))
        .filter(key -> key.path("callback_data").asString("").equals(data))
        .map(key -> key.path("text").asString(""))
        .filter(label -> !label.isBlank())
        .findFirst()
        .orElse(data);
  }

  /// A press in the session where its message was said. Of an old or deleted message Telegram does
  /// not say in which topic it is: we know that of what we said; empty where we do not, and there
  /// are topics. Source: https://grammy.dev/ref/types/inaccessiblemessage, read 2026-11-29.
  static Optional<Arrival> placed(Channel.Intake intake, JsonNode query, Arrival pressed) {
    JsonNode message = query.path("message");
    boolean isTold = message.path("date").asLong(-1) != 0;
    if (isTold) return Optional.of(pressed);
    String id = message.path("message_id").asString("");
    Optional<SessionKey> said = intake.offered(pressed.session().chat(), id);
    boolean hasTopics = message.path("chat").path("is_forum").asBoolean(false);
    return said.isEmpty() && !hasTopics ? Optional.of(pressed) : said.map(pressed::in);
  }

  /// What takes away the buttons of which one was pressed; empty where none are known.
  static Optional<ObjectNode> without(JsonNode query) {
    JsonNode message = query.path("message");
    if (keys(message).findAny().isEmpty()) return Optional.empty();
    ObjectNode edit = Json.object();
    edit.set("chat_id", message.path("chat").path("id"));
    edit.set("message_id", message.path("message_id"));
    return Optional.of(edit);
  }

  private static Stream<JsonNode> keys(JsonNode message) {
    return message
        .path("reply_markup")
        .path("inline_keyboard")
        .valueStream()
        .flatMap(JsonNode::valueStream);
  }
}
