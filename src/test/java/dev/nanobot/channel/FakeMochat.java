package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Mochat's endpoints for agents on a real socket: an event is acknowledged by a question for what
/// comes after it, a panel's message by the next question for its messages.
final class FakeMochat extends FakeHttpPlatform {
  static final String TOKEN = "claw_secret";
  static final String AGENT = "agent-777";
  static final String GROUP = "group-1";
  private static final Reply NOTHING = Reply.of(0, "");

  private final Mochat.Config config;
  private final Channel channel;
  private final FakeMochatChats chats = new FakeMochatChats(acknowledged);
  private final BlockingQueue<Called> calls = new LinkedBlockingQueue<>();
  private volatile Function<Called, Optional<Reply>> override = call -> Optional.empty();

  /// One call, as it came.
  record Called(String path, JsonNode body) {}

  /// What a test answers in the place of the platform.
  record Reply(int status, Map<String, String> headers, String body) {
    static Reply of(int status, String body) {
      return new Reply(status, Map.of(), body);
    }
  }

  FakeMochat(Duration answerWait, Policy policy) {
    this(config -> config, answerWait, policy);
  }

  FakeMochat(UnaryOperator<Mochat.Config> changes, Duration answerWait, Policy policy) {
    var timing =
        new Mochat.Timing(
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            100,
            Duration.ofMillis(5),
            answerWait,
            1_000_000);
    var usual =
        new Mochat.Config(
            base(),
            new Secret(TOKEN),
            AGENT,
            List.of("*"),
            List.of("*"),
            Map.of("*", true),
            false,
            Optional.empty(),
            timing,
            Optional.empty(),
            policy);
    config = changes.apply(usual);
    channel = new Mochat(config, world, http);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  /// The usual configuration with a socket; then chats are asked rarely.
  static UnaryOperator<Mochat.Config> pushed(FakeSocketIo socket, boolean isBinary) {
    var push =
        new Mochat.Push(
            socket.url(),
            new Secret(TOKEN),
            isBinary,
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            0);
    return config -> changed(config, config.groups(), config.delay(), Optional.of(push));
  }

  /// The usual configuration where what is said in passing waits.
  static UnaryOperator<Mochat.Config> delayed(Channel.Delay delay) {
    return config -> changed(config, config.groups(), Optional.of(delay), config.push());
  }

  /// The usual configuration with other rules for groups.
  static UnaryOperator<Mochat.Config> ruled(Map<String, Boolean> rules) {
    return config -> changed(config, rules, config.delay(), config.push());
  }

  private static Mochat.Config changed(
      Mochat.Config config,
      Map<String, Boolean> rules,
      Optional<Channel.Delay> delay,
      Optional<Mochat.Push> push) {
    return new Mochat.Config(
        config.base(),
        config.token(),
        config.agent(),
        config.sessions(),
        config.panels(),
        rules,
        config.needsMention(),
        delay,
        config.timing(),
        push,
        config.policy());
  }

  Mochat.Config config() {
    return config;
  }

  /// A notice that something happened in a session, or in a panel of the group.
  static ObjectNode events(String chat) {
    return Json.object().put("sessionId", chat);
  }

  // ---- what people do

  @Override
  public void bring(String id, String chat, String sender, String text) {
    add(chat, message(id, sender).put("content", text));
  }

  @Override
  public void bringGarbage() {
    add("42", Json.object().put("messageId", "x".repeat(1_000)).put("author", "7"));
    chats.event("42", Json.object().put("type", "nonsense").put("payload", "none"));
  }

  @Override
  public void bringFile(String id, String chat, String sender, String name, byte[] bytes) {
    throw new UnsupportedOperationException("Mochat has no files");
  }

  @Override
  public int bringEveryKind(String sender) {
    add(sender, message("k1" + sender, sender).put("content", "hello"));
    add(sender, message("k2" + sender, sender).put("content", "/stop"));
    ObjectNode card = message("k3" + sender, sender);
    card.putObject("content").put("type", "card");
    add(sender, card);
    add("s-g", message("k4" + sender, sender).put("content", "all").put("groupId", GROUP));
    ObjectNode mention = message("k5" + sender, sender).put("content", "you");
    mention.putObject("meta").putArray("mentions").add(AGENT);
    chats.post("p-1", mention);
    chats.post("p-1", message("k6" + sender, sender).put("content", "<@" + AGENT + "> /stop"));
    chats.post("p-1", message("k7" + sender, sender).put("content", "others"));
    return 7;
  }

  static ObjectNode message(String id, String sender) {
    ObjectNode message = Json.object().put("messageId", id).put("author", sender);
    message.putObject("authorInfo").put("userId", sender).put("nickname", "P" + sender);
    return message;
  }

  /// Adds a message to a session.
  void add(String session, ObjectNode message) {
    ObjectNode event = Json.object().put("type", "message.add").put("timestamp", 1);
    event.set("payload", message);
    chats.event(session, event);
  }

  FakeMochatChats chats() {
    return chats;
  }

  // ---- what the channel does

  @Override
  public List<String> deeds() {
    return calls.stream().map(Called::path).filter(path -> path.endsWith("/send")).toList();
  }

  List<Called> calls(String path) {
    return calls.stream().filter(call -> call.path().equals(path)).toList();
  }

  @Override
  public String externalId(String id) {
    return AGENT + "/session/42/" + id;
  }

  // ---- what the platform does

  /// Answers calls before anything else does.
  void override(Function<Called, Optional<Reply>> override) {
    this.override = override;
  }

  @Override
  public void isDown(boolean isDown) {
    super.isDown(isDown);
    chats.isDown(isDown);
  }

  @Override
  void serve(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    var call = new Called(exchange.getRequestURI().getPath(), Json.parse(new String(body, UTF_8)));
    calls.add(call);
    boolean isKnown = TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Claw-Token"));
    Reply reply = isKnown ? reply(call) : error(401, "Unauthorized");
    if (isDown() || reply == NOTHING) return; // The connection ends.
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    LocalServer.send(exchange, reply.status(), reply.body().getBytes(UTF_8));
  }

  private Reply reply(Called call) throws InterruptedException {
    Optional<Reply> overridden = override.apply(call);
    if (overridden.isPresent()) return overridden.get();
    JsonNode body = call.body();
    return switch (call.path()) {
      case MochatApi.LIST -> ok(chats.list());
      case MochatApi.GROUP -> ok(chats.group());
      case MochatApi.WATCH -> ok(chats.watch(body));
      case MochatApi.PANEL_MESSAGES -> ok(chats.messages(body));
      case MochatApi.SEND -> said(body.path("sessionId").asString(""), body);
      case MochatApi.PANEL_SEND -> said("panel:" + body.path("panelId").asString(""), body);
      default -> error(404, "no such path");
    };
  }

  private Reply said(String chat, JsonNode body) throws InterruptedException {
    String text = body.path("content").asString("");
    var said = new Spoken(chat, "", text, text.contains("may be a duplicate"));
    return switch (answerTo(said)) {
      case Taken taken -> ok(Json.object().put("messageId", taken.platformId()));
      case Refused refused when refused.isRetryable() -> {
        var headers = new LinkedHashMap<String, String>();
        refused.retryAfter().ifPresent(t -> headers.put("Retry-After", "" + t.toSeconds()));
        yield new Reply(429, headers, error(429, refused.reason()).body());
      }
      case Refused refused -> error(400, refused.reason());
      case Silence silence -> error(500, "closed");
      case Lost lost -> NOTHING;
    };
  }

  static Reply ok(JsonNode data) {
    ObjectNode envelope = Json.object().put("code", 200);
    envelope.set("data", data);
    return Reply.of(200, Json.write(envelope));
  }

  /// An error is told in the envelope.
  static Reply error(int code, String message) {
    return Reply.of(200, Json.write(Json.object().put("code", code).put("message", message)));
  }
}
