package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.http.Multipart;
import dev.nanobot.http.RetryAfter;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The methods of Telegram's Bot API. Source: https://core.telegram.org/bots/api.
///
/// Shared: immutable.
final class TelegramApi {
  static final int UNAUTHORIZED = 401;

  /// What is said of a token that cannot be one.
  static final int NOT_FOUND = 404;

  static final int CONFLICT = 409;
  static final int BAD_REQUEST = 400;
  static final int SERVER_ERROR = 500;

  /// The longest answer: a hundred updates with their texts.
  private static final int ANSWER_BYTES_MAX = 8 * 1024 * 1024;

  /// What the paths of files look like; whatever else comes is not fetched.
  private static final Pattern FILE_PATH =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");

  private final Http http;
  private final String base;
  private final Secret token;

  /// `base` has no slash at its end.
  TelegramApi(Http http, String base, Secret token) {
    this.http = http;
    this.base = base;
    this.token = token;
  }

  /// Telegram answered that it did not do what was asked.
  static final class Refused extends RuntimeException {
    private final int code;
    private final Optional<Duration> retryAfter;

    Refused(int code, String description, Optional<Duration> retryAfter) {
      super(description);
      this.code = code;
      this.retryAfter = retryAfter;
    }

    int code() {
      return code;
    }

    /// Whether the token is not known: nothing was looked at.
    boolean isAboutToken() {
      return code == UNAUTHORIZED || code == NOT_FOUND;
    }

    /// Whether the text was refused for how it is marked up.
    boolean isAboutEntities() {
      return code == BAD_REQUEST && (holds("parse entities") || holds("message is too long"));
    }

    /// Whether it was refused for its buttons: without them it may be taken.
    boolean isAboutButtons() {
      return code == BAD_REQUEST
          && (holds("BUTTON_") || holds("REPLY_MARKUP_") || holds("inline keyboard"));
    }

    /// Whether it was refused for what a photo is like: as a document it may be taken.
    boolean isAboutPhoto() {
      return code == BAD_REQUEST && (holds("PHOTO_") || holds("IMAGE_PROCESS_FAILED"));
    }

    private boolean holds(String words) {
      return description().contains(words);
    }

    String description() {
      return String.valueOf(getMessage());
    }

    Optional<Duration> retryAfter() {
      return retryAfter;
    }
  }

  /// Parameters that lead to a chat, or to a topic of it.
  static ObjectNode to(SessionKey target) {
    ObjectNode message = Json.object().put("chat_id", target.chat());
    if (!target.thread().isEmpty()) {
      message.put("message_thread_id", Long.parseLong(target.thread()));
    }
    return message;
  }

  /// Calls a method and returns its result; waits at most `longest`.
  ///
  /// @throws Refused when Telegram says so
  /// @throws HttpException when no answer came
  JsonNode call(String method, ObjectNode parameters, Duration longest)
      throws InterruptedException {
    return call(method, "application/json", Json.write(parameters).getBytes(UTF_8), longest);
  }

  /// The same with a file: every other parameter is a word or a number.
  JsonNode call(String method, ObjectNode parameters, Multipart body, Duration longest)
      throws InterruptedException {
    parameters.properties().forEach(one -> body.field(one.getKey(), one.getValue().asString()));
    return call(method, body.contentType(), body.bytes(), longest);
  }

  private JsonNode call(String method, String type, byte[] body, Duration longest)
      throws InterruptedException {
    var limits = new Http.Limits(longest, longest, longest, ANSWER_BYTES_MAX);
    URI uri = URI.create(base + "/bot" + token.reveal() + "/" + method);
    var request = new Http.Request("POST", uri, Map.of("content-type", type), body, limits);
    return http.exchange(request, TelegramApi::result);
  }

  private static JsonNode result(Http.Answer answer) throws IOException {
    String body = new String(answer.body().readAllBytes(), UTF_8);
    JsonNode envelope;
    try {
      envelope = Json.parse(body);
    } catch (JacksonException e) {
      throw HttpException.foreign("Telegram", answer.status(), e);
    }
    if (!envelope.path("ok").isBoolean()) {
      throw HttpException.foreign("Telegram", answer.status(), null);
    }
    if (envelope.path("ok").booleanValue()) return envelope.path("result");
    JsonNode retry = envelope.path("parameters").path("retry_after");
    throw new Refused(
        envelope.path("error_code").asInt(answer.status()),
        envelope.path("description").asString("an error"),
        retry.isIntegralNumber() ? Optional.of(bounded(retry)) : Optional.empty());
  }

  /// Never longer than any server is waited for.
  private static Duration bounded(JsonNode seconds) {
    BigInteger longest = BigInteger.valueOf(RetryAfter.WAIT_MAX.toSeconds());
    return Duration.ofSeconds(
        seconds.bigIntegerValue().max(BigInteger.ZERO).min(longest).longValue());
  }

  /// The bytes of a file that `getFile` named.
  byte[] file(String path, int bytesMax, Duration longest) throws InterruptedException {
    if (!FILE_PATH.matcher(path).matches()) {
      throw new Refused(BAD_REQUEST, "a file path of another kind", Optional.empty());
    }
    var request =
        new Http.Request(
            "GET",
            URI.create(base + "/file/bot" + token.reveal() + "/" + path),
            Map.of(),
            "",
            new Http.Limits(longest, longest, longest, bytesMax));
    return http.exchange(
        request,
        answer -> {
          if (answer.status() == 200) return answer.body().readAllBytes();
          throw new Refused(answer.status(), "the file cannot be had", Optional.empty());
        });
  }
}
