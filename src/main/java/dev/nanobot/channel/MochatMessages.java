package dev.nanobot.channel;

import dev.nanobot.channel.Arrival.Scope;
import dev.nanobot.channel.Arrival.Sender;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Json;
import dev.nanobot.message.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What Mochat's messages mean for one agent.
///
/// Immutable.
final class MochatMessages {
  private static final List<String> MENTIONS =
      List.of("mentions", "mentionIds", "mentionedUserIds", "mentionedUsers");

  private static final int ID_CHARS_MAX = 200;
  private static final int VERSION_CHARS = 16;
  private static final String EDITED = "(edited) ";

  private final String channel;
  private final Mochat.Config config;
  private final Pattern leadingMention;

  MochatMessages(String channel, Mochat.Config config) {
    this.channel = channel;
    this.config = config;
    String agent = Pattern.quote(config.agent());
    this.leadingMention = Pattern.compile("^\\s*(?:<@" + agent + ">|@" + agent + ")\\s*");
  }

  /// The place that a chat was heard up to.
  String cursorName(MochatChat chat) {
    return agentName() + "/" + chat.name();
  }

  /// Names the agent: what it was told is not what another one was told.
  String agentName() {
    return channel + "/" + config.agent();
  }

  /// What a message is called in the inbox.
  String externalId(MochatChat chat, String message) {
    return config.agent() + "/" + chat.name() + "/" + message;
  }

  /// What somebody said with `message`, whose fields are those of an event's payload; empty when it
  /// is nothing for us.
  Optional<Arrival> said(MochatChat chat, JsonNode message, @Nullable Cursor cursor) {
    String id = id(message);
    String author = text(message, "author");
    if (id.isEmpty() || id.length() > ID_CHARS_MAX || author.length() > ID_CHARS_MAX) {
      throw new IllegalArgumentException("a message has an id and an author");
    }
    String content = content(message.path("content"));
    boolean isOwn = author.isEmpty() || author.equals(config.agent());
    if (isOwn || content.isEmpty()) return Optional.empty();
    boolean isMentioned = isMentioned(message.path("meta"), content);
    return Optional.of(
        new Arrival(
            externalId(chat, id),
            chat.key(channel),
            sender(author, message.path("authorInfo")),
            scope(chat, message, isMentioned),
            leadingMention.matcher(content).replaceFirst(""),
            List.of(),
            cursor));
  }

  /// The same for a message that was changed.
  Optional<Arrival> edited(MochatChat chat, JsonNode message) {
    Optional<Arrival> said = said(chat, message, null);
    if (said.isEmpty()) return said;
    Arrival whole = said.get();
    String version = Sha256.hex(whole.text()).substring(0, VERSION_CHARS);
    return Optional.of(
        new Arrival(
            whole.id() + "/" + version,
            whole.session(),
            whole.sender(),
            whole.scope(),
            EDITED + whole.text(),
            List.of(),
            null));
  }

  static String id(JsonNode message) {
    String id = text(message, "messageId");
    return id.isEmpty() ? text(message, "_id") : id;
  }

  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() || value.isNumber() ? value.asString("").strip() : "";
  }

  /// Content that is no text is shown as it came.
  private static String content(JsonNode content) {
    if (content.isMissingNode() || content.isNull()) return "";
    return content.isString() ? content.stringValue().strip() : Json.write(content);
  }

  /// Agents are heard only where they are named: two that answer each other would never end.
  private Sender sender(String author, JsonNode info) {
    boolean isAgent = text(info, "type").equalsIgnoreCase("agent");
    boolean isNamed =
        config.policy().allowed().contains(Policy.normal(author))
            || config.policy().isOwner(author);
    String name = text(info, "nickname");
    return new Sender(author, name.isEmpty() ? author : name, isAgent && !isNamed);
  }

  /// Only panels have rules about mentions: in sessions everything is said to the agent.
  private Scope scope(MochatChat chat, JsonNode message, boolean isMentioned) {
    if (!chat.isPanel()) {
      boolean isGroup = chat.isCrowd() || !text(message, "groupId").isEmpty();
      return isGroup ? Scope.ADDRESSED : Scope.DIRECT;
    }
    String group = text(message, "groupId");
    boolean isMeant =
        isMentioned || !config.needsMention(group, chat.id()) && config.delay().isEmpty();
    return isMeant ? Scope.ADDRESSED : Scope.OVERHEARD;
  }

  private boolean isMentioned(JsonNode meta, String content) {
    if (isTrue(meta.path("mentioned")) || isTrue(meta.path("wasMentioned"))) return true;
    for (String field : MENTIONS) {
      for (JsonNode one : meta.path(field)) {
        if (isAgent(one)) return true;
      }
    }
    return isWord(content, "<@" + config.agent() + ">") || isWord(content, "@" + config.agent());
  }

  private boolean isAgent(JsonNode mention) {
    if (mention.isString()) return mention.stringValue().strip().equals(config.agent());
    return List.of("id", "userId", "_id", "agentId").stream()
        .anyMatch(field -> text(mention, field).equals(config.agent()));
  }

  private static boolean isTrue(JsonNode node) {
    return node.isBoolean() && node.booleanValue();
  }

  /// Whether it stands there, and not as the beginning of a longer id.
  private static boolean isWord(String content, String mention) {
    Matcher found = Pattern.compile(Pattern.quote(mention) + "(?![A-Za-z0-9_-])").matcher(content);
    return found.find();
  }
}
