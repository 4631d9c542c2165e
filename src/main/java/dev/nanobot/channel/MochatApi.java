package dev.nanobot.channel;

import dev.nanobot.http.Http;
import dev.nanobot.http.RetryAfter;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.world.World;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Mochat's HTTP endpoints for agents, all asked by POST. Source: skill file and adapters of
/// https://github.com/HKUDS/MoChat, read 2026-11-28.
///
/// Shared: its pace is that of the agent, whoever asks.
final class MochatApi {
  static final String LIST = "/api/claw/sessions/list";
  static final String WATCH = "/api/claw/sessions/watch";
  static final String SEND = "/api/claw/sessions/send";
  static final String GROUP = "/api/claw/groups/get";
  static final String PANEL_MESSAGES = "/api/claw/groups/panels/messages";
  static final String PANEL_SEND = "/api/claw/groups/panels/send";

  private static final int OK = 200;
  private static final int CLASS = 100;
  static final int UNAUTHORIZED = 401;
  static final int TOO_MANY = 429;
  static final int SERVER_ERROR = 500;

  /// The longest answer: a hundred events with their texts.
  private static final int ANSWER_BYTES_MAX = 8 * 1024 * 1024;

  private static final int REASON_CHARS_MAX = 200;

  private final World world;
  private final Http http;
  private final String base;
  private final Secret token;
  private final Pace pace;

  /// `base` has no slash at its end.
  MochatApi(World world, Http http, String base, Secret token, Pace pace) {
    this.world = world;
    this.http = http;
    this.base = base;
    this.token = token;
    this.pace = pace;
  }

  /// What was asked was not done: Mochat says so, or something before it.
  static final class Refused extends RuntimeException {
    private final int code;
    private final boolean isMochats;
    private final Optional<Duration> retryAfter;

    Refused(int code, boolean isMochats, String description, Optional<Duration> retryAfter) {
      super(description);
      this.code = code;
      this.isMochats = isMochats;
      this.retryAfter = retryAfter;
    }

    /// Whether it is an answer as Mochat's are.
    boolean isMochats() {
      return isMochats;
    }

    int code() {
      return code;
    }

    Optional<Duration> retryAfter() {
      return retryAfter;
    }
  }

  /// Asks for what can wait, and returns the data of the answer.
  ///
  /// @throws Refused when Mochat says so
  /// @throws dev.nanobot.http.HttpException when no answer came
  JsonNode ask(String path, ObjectNode question, Duration longest) throws InterruptedException {
    pace.awaitQuiet();
    return exchange(path, question, longest);
  }

  /// Says something, before what can wait; throws as `ask`.
  JsonNode say(String path, ObjectNode what, Duration longest) throws InterruptedException {
    NothingSent.during(pace::await);
    return exchange(path, what, longest);
  }

  private JsonNode exchange(String path, ObjectNode body, Duration longest)
      throws InterruptedException {
    var limits = new Http.Limits(longest, longest, longest, ANSWER_BYTES_MAX);
    var headers = Map.of("content-type", "application/json", "X-Claw-Token", token.reveal());
    var request =
        new Http.Request("POST", URI.create(base + path), headers, Json.write(body), limits);
    return http.exchange(request, this::data);
  }

  /// What stands in the envelope `{code, message | name, data}`; a body without a code is data.
  private JsonNode data(Http.Answer answer) throws IOException {
    byte[] body = answer.body().readAllBytes();
    boolean isOk = answer.status() / CLASS == OK / CLASS;
    JsonNode envelope;
    try {
      envelope = Json.received(body);
    } catch (JacksonException e) {
      throw foreign(answer, isOk, "an answer that is not JSON");
    }
    if (!envelope.isObject()) {
      throw foreign(answer, isOk, "an answer of another shape");
    }
    JsonNode code = envelope.path("code");
    if (isOk && !code.isIntegralNumber()) return envelope;
    if (isOk && code.asInt(0) == OK) return envelope.path("data");
    String reason = envelope.path("message").asString(envelope.path("name").asString("an error"));
    throw refused(answer, isOk ? code.asInt(SERVER_ERROR) : answer.status(), true, reason);
  }

  private Refused foreign(Http.Answer answer, boolean isOk, String reason) {
    return refused(answer, isOk ? SERVER_ERROR : answer.status(), false, reason);
  }

  private Refused refused(Http.Answer answer, int code, boolean isMochats, String reason) {
    String shown = reason.substring(0, Math.min(REASON_CHARS_MAX, reason.length()));
    return new Refused(
        code, isMochats, shown + " (" + code + ")", RetryAfter.of(answer.headers(), world.now()));
  }
}
