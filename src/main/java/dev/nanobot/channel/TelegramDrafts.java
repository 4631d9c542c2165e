package dev.nanobot.channel;

import dev.nanobot.http.HttpException;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.Cell;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages that show an answer while it grows, and are deleted when something is said in their
/// chat. One that a killed process leaves behind stays: the answer is a message of its own.
///
/// Shared: `shown` is a value that is replaced as a whole.
final class TelegramDrafts {
  private static final Logger log = LoggerFactory.getLogger(TelegramDrafts.class);

  /// Being sent: its number is not known yet.
  private static final long ON_ITS_WAY = 0;

  /// A longer draft is shown without its beginning.
  private static final int CHARS_MAX = 3_500;

  private final TelegramApi api;
  private final Duration answerWait;
  private final Cell<Map<SessionKey, Long>> shown = new Cell<>(Map.of());

  TelegramDrafts(TelegramApi api, Duration answerWait) {
    this.api = api;
    this.answerWait = answerWait;
  }

  /// Shows `text`, for which `message` is addressed.
  void show(SessionKey target, ObjectNode message, String text) throws InterruptedException {
    boolean isLong = text.length() > CHARS_MAX;
    String shownText = isLong ? "…" + text.substring(text.length() - CHARS_MAX) : text;
    message.put("text", shownText + " …");
    Long known = shown.get().get(target);
    if (known != null && known != ON_ITS_WAY) {
      call("editMessageText", message.put("message_id", known));
      return;
    }
    shown.update(before -> with(before, target, ON_ITS_WAY));
    long number =
        call("sendMessage", message.put("disable_notification", true))
            .map(sent -> sent.path("message_id").asLong(ON_ITS_WAY))
            .orElse(ON_ITS_WAY);
    boolean isWanted =
        shown.updateIf(
            before ->
                before.containsKey(target)
                    ? Optional.of(with(before, target, number))
                    : Optional.empty());
    if (!isWanted && number != ON_ITS_WAY) delete(target, number); // Something was said meanwhile.
  }

  /// The draft of a chat, which is to be deleted after something was said there; empty for none.
  Optional<Long> end(SessionKey target) {
    Map<SessionKey, Long> before;
    boolean isMine;
    do {
      Map<SessionKey, Long> now = shown.get();
      before = now;
      isMine =
          shown.updateIf(
              after -> after == now ? Optional.of(without(now, target)) : Optional.empty());
    } while (!isMine);
    return Optional.ofNullable(before.get(target)).filter(number -> number != ON_ITS_WAY);
  }

  void delete(SessionKey target, long number) throws InterruptedException {
    call("deleteMessage", TelegramApi.to(target).put("message_id", number));
  }

  private Optional<JsonNode> call(String method, ObjectNode parameters)
      throws InterruptedException {
    try {
      return Optional.of(api.call(method, parameters, answerWait));
    } catch (TelegramApi.Refused | HttpException e) {
      log.debug("telegram: {} failed: {}", method, e.getMessage());
      return Optional.empty();
    }
  }

  private static Map<SessionKey, Long> with(
      Map<SessionKey, Long> before, SessionKey target, long number) {
    Map<SessionKey, Long> more = new HashMap<>(before);
    more.put(target, number);
    return Map.copyOf(more);
  }

  private static Map<SessionKey, Long> without(Map<SessionKey, Long> before, SessionKey target) {
    Map<SessionKey, Long> less = new HashMap<>(before);
    less.remove(target);
    return Map.copyOf(less);
  }
}
