package dev.nanobot.channel;

import dev.nanobot.channel.Arrival.Scope;
import dev.nanobot.channel.Arrival.Sender;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.SessionKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What Telegram's updates mean for one bot. Source: https://core.telegram.org/bots/api#update.
///
/// Immutable.
final class TelegramUpdates {
  /// The kinds that are asked for.
  static final List<String> KINDS = List.of("message", "edited_message", "callback_query");

  private static final int QUOTE_CHARS_MAX = 300;

  private final String channel;
  private final long bot;
  private final String mention;
  private final TelegramFiles files;

  /// `me` is what `getMe` says.
  TelegramUpdates(String channel, TelegramApi api, JsonNode me, Duration longest) {
    this.channel = channel;
    this.bot = me.path("id").asLong(0);
    this.mention = "@" + me.path("username").asString("");
    this.files = new TelegramFiles(api, longest);
  }

  /// Names the place that was listened to: another bot's updates have numbers of their own.
  String cursorName() {
    return channel + "/" + bot;
  }

  /// The place after an update.
  Cursor after(JsonNode update) {
    return new Cursor(cursorName(), Long.toString(update.path("update_id").asLong(0) + 1));
  }

  /// What somebody did; empty when it is nothing for us.
  Optional<Arrival> arrival(TelegramBatch.Step step) {
    Optional<Arrival> whole =
        step.updates().stream().flatMap(update -> arrival(update).stream()).reduce(Arrival::joined);
    Optional<Arrival> placed = step.movesCursor() ? whole : whole.map(Arrival::withoutCursor);
    return placed.map(arrival -> arrival.inAlbum(step.album()));
  }

  private Optional<Arrival> arrival(JsonNode update) {
    if (update.has("callback_query")) return pressed(update, update.get("callback_query"));
    boolean isEdit = update.has("edited_message");
    JsonNode message = update.path(isEdit ? "edited_message" : "message");
    JsonNode from = message.path("from");
    if (!from.has("id") || !message.path("chat").has("id")) return Optional.empty();
    List<Arrival.File> attached = files.of(message);
    String text = text(message);
    if (text.isBlank() && attached.isEmpty() || isForAnother(message)) return Optional.empty();
    String said = text.startsWith("/") ? text : quote(message) + text;
    return Optional.of(
        arrival(
            update, message, from, scope(message), isEdit ? "(edited) " + said : said, attached));
  }

  private Arrival arrival(
      JsonNode update,
      JsonNode message,
      JsonNode from,
      Scope scope,
      String text,
      List<Arrival.File> attached) {
    return new Arrival(
        bot + "/" + update.path("update_id").asLong(0),
        session(message),
        sender(from),
        scope,
        text,
        attached,
        after(update));
  }

  private Optional<Arrival> pressed(JsonNode update, JsonNode query) {
    JsonNode message = query.path("message");
    String said = TelegramKeyboard.pressed(query);
    if (said.isBlank() || !query.path("from").has("id") || !message.path("chat").has("id")) {
      return Optional.empty();
    }
    Scope scope = isPrivate(message) ? Scope.DIRECT : Scope.ADDRESSED;
    return Optional.of(arrival(update, message, query.path("from"), scope, said, List.of()));
  }

  private SessionKey session(JsonNode message) {
    boolean isTopic = message.path("is_topic_message").asBoolean(false);
    String thread = isTopic ? message.path("message_thread_id").asString("") : "";
    return new SessionKey(channel, "", message.path("chat").path("id").asString(""), thread);
  }

  private static Sender sender(JsonNode from) {
    String name =
        (from.path("first_name").asString("") + " " + from.path("last_name").asString("")).strip();
    return new Sender(from.path("id").asString(""), name, from.path("is_bot").asBoolean(false));
  }

  private Scope scope(JsonNode message) {
    if (isPrivate(message)) return Scope.DIRECT;
    JsonNode answered = message.path("reply_to_message");
    boolean isAnswer = isBot(answered.path("from")) && !answered.has("forum_topic_created");
    boolean isMeant = isAnswer || marks(message).anyMatch(mark -> isMeant(message, mark));
    return isMeant ? Scope.ADDRESSED : Scope.OVERHEARD;
  }

  private static boolean isPrivate(JsonNode message) {
    return message.path("chat").path("type").asString("").equals("private");
  }

  private boolean isBot(JsonNode user) {
    return user.path("id").asLong(0) == bot;
  }

  private static java.util.stream.Stream<JsonNode> marks(JsonNode message) {
    JsonNode marks = message.path(message.has("text") ? "entities" : "caption_entities");
    return marks.valueStream();
  }

  private boolean isMeant(JsonNode message, JsonNode mark) {
    return switch (mark.path("type").asString("")) {
      case "mention" -> marked(message, mark).equalsIgnoreCase(mention);
      case "text_mention" -> isBot(mark.path("user"));
      case "bot_command" -> !isOthers(marked(message, mark));
      default -> false;
    };
  }

  /// Whether it is a control word of another bot.
  private boolean isForAnother(JsonNode message) {
    return marks(message)
        .filter(mark -> mark.path("type").asString("").equals("bot_command"))
        .filter(mark -> mark.path("offset").asInt(0) == 0)
        .anyMatch(mark -> isOthers(marked(message, mark)));
  }

  private boolean isOthers(String command) {
    int at = command.indexOf('@');
    return at >= 0 && !command.substring(at).equalsIgnoreCase(mention);
  }

  /// The text of a mark, whose place is counted in UTF-16 units.
  private static String marked(JsonNode message, JsonNode mark) {
    String text = text(message);
    int from = mark.path("offset").asInt(0);
    int to = from + mark.path("length").asInt(0);
    return from < 0 || to < from || to > text.length() ? "" : text.substring(from, to);
  }

  private static String text(JsonNode message) {
    @Nullable JsonNode text = message.has("text") ? message.get("text") : message.get("caption");
    return text == null ? "" : text.asString("");
  }

  /// What a message answers, as quoted lines before it.
  private static String quote(JsonNode message) {
    JsonNode answered = message.path("reply_to_message");
    String text =
        message.has("quote") ? message.path("quote").path("text").asString("") : text(answered);
    if (text.isBlank()) return "";
    String cut = text.length() <= QUOTE_CHARS_MAX ? text : text.substring(0, QUOTE_CHARS_MAX) + "…";
    return "> " + cut.strip().replace("\n", "\n> ") + "\n\n";
  }
}
