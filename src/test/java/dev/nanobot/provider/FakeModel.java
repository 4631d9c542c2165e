package dev.nanobot.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model server that speaks both wires on a real socket, streaming or not, and says what a script
/// in the conversation tells it to (`FakeScript`). Errors are chosen by the name of the model:
///
/// | model | answer |
/// |---|---|
/// | `fake-429` | too many requests, `retry-after: 1` |
/// | `fake-quota` | out of credit |
/// | `fake-401`, `fake-404`, `fake-500` | that status |
/// | `fake-long`, `fake-filter` | too long, withheld |
/// | `fake-html`, `fake-garbage` | a web page; bytes that are no JSON |
/// | `fake-cut` | a stream that ends in the middle |
/// | `fake-broken` | an error in the middle of a stream |
/// | `fake-open` | a whole stream on a connection that is never ended |
/// | `fake-silent` | nothing, for ever |
/// | `fake-blind` | an error when it is shown an image |
/// | `fake-whole` | one document, whatever was asked |
/// | `fake-slow` | the answer after two seconds; `fake-slow-50` after 50 ms |
/// | `fake-flaky` | an error at each first, third, fifth … request for a text |
///
/// `GET /counts` tells how often each last user text was asked about, without its heading line.
/// After `GET /hold` what is asked is answered after `GET /release` only; after `GET /hold?errand`
/// only texts that begin with `errand` wait.
/// Run it as a program: `FakeModel PORT [DELAY-MS]`; it prints `listening PORT`.
public final class FakeModel implements AutoCloseable {
  private static final int SLOW_MS = 2_000;
  private static final int KEY_CHARS_MAX = 200;

  /// What the server last received, for tests that look at the wire.
  public record Received(String path, Map<String, List<String>> headers, JsonNode body) {}

  private final LocalServer server;
  private final int delayMs;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private volatile Optional<Received> received = Optional.empty();
  private volatile Gate gate = new Gate("", new CountDownLatch(0));

  /// Texts that begin with `begin` are answered when it is open.
  private record Gate(String begin, CountDownLatch open) {}

  /// Listens on loopback; port 0 picks one. Each answer is delayed by `delayMs`.
  public FakeModel(int port, int delayMs) {
    this.delayMs = delayMs;
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "4096");
    server =
        new LocalServer(port)
            .at("/v1/chat/completions", (call, body) -> handle(call, body, new FakeOpenAi()))
            .at("/v1/messages", (call, body) -> handle(call, body, new FakeAnthropic()))
            .at("/counts", (call, body) -> counts(call))
            .at("/hold", (call, body) -> hold(call))
            .at("/release", (call, body) -> release(call));
  }

  public static void main(String[] args) {
    int delayMs = args.length > 1 ? Integer.parseInt(args[1]) : 0;
    var model = new FakeModel(args.length > 0 ? Integer.parseInt(args[0]) : 0, delayMs);
    System.out.println("listening " + model.port());
    System.out.flush();
  }

  public int port() {
    return server.port();
  }

  /// The address to configure as `apiBase` of an OpenAI-compatible provider.
  public String openAiBase() {
    return server.base() + "/v1";
  }

  /// The address to configure as `apiBase` of an Anthropic provider.
  public String anthropicBase() {
    return server.base();
  }

  /// How often `text` was the last user text of a request.
  public long count(String text) {
    LongAdder count = counts.get(key(text));
    return count == null ? 0 : count.sum();
  }

  public Received received() {
    return received.orElseThrow();
  }

  @Override
  public void close() {
    closed.countDown();
    server.close();
  }

  /// One of the two wires.
  interface Wire {
    /// What the conversation in `request` asks for.
    FakeScript script(JsonNode request);

    String error(int status, String type, String message);

    ObjectNode document(FakeScript.Answer answer, JsonNode request);

    /// The whole stream, event by event.
    List<String> stream(FakeScript.Answer answer, JsonNode request);

    /// An error event in a stream.
    String failure();
  }

  private void handle(HttpExchange exchange, byte[] body, Wire wire)
      throws IOException, InterruptedException {
    JsonNode request;
    try {
      request = Json.parse(new String(body, UTF_8));
    } catch (JacksonException e) {
      send(exchange, 400, wire.error(400, "invalid_request_error", "not JSON"));
      return;
    }
    received =
        Optional.of(
            new Received(
                exchange.getRequestURI().getPath(),
                Map.copyOf(exchange.getRequestHeaders()),
                request));
    answer(exchange, wire, request);
  }

  private void answer(HttpExchange exchange, Wire wire, JsonNode request)
      throws IOException, InterruptedException {
    FakeScript script = wire.script(request);
    LongAdder count = counts.computeIfAbsent(key(script.text()), ignored -> new LongAdder());
    count.increment();
    Gate before = gate;
    if (script.text().startsWith(before.begin())) before.open().await();
    String model = request.path("model").asString("");
    if (model.equals("fake-silent")) closed.await();
    int wait = delayMs + slowness(model);
    if (wait > 0) Thread.sleep(wait);
    if (model.equals("fake-blind") && isIllustrated(request)) {
      send(exchange, 400, wire.error(400, "invalid_request_error", "unknown part of a message"));
      return;
    }
    if (refuse(exchange, wire, model, count.sum())) return;
    FakeScript.Answer answer = script.answer();
    if (!request.path("stream").asBoolean(false) || model.equals("fake-whole")) {
      send(exchange, 200, Json.write(wire.document(answer, request)));
      return;
    }
    List<String> events = wire.stream(answer, request);
    String body =
        switch (model) {
          case "fake-cut" -> String.join("", events.subList(0, events.size() / 2));
          case "fake-broken" ->
              String.join("", events.subList(0, events.size() / 2)) + wire.failure();
          default -> String.join("", events);
        };
    exchange.getResponseHeaders().set("content-type", "text/event-stream");
    if (model.equals("fake-open")) {
      exchange.sendResponseHeaders(200, 0); // in chunks, of which the last one never comes
      exchange.getResponseBody().write(body.getBytes(UTF_8));
      exchange.getResponseBody().flush();
      closed.await();
      return;
    }
    LocalServer.send(exchange, 200, body.getBytes(UTF_8));
  }

  /// Whether `model` is one that only fails; then the failure is sent.
  private static boolean refuse(HttpExchange exchange, Wire wire, String model, long asked)
      throws IOException {
    switch (model) {
      case "fake-429" -> {
        exchange.getResponseHeaders().set("retry-after", "1");
        send(exchange, 429, wire.error(429, "rate_limit_error", "Slow down."));
      }
      case "fake-quota" ->
          send(
              exchange,
              429,
              wire.error(
                  429,
                  "insufficient_quota",
                  "You exceeded your current quota, please check your plan and billing details."));
      case "fake-401" ->
          send(exchange, 401, wire.error(401, "authentication_error", "Incorrect API key: sk-…"));
      case "fake-404" -> send(exchange, 404, wire.error(404, "not_found_error", "model: " + model));
      case "fake-500" -> send(exchange, 500, wire.error(500, "api_error", "Internal error."));
      case "fake-long" ->
          send(
              exchange,
              400,
              wire.error(
                  400,
                  "invalid_request_error",
                  "prompt is too long: 300000 tokens > 200000 maximum (context_length_exceeded)"));
      case "fake-filter" -> send(exchange, 400, wire.error(400, "content_filter", "Withheld."));
      case "fake-html" -> send(exchange, 200, "<!doctype html><title>Welcome</title>");
      case "fake-garbage" -> send(exchange, 200, "data: {\"choices\": [}\n\n");
      case "fake-flaky" -> {
        if (asked % 2 == 0) return false;
        send(exchange, 503, "upstream connect error");
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean isIllustrated(JsonNode request) {
    return !request.findValues("image_url").isEmpty() || !request.findValues("source").isEmpty();
  }

  private static int slowness(String model) {
    if (!model.startsWith("fake-slow")) return 0;
    String digits = model.substring("fake-slow".length()).replace("-", "");
    return digits.isEmpty() ? SLOW_MS : Integer.parseInt(digits);
  }

  private void counts(HttpExchange exchange) throws IOException {
    ObjectNode all = Json.object();
    counts.forEach((text, count) -> all.put(text, count.sum()));
    send(exchange, 200, Json.write(all));
  }

  private void hold(HttpExchange exchange) throws IOException {
    String begin = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    gate = new Gate(begin, new CountDownLatch(1));
    send(exchange, 200, "{}");
  }

  private void release(HttpExchange exchange) throws IOException {
    gate.open().countDown();
    send(exchange, 200, "{}");
  }

  private static String key(String text) {
    return text.length() <= KEY_CHARS_MAX ? text : text.substring(0, KEY_CHARS_MAX);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getResponseHeaders().set("content-type", "application/json");
    LocalServer.send(exchange, status, body.getBytes(UTF_8));
  }
}
