package dev.nanobot.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.message.Json;
import dev.nanobot.message.Reply;
import dev.nanobot.provider.ProviderException.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How a model server is asked: one POST of JSON, answered by an event stream, or by one document
/// from servers that do not stream.
///
/// Shared: immutable.
final class Post {
  /// The longest error answer that is read, in bytes.
  static final int ERROR_BYTES_MAX = 64 * 1024;

  private final Http http;
  private final Endpoint endpoint;
  private final Http.Limits limits;

  Post(Http http, Endpoint endpoint, Http.Limits limits) {
    this.http = http;
    this.endpoint = endpoint;
    this.limits = limits;
  }

  /// Sends `body` and lets `answer` take what comes. Blocks; interruptible.
  Reply send(String path, Map<String, String> headers, ObjectNode body, Answer answer)
      throws InterruptedException {
    endpoint.extraBody().properties().forEach(e -> body.set(e.getKey(), e.getValue()));
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("content-type", "application/json");
    all.put("accept", "text/event-stream, application/json");
    all.putAll(headers);
    all.putAll(endpoint.extraHeaders());
    var request = new Http.Request("POST", URI.create(endpoint.base() + path), all,
        Json.write(body), limits);
    try {
      return http.exchange(request, head -> read(head, answer));
    } catch (HttpException e) {
      throw failure(e);
    }
  }

  private Reply read(Http.Answer head, Answer answer) throws IOException {
    if (head.status() < 200 || head.status() > 299) throw refusal(head);
    var body = new BufferedInputStream(head.body());
    try {
      switch (firstByte(body)) {
        case '{', '[' -> answer.whole(Json.parse(new String(body.readAllBytes(), UTF_8)));
        case '<' -> throw nonsense("a web page: correct providers." + endpoint.provider()
            + ".apiBase", null);
        default -> stream(body, answer);
      }
      return answer.reply();
    } catch (JacksonException e) {
      throw nonsense("something that is not the JSON of this API", e);
    }
  }

  private static void stream(InputStream body, Answer answer) throws IOException {
    var events = new SseReader(body);
    for (var event = events.next(); event.isPresent(); event = events.next()) {
      if (answer.take(event.get())) return;
    }
  }

  /// The first byte that is not white space, or -1; reading goes on at it.
  private static int firstByte(BufferedInputStream body) throws IOException {
    int first;
    do {
      body.mark(1);
      first = body.read();
    } while (first == ' ' || first == '\t' || first == '\r' || first == '\n');
    body.reset();
    return first;
  }

  private ProviderException refusal(Http.Answer head) throws IOException {
    String body = new String(head.body().readNBytes(ERROR_BYTES_MAX), UTF_8);
    return Fault.of(head.status(), body)
        .exception(endpoint, retryAfter(head.headers()).orElse(null));
  }

  private ProviderException nonsense(String what, @Nullable Throwable cause) {
    return new ProviderException(Kind.UNAVAILABLE, endpoint.provider() + " answered " + what + ".",
        null, cause);
  }

  private ProviderException failure(HttpException e) {
    Kind kind = switch (e.kind()) {
      case REFUSED -> Kind.ACCESS;
      case UNREACHABLE, TIMEOUT, TOO_LARGE, BROKEN -> Kind.UNAVAILABLE;
    };
    return new ProviderException(kind, endpoint.provider() + " gave no answer: " + e.getMessage(),
        null, e);
  }

  /// How long the server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date,
  /// which is read by the server's own clock (RFC 9110, section 10.2.3).
  private static Optional<Duration> retryAfter(HttpHeaders headers) {
    try {
      Optional<String> millis = headers.firstValue("retry-after-ms");
      if (millis.isPresent()) return Optional.of(Duration.ofMillis((long) number(millis.get())));
      Optional<String> wait = headers.firstValue("retry-after").map(String::strip);
      if (wait.isEmpty()) return Optional.empty();
      if (Character.isDigit(wait.get().charAt(0))) {
        return Optional.of(Duration.ofMillis((long) (number(wait.get()) * 1000)));
      }
      return headers.firstValue("date").map(now -> Duration.between(date(now), date(wait.get())))
          .filter(Duration::isPositive);
    } catch (NumberFormatException | DateTimeException | StringIndexOutOfBoundsException e) {
      return Optional.empty(); // A hint that nobody can read is none.
    }
  }

  private static double number(String text) {
    return Math.clamp(Double.parseDouble(text), 0, Integer.MAX_VALUE);
  }

  private static ZonedDateTime date(String text) {
    return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
  }

  /// What takes an answer apart. Owned by the thread that asked.
  sealed interface Answer permits OpenAiAnswer, AnthropicAnswer {
    /// Takes one event of a stream; whether it was the last one.
    boolean take(SseReader.SseEvent event);

    /// Takes an answer that came as one document.
    void whole(JsonNode document);

    /// What was answered.
    ///
    /// @throws ProviderException when the answer is not complete
    Reply reply();
  }
}
