package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Telegram's Bot API on a real socket, as far as the channel uses it: an update is sent until a
/// later offset acknowledges it.
public final class FakeTelegram extends FakeHttpPlatform {
  public static final String TOKEN = "777:secret";
  static final long BOT = 777;
  static final String NAME = "test_bot";

  private static final List<String> LISTENING =
      List.of("getMe", "getUpdates", "deleteWebhook", "setMyCommands");
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final ObjectNode NOTHING = Json.object();
  private static final Duration CALL_AGAIN = Duration.ofMillis(20);

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Update> updates = new ArrayList<>();
  private final Map<String, Long> numbers = new LinkedHashMap<>();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final BlockingQueue<Called> calls = new LinkedBlockingQueue<>();
  private final AtomicBoolean isCalling = new AtomicBoolean();
  final FakeKeyboards keyboards = new FakeKeyboards();
  private volatile Function<Called, Optional<ObjectNode>> override = call -> Optional.empty();
  private volatile boolean isHeld;

  /// One call of a method, as it came.
  record Called(String method, JsonNode parameters) {}

  private static final class Update {
    final String id;
    final ObjectNode json;
    boolean isSent;

    Update(String id, ObjectNode json) {
      this.id = id;
      this.json = json;
    }
  }

  /// For a channel in another process.
  public FakeTelegram() {
    this(PATIENCE, Policy.NOBODY);
  }

  FakeTelegram(Duration answerWait, Policy policy) {
    this(answerWait, policy, new Telegram.Config.Telling(true, false, 0));
  }

  FakeTelegram(Duration answerWait, Policy policy, Telegram.Config.Telling telling) {
    channel =
        new Telegram(
            new Telegram.Config(
                new Secret(TOKEN), base(), POLL, answerWait, telling, "", Secret.NONE, policy),
            world,
            http);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  // ---- what people do

  @Override
  public void bring(String id, String chat, String sender, String text) {
    update(id, "message", TelegramSamples.message(chat, sender).put("text", text));
  }

  @Override
  public void bringGarbage() {
    update("garbage", "message", Json.object().put("from", "nobody"));
  }

  @Override
  public void bringFile(String id, String chat, String sender, String name, byte[] bytes) {
    ObjectNode message = file(id, chat, bytes).put("caption", "look");
    message.set("from", TelegramSamples.person(sender));
    ((ObjectNode) message.get("document")).put("file_name", name);
    update(id, "message", message);
  }

  /// A message with a file, from whose chat it is.
  ObjectNode file(String id, String chat, byte[] bytes) {
    files.put("file-" + id, bytes);
    ObjectNode message = TelegramSamples.message(chat, chat);
    message.putObject("document").put("file_id", "file-" + id).put("file_size", bytes.length);
    return message;
  }

  /// Lets updates wait until they are released together.
  void hold() {
    isHeld = true;
  }

  void release() {
    isHeld = false;
    isDown(false);
  }

  @Override
  public int bringEveryKind(String sender) {
    List<ObjectNode> kinds = TelegramSamples.everyKind(sender);
    for (int i = 0; i < kinds.size(); i++) add("kind-" + sender + i, kinds.get(i));
    return kinds.size();
  }

  void update(String id, String kind, ObjectNode what) {
    add(id, TelegramSamples.update(kind, what));
  }

  private void add(String id, ObjectNode update) {
    lock.lock();
    try {
      long number = numbers.computeIfAbsent(id, key -> 1L + numbers.size());
      updates.add(new Update(id, update.put("update_id", number)));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- what the channel does

  @Override
  public List<String> deeds() {
    return calls.stream()
        .map(Called::method)
        .filter(method -> !LISTENING.contains(method))
        .toList();
  }

  @Override
  public boolean hasSigns() {
    return true;
  }

  @Override
  public List<String> offered(String chat) {
    return keyboards.labels(chat);
  }

  @Override
  public int signs() {
    return (int) calls.stream().filter(call -> call.method().equals("sendChatAction")).count();
  }

  List<Called> calls(String method) {
    return calls.stream().filter(call -> call.method().equals(method)).toList();
  }

  @Override
  public String externalId(String id) {
    lock.lock();
    try {
      return BOT + "/" + numbers.computeIfAbsent(id, key -> 1L + numbers.size());
    } finally {
      lock.unlock();
    }
  }

  // ---- what the platform does

  /// Answers calls before anything else does.
  void override(Function<Called, Optional<ObjectNode>> override) {
    this.override = override;
  }

  @Override
  public void isDown(boolean isDown) {
    super.isDown(isDown);
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  void serve(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    String prefix = "/bot" + TOKEN + "/";
    if (path.startsWith("/file" + prefix)) {
      String file = path.substring(path.lastIndexOf('/') + 1);
      LocalServer.send(exchange, 200, files.getOrDefault(file, new byte[0]));
    } else if (!path.startsWith(prefix)) {
      answer(exchange, error(401, "Unauthorized"));
    } else {
      String type = String.valueOf(exchange.getRequestHeaders().getFirst("content-type"));
      Called call = FormData.called(path.substring(prefix.length()), type, body);
      calls.add(call);
      answer(exchange, result(call));
    }
  }

  private ObjectNode result(Called call) throws InterruptedException {
    Optional<ObjectNode> overridden = override.apply(call).or(() -> keyboards.answer(call));
    if (overridden.isPresent()) return overridden.get();
    return switch (call.method()) {
      case "getMe" -> {
        ObjectNode me = Json.object().put("id", BOT).put("is_bot", true).put("username", NAME);
        yield ok(me);
      }
      case "setWebhook" -> {
        boolean isFirst = isCalling.compareAndSet(false, true); // Two processes may set it at once.
        if (isFirst) world.startPlatform("telegram calls", () -> push(call.parameters()));
        yield ok(Json.object());
      }
      case "getUpdates" -> updates(call.parameters());
      case "sendMessage" -> said(call, "text");
      case "sendDocument", "sendPhoto" -> said(call, "file");
      case "getFile" ->
          ok(
              Json.object()
                  .put("file_path", "documents/" + call.parameters().path("file_id").asString("")));
      default -> ok(Json.object());
    };
  }

  private ObjectNode updates(JsonNode parameters) throws InterruptedException {
    long offset = parameters.path("offset").asLong(0);
    long left = TimeUnit.SECONDS.toNanos(parameters.path("timeout").asLong(0));
    lock.lock();
    try {
      for (Update update : List.copyOf(updates)) {
        if (!update.isSent || update.json.path("update_id").asLong(0) >= offset) continue;
        updates.remove(update);
        acknowledged.add(new Acknowledged(update.id, ""));
      }
      while ((updates.isEmpty() || isHeld) && left > 0 && !isDown())
        left = changed.awaitNanos(left);
      ObjectNode answer = Json.object().put("ok", true);
      var batch = answer.putArray("result");
      for (Update update : updates.subList(0, Math.min(100, updates.size()))) {
        update.isSent = true;
        batch.add(update.json.deepCopy());
      }
      return answer;
    } finally {
      lock.unlock();
    }
  }

  /// Brings one update after the other, each until it is taken.
  private void push(JsonNode parameters) {
    try (var client = HttpClient.newHttpClient()) {
      while (closed.getCount() > 0) {
        Optional<Update> next = first();
        if (next.isEmpty() || !isTaken(client, parameters, next.get())) {
          closed.await(CALL_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Update> first() {
    lock.lock();
    try {
      return updates.stream().findFirst();
    } finally {
      lock.unlock();
    }
  }

  private boolean isTaken(HttpClient client, JsonNode parameters, Update update)
      throws InterruptedException {
    if (!TelegramCaller.isTaken(client, parameters, update.json)) return false;
    lock.lock();
    try {
      updates.remove(update);
    } finally {
      lock.unlock();
    }
    acknowledged.add(new Acknowledged(update.id, ""));
    return true;
  }

  private ObjectNode said(Called call, String field) throws InterruptedException {
    JsonNode parameters = call.parameters();
    String text = parameters.path(field).asString("");
    boolean isMarked = (text + parameters.path("caption")).contains("may be a duplicate");
    var said = new Spoken(parameters.path("chat_id").asString(""), "", text, isMarked);
    return switch (answerTo(said)) {
      case Taken taken -> ok(keyboards.said(parameters, taken.platformId()));
      case Refused refused when refused.isRetryable() -> {
        ObjectNode error = error(429, refused.reason());
        refused
            .retryAfter()
            .ifPresent(wait -> error.putObject("parameters").put("retry_after", wait.toSeconds()));
        yield error;
      }
      case Refused refused -> error(400, refused.reason());
      case Silence silence -> error(500, "closed");
      case Lost lost -> NOTHING;
    };
  }

  static ObjectNode ok(ObjectNode result) {
    ObjectNode answer = Json.object().put("ok", true);
    answer.set("result", result);
    return answer;
  }

  static ObjectNode error(int code, String description) {
    return Json.object().put("ok", false).put("error_code", code).put("description", description);
  }

  /// The connection ends where nothing is answered.
  private static void answer(HttpExchange exchange, ObjectNode answer) throws IOException {
    if (answer == NOTHING) return;
    int status = answer.path("error_code").asInt(200);
    LocalServer.send(exchange, status, Json.write(answer).getBytes(UTF_8));
  }
}
