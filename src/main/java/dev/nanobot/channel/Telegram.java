package dev.nanobot.channel;

import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Json;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Telegram, by long polling or by being called (`docs/telegram.md`).
///
/// Shared: one thread listens, any number send; what changes is that of `TelegramDrafts`.
public final class Telegram implements Channel {
  private static final Logger log = LoggerFactory.getLogger(Telegram.class);

  /// What Telegram takes at once is 4,096 UTF-16 units; the difference is for marks.
  static final int PART_CHARS_MAX = 4_000;

  private static final int UPDATES_MAX = 100;
  private static final int ABOUT_CHARS_MAX = 256;
  private static final Pattern COMMAND = Pattern.compile("[a-z0-9_]{1,32}");
  /// Telegram shows it for 5 s.
  private static final Duration SIGN_LASTS = Duration.ofSeconds(4);

  /// Telegram takes about one message a second in a chat, and 20 a minute in a group.
  private static final Duration DRAFT_PAUSE = Duration.ofMillis(1_500);

  private static final Duration GROUP_DRAFT_PAUSE = Duration.ofSeconds(4);

  private static final Duration CALLS_LOOK = Duration.ofMinutes(1);

  /// How often it is looked for albums that calls brought, to whichever process.
  private static final Duration ALBUMS_LOOK = Duration.ofSeconds(1);

  /// How long the pictures of an album may be apart.
  private static final Duration ALBUM_WAIT = Duration.ofMillis(500);

  private static final String TOO_OLD = "This message is too old. Please write your answer.";

  private static final Duration QUESTION_WAIT = Duration.ofSeconds(10);
  private static final Duration QUIET_WAIT = Duration.ofSeconds(5);
  private static final Duration LAST = Duration.ofSeconds(5);
  private static final Duration TOKEN_WAIT = Duration.ofMinutes(5);

  private final Config config;
  private final World world;
  private final TelegramApi api;
  private final TelegramPace pace;
  private final TelegramDrafts drafts;
  private final TelegramPost post;
  private final TelegramWebhook webhook;

  /// `apiBase` is an address without a slash at its end; `poll` is how long Telegram holds a
  /// question for updates; `answerWait` how long any other answer may take. With a `webhookUrl`
  /// Telegram calls there, and shows `webhookSecret`.
  public record Config(
      Secret token,
      String apiBase,
      Duration poll,
      Duration answerWait,
      Telling telling,
      String webhookUrl,
      Secret webhookSecret,
      Policy policy)
      implements ChannelConfig {
    /// How it speaks: `streams` shows answers while they grow, `showsTools` also which tools run;
    /// at most `perSecond` messages are sent, with no limit for zero.
    public record Telling(boolean streams, boolean showsTools, int perSecond) {}

    /// Whether Telegram calls, instead of being asked.
    boolean isCalled() {
      return !webhookUrl.isEmpty();
    }

    public static final String API_BASE = "https://api.telegram.org";
    public static final Duration POLL = Duration.ofSeconds(30);
    public static final Duration ANSWER_WAIT = Duration.ofSeconds(20);

    @Override
    public Channel channel(Means means) {
      return new Telegram(this, means.world(), means.http());
    }
  }

  public Telegram(Config config, World world, Http http) {
    this.config = config;
    this.world = world;
    this.api = new TelegramApi(http, config.apiBase(), config.token());
    this.webhook = new TelegramWebhook(config.webhookSecret(), this::hear);
    this.pace = new TelegramPace(world, config.telling().perSecond());
    this.drafts = new TelegramDrafts(api, config.answerWait());
    this.post = new TelegramPost(world, api, config.answerWait().multipliedBy(2));
  }

  @Override
  public String name() {
    return "telegram";
  }

  @Override
  public Policy policy() {
    return config.policy();
  }

  // ---- listening

  @Override
  public void listen(Intake intake) throws InterruptedException {
    try {
      JsonNode me = api.call("getMe", Json.object(), config.answerWait());
      var updates = new TelegramUpdates(name(), api, me, config.answerWait());
      offer(intake.words());
      if (config.isCalled()) waitForCalls(intake, updates);
      api.call(
          "deleteWebhook", Json.object().put("drop_pending_updates", false), config.answerWait());
      intake.connected();
      takeLeft(intake);
      while (true) poll(intake, updates);
    } catch (TelegramApi.Refused e) {
      throw lost(e);
    } catch (HttpException e) {
      throw new ConnectionLost(String.valueOf(e.getMessage()));
    }
  }

  /// Puts the control words into the menu of chats.
  private void offer(Map<String, String> words) throws InterruptedException {
    ObjectNode menu = Json.object();
    var commands = menu.putArray("commands");
    words.forEach(
        (word, about) -> {
          if (!COMMAND.matcher(word).matches()) return;
          String description = about.substring(0, Math.min(about.length(), ABOUT_CHARS_MAX));
          commands.addObject().put("command", word).put("description", description);
        });
    if (!commands.isEmpty()) quietly("setMyCommands", menu);
  }

  /// Says where to call, and looks from time to time whether Telegram still answers.
  private void waitForCalls(Intake intake, TelegramUpdates updates) throws InterruptedException {
    webhook.open(updates);
    ObjectNode address =
        Json.object()
            .put("url", config.webhookUrl())
            .put("secret_token", config.webhookSecret().reveal())
            .put("max_connections", 1); // One after the other, in their order.
    TelegramUpdates.KINDS.forEach(address.putArray("allowed_updates")::add);
    api.call("setWebhook", address, config.answerWait());
    while (true) {
      intake.connected();
      long start = world.nanos();
      while (world.since(start).compareTo(CALLS_LOOK) < 0) {
        world.sleep(World.shorter(intake.release().orElse(ALBUMS_LOOK), ALBUMS_LOOK));
      }
      JsonNode info = api.call("getWebhookInfo", Json.object(), config.answerWait());
      String trouble = info.path("last_error_message").asString("");
      if (!trouble.isEmpty() && info.path("pending_update_count").asLong(0) > 0) {
        throw new ConnectionLost("Telegram cannot call: " + trouble);
      }
    }
  }

  /// Lets in what calls brought last.
  private void takeLeft(Intake intake) throws InterruptedException {
    Optional<Duration> due = intake.release();
    while (due.isPresent()) {
      world.sleep(due.get());
      due = intake.release();
    }
  }

  @Override
  public Optional<Webhook> webhook() {
    return config.isCalled() ? Optional.of(webhook) : Optional.empty();
  }

  @Override
  public Arrival.File file(String reference) {
    return new TelegramFiles(api, config.answerWait()).of(reference);
  }

  private static ConnectionLost lost(TelegramApi.Refused refused) {
    return switch (refused.code()) {
      case TelegramApi.UNAUTHORIZED, TelegramApi.NOT_FOUND ->
          new ConnectionLost(
              "Telegram does not know the token: correct channels.telegram.token", TOKEN_WAIT);
      case TelegramApi.CONFLICT ->
          new ConnectionLost("another program listens with the same token", LAST);
      default ->
          new ConnectionLost(
              "Telegram refuses: " + refused.description(), refused.retryAfter().orElse(null));
    };
  }

  /// Takes one batch. Each message that is taken moves the cursor with it; the rest is passed at
  /// the end.
  private void poll(Intake intake, TelegramUpdates updates) throws InterruptedException {
    Optional<String> cursor = intake.cursor(updates.cursorName());
    JsonNode batch = ask(cursor, config.poll());
    intake.connected();
    if (TelegramBatch.endsInAlbum(batch) && batch.size() < UPDATES_MAX) {
      world.sleep(ALBUM_WAIT);
      batch = ask(cursor, Duration.ZERO); // The same again, with what has come since.
    }
    Optional<Cursor> passed = Optional.empty();
    for (TelegramBatch.Step step : TelegramBatch.of(batch).steps()) {
      Cursor next = updates.after(step.updates().getLast());
      boolean isTaken = hear(intake, updates, step);
      passed = isTaken && step.movesCursor() ? Optional.empty() : Optional.of(next);
    }
    passed.ifPresent(intake::passed);
  }

  private JsonNode ask(Optional<String> cursor, Duration longest) throws InterruptedException {
    ObjectNode question =
        Json.object().put("timeout", longest.toSeconds()).put("limit", UPDATES_MAX);
    cursor.ifPresent(offset -> question.put("offset", Long.parseLong(offset)));
    TelegramUpdates.KINDS.forEach(question.putArray("allowed_updates")::add);
    return api.call("getUpdates", question, longest.plus(config.answerWait()));
  }

  private boolean hear(Intake intake, TelegramUpdates updates, TelegramBatch.Step step)
      throws InterruptedException {
    Optional<Arrival> arrival;
    try {
      arrival = updates.arrival(step);
    } catch (IllegalArgumentException e) {
      log.warn("{}: an update was not understood: {}", name(), e.getMessage());
      return false;
    }
    if (arrival.isEmpty()) return false;
    JsonNode query = step.updates().getFirst().path("callback_query");
    return query.isObject() ? press(intake, query, arrival.get()) : intake.hear(arrival.get());
  }

  private boolean press(Intake intake, JsonNode query, Arrival pressed)
      throws InterruptedException {
    ObjectNode answer = Json.object().put("callback_query_id", query.path("id").asString(""));
    Optional<Arrival> placed = TelegramKeyboard.placed(intake, query, pressed);
    if (placed.isEmpty()) {
      if (intake.mayTalk(pressed)) quietly("answerCallbackQuery", answer.put("text", TOO_OLD));
      return false;
    }
    if (!intake.hear(placed.get())) return false;
    Optional<ObjectNode> edit = TelegramKeyboard.without(query);
    boolean isAnswered = quietly("answerCallbackQuery", answer);
    boolean isInTime = edit.isPresent() && pace.mayShow(placed.get().session().chat());
    if (isAnswered && isInTime) quietly("editMessageReplyMarkup", edit.get());
    return true;
  }

  /// Does what matters little, in little time: what is heard next waits for it. Returns whether
  /// there was an answer.
  private boolean quietly(String method, ObjectNode parameters) throws InterruptedException {
    try {
      api.call(method, parameters, World.shorter(config.answerWait(), QUIET_WAIT));
      return true;
    } catch (TelegramApi.Refused e) {
      log.debug("{}: {} failed: {}", name(), method, e.getMessage());
      return true;
    } catch (HttpException e) {
      log.debug("{}: {} got no answer: {}", name(), method, e.getMessage());
      return false;
    }
  }

  // ---- saying

  @Override
  public List<String> parts(String text) {
    return Blocks.of(text, PART_CHARS_MAX);
  }

  @Override
  public boolean hasButtons() {
    return true;
  }

  @Override
  public Optional<String> send(Outbound part) throws InterruptedException {
    pace.await(part.target().chat());
    Optional<Long> draft = drafts.end(part.target());
    try {
      JsonNode sent = say(part);
      if (draft.isPresent()) drafts.delete(part.target(), draft.get());
      return Optional.of(sent.path("message_id").asString(""));
    } catch (TelegramApi.Refused e) {
      throw undelivered(e, part.target());
    } catch (HttpException e) {
      throw DeliveryException.unanswered(e);
    }
  }

  /// Says it as it was written, or with its buttons as text, rather than not at all.
  private JsonNode say(Outbound part) throws InterruptedException {
    ObjectNode message = TelegramApi.to(part.target());
    message.putObject("link_preview_options").put("is_disabled", true);
    TelegramKeyboard.of(part.buttons()).ifPresent(keys -> message.set("reply_markup", keys));
    String text = part.markedText();
    try {
      message.put("text", TelegramHtml.of(text)).put("parse_mode", "HTML");
      return api.call("sendMessage", message, config.answerWait());
    } catch (TelegramApi.Refused e) {
      if (e.isAboutButtons() && !part.buttons().isNone()) return say(named(part));
      if (!e.isAboutEntities()) throw e;
      message.put("text", text).remove("parse_mode");
      return api.call("sendMessage", message, config.answerWait());
    }
  }

  /// With its buttons in the text: as many as there is room for, rather than none of it.
  private Outbound named(Outbound part) {
    List<String> texts = Blocks.of(part.withButtonsNamed().text(), PART_CHARS_MAX);
    if (texts.size() > 1) log.warn("{}: {} has more buttons than are named", name(), part.key());
    return part.part(texts.getFirst());
  }

  @Override
  public Optional<String> sendFile(Outbound message, Attachment file, byte[] bytes)
      throws InterruptedException {
    pace.await(message.target().chat());
    try {
      JsonNode sent = post.send(message, file, bytes);
      return Optional.of(sent.path("message_id").asString(""));
    } catch (TelegramApi.Refused e) {
      throw undelivered(e, message.target());
    } catch (HttpException e) {
      throw DeliveryException.unanswered(e);
    }
  }

  @Override
  public boolean answers() throws InterruptedException {
    try {
      api.call("getMe", Json.object(), QUESTION_WAIT);
      return true;
    } catch (TelegramApi.Refused e) {
      return e.code() < TelegramApi.SERVER_ERROR;
    } catch (HttpException e) {
      return false;
    }
  }

  @Override
  public Duration signLasts() {
    return SIGN_LASTS;
  }

  @Override
  public void show(SessionKey target) throws InterruptedException {
    api.call("sendChatAction", TelegramApi.to(target).put("action", "typing"), config.answerWait());
  }

  @Override
  public Duration draftPause(SessionKey target) {
    if (!config.telling().streams()) return Duration.ZERO;
    return target.chat().startsWith("-") ? GROUP_DRAFT_PAUSE : DRAFT_PAUSE;
  }

  @Override
  public void draft(SessionKey target, String text) throws InterruptedException {
    if (pace.mayShow(target.chat())) drafts.show(target, TelegramApi.to(target), text);
  }

  @Override
  public boolean showsTools() {
    return config.telling().showsTools();
  }

  private DeliveryException undelivered(TelegramApi.Refused refused, SessionKey target) {
    refused.retryAfter().ifPresent(wait -> pace.refused(target.chat(), wait));
    String reason = "Telegram: " + refused.description();
    if (refused.isAboutToken()) return DeliveryException.notNow(reason, refused.retryAfter());
    return DeliveryException.refused(refused.code(), reason, refused.retryAfter());
  }
}
