package dev.nanobot.channel;

import dev.nanobot.message.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is read from Mochat over HTTP.
///
/// Shared: immutable; every method blocks, and throws as `MochatApi.ask`.
final class MochatReader {
  private static final Logger log = LoggerFactory.getLogger(MochatReader.class);

  private static final int PAGES_MAX = 10;
  private static final int PAGE_MESSAGES_MAX = 100;
  private static final int CHATS_MAX = 1_000;
  private static final int ID_CHARS_MAX = 200;
  private static final int TEXT_PANEL = 0;

  private final Mochat.Config config;
  private final MochatApi api;

  MochatReader(Mochat.Config config, MochatApi api) {
    this.config = config;
    this.api = api;
  }

  /// The chats that the agent is in and should be; `sessions` names sessions by what notices call
  /// them.
  record Listing(List<MochatChat> chats, Map<String, String> sessions) {}

  /// How far a panel was read: a message and its time, in milliseconds.
  record Mark(long time, String message) {
    static final Mark START = new Mark(0, "");

    static Mark of(String value) {
      int slash = value.indexOf('/');
      return new Mark(Long.parseLong(value.substring(0, slash)), value.substring(slash + 1));
    }

    static Mark of(JsonNode message) {
      return new Mark(millis(message.path("createdAt")), MochatMessages.id(message));
    }

    String value() {
      return time + "/" + message;
    }
  }

  Listing list() throws InterruptedException {
    List<MochatChat> chats = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>();
    if (!config.sessions().isEmpty()) sessions(chats, names);
    if (!config.panels().isEmpty()) panels(chats);
    if (chats.size() <= CHATS_MAX) return new Listing(chats, names);
    log.warn("mochat: the agent is in {} chats; {} are heard", chats.size(), CHATS_MAX);
    return new Listing(chats.subList(0, CHATS_MAX), names);
  }

  private void sessions(List<MochatChat> chats, Map<String, String> names)
      throws InterruptedException {
    Map<String, Boolean> isCrowd = new LinkedHashMap<>();
    JsonNode answer = api.ask(MochatApi.LIST, Json.object(), config.timing().answer());
    for (JsonNode session : list(answer, "sessions")) {
      String id = MochatMessages.text(session, "sessionId");
      if (!isId(id)) continue;
      isCrowd.put(id, session.path("participants").size() > 2);
      String converse = MochatMessages.text(session, "converseId");
      if (isId(converse)) names.put(converse, id);
    }
    List<String> wanted = config.sessions();
    List<String> ids = wanted.contains(Mochat.Config.ALL) ? List.copyOf(isCrowd.keySet()) : wanted;
    for (String id : ids) chats.add(MochatChat.session(id, isCrowd.getOrDefault(id, false)));
  }

  private void panels(List<MochatChat> chats) throws InterruptedException {
    if (!config.panels().contains(Mochat.Config.ALL)) {
      for (String id : config.panels()) chats.add(MochatChat.panel(id));
      return;
    }
    JsonNode group = api.ask(MochatApi.GROUP, Json.object(), config.timing().answer());
    for (JsonNode panel : list(group, "panels")) {
      String id = MochatMessages.text(panel, "id");
      String either = id.isEmpty() ? MochatMessages.text(panel, "_id") : id;
      boolean isText = panel.path("type").asInt(TEXT_PANEL) == TEXT_PANEL;
      if (isText && isId(either)) chats.add(MochatChat.panel(either));
    }
  }

  /// An answer without its list is no empty one.
  private static JsonNode list(JsonNode answer, String name) {
    JsonNode list = answer.path(name);
    if (list.isArray()) return list;
    throw new MochatApi.Refused(
        MochatApi.SERVER_ERROR, true, "an answer without " + name, Optional.empty());
  }

  private static boolean isId(String id) {
    return !id.isEmpty() && id.length() <= ID_CHARS_MAX;
  }

  /// What happened in a session after `cursor`: waits for it as long as `hold`.
  JsonNode watch(MochatChat session, long cursor, Duration hold) throws InterruptedException {
    ObjectNode question =
        Json.object()
            .put("sessionId", session.id())
            .put("cursor", cursor)
            .put("timeoutMs", hold.toMillis())
            .put("limit", config.timing().atOnceMax());
    return api.ask(MochatApi.WATCH, question, hold.plus(config.timing().answer()));
  }

  /// The messages of a panel after `mark`, the oldest first, as far back as pages reach; of a panel
  /// without a mark the last page.
  List<JsonNode> messages(MochatChat panel, Optional<Mark> mark) throws InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    for (int pages = 1; ; pages++) {
      JsonNode answer = page(panel, all);
      String group = MochatMessages.text(answer, "groupId");
      List<JsonNode> page = new ArrayList<>();
      for (JsonNode message : answer.path("messages")) {
        if (!MochatMessages.id(message).isEmpty()) page.add(grouped(message, group));
      }
      all.addAll(page);
      boolean isEnd = answer.path("messages").size() < pageMax() || page.isEmpty();
      if (isEnd || mark.isEmpty() || pages == PAGES_MAX || reaches(page, mark.get())) break;
    }
    return after(all.reversed(), mark.orElse(Mark.START));
  }

  private JsonNode page(MochatChat panel, List<JsonNode> newer) throws InterruptedException {
    ObjectNode question = Json.object().put("panelId", panel.id()).put("limit", pageMax());
    if (!newer.isEmpty()) question.put("beforeMessageId", MochatMessages.id(newer.getLast()));
    return api.ask(MochatApi.PANEL_MESSAGES, question, config.timing().answer());
  }

  private int pageMax() {
    return Math.min(PAGE_MESSAGES_MAX, config.timing().atOnceMax());
  }

  /// With the group, where the message does not say it.
  private static JsonNode grouped(JsonNode message, String group) {
    if (group.isEmpty() || message.has("groupId") || !(message instanceof ObjectNode object)) {
      return message;
    }
    return object.deepCopy().put("groupId", group);
  }

  private static boolean reaches(List<JsonNode> page, Mark mark) {
    return page.stream()
        .map(Mark::of)
        .anyMatch(one -> one.message().equals(mark.message()) || one.time() < mark.time());
  }

  /// The marked message may be gone: then its time counts.
  private static List<JsonNode> after(List<JsonNode> messages, Mark mark) {
    List<JsonNode> sorted = new ArrayList<>(messages);
    sorted.sort(Comparator.comparingLong(message -> Mark.of(message).time()));
    for (int i = 0; i < sorted.size(); i++) {
      if (Mark.of(sorted.get(i)).message().equals(mark.message())) {
        return List.copyOf(sorted.subList(i + 1, sorted.size()));
      }
    }
    return sorted.stream().filter(one -> Mark.of(one).time() >= mark.time()).toList();
  }

  /// Milliseconds, or a time as ISO 8601 writes it; 0 when it is neither.
  private static long millis(JsonNode at) {
    if (at.isIntegralNumber()) return at.asLong(0);
    try {
      return Instant.parse(at.asString("")).toEpochMilli();
    } catch (DateTimeException e) {
      return 0; // Messages without a time keep the order they came in.
    }
  }
}
