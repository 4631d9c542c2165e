package dev.nanobot.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.http.Multipart;
import dev.nanobot.message.Json;
import dev.nanobot.world.World;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A transcriber that is asked as OpenAI's is: `POST /audio/transcriptions` with a form, answered
/// by `{"text": …}`. Source: OpenAI API reference, "Create transcription", read 2026-11-28.
///
/// Shared: immutable.
final class Whisper implements Transcriber {
  /// So slowly a recording is sent and listened to at least.
  private static final int BYTES_PER_SECOND = 50_000;

  private static final int ANSWER_BYTES_MAX = 1024 * 1024;
  private static final String NO_TEXT = "something that is no text";

  private final Endpoint endpoint;
  private final String model;
  private final String language;
  private final Http http;
  private final World world;

  /// `language` is a code of two letters, or empty: it is found out.
  Whisper(Endpoint endpoint, String model, String language, Http http, World world) {
    this.endpoint = endpoint;
    this.model = model;
    this.language = language;
    this.http = http;
    this.world = world;
  }

  @Override
  public String text(String name, String type, byte[] bytes) throws InterruptedException {
    var form = new Multipart(world).field("model", model).field("response_format", "json");
    if (!language.isEmpty()) form.field("language", language);
    form.file("file", name, type, bytes);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(endpoint.bearer());
    headers.putAll(endpoint.extraHeaders());
    headers.put("content-type", form.contentType());
    URI address = URI.create(endpoint.base() + "/audio/transcriptions");
    var request = new Http.Request("POST", address, headers, form.bytes(), limits(bytes.length));
    try {
      return http.exchange(request, this::read);
    } catch (HttpException e) {
      throw endpoint.unanswered(e);
    }
  }

  static Http.Limits limits(int bytes) {
    Duration longest = Duration.ofSeconds(60).plusSeconds(bytes / BYTES_PER_SECOND);
    Duration idle = Duration.ofSeconds(30);
    return new Http.Limits(longest, idle, longest.plus(idle), ANSWER_BYTES_MAX);
  }

  private String read(Http.Answer answer) throws IOException {
    if (answer.status() < 200 || answer.status() > 299) throw endpoint.refusal(answer, world);
    String body = new String(answer.body().readAllBytes(), UTF_8);
    try {
      JsonNode text = Json.parse(body).path("text");
      if (text.isString()) return text.stringValue();
    } catch (JacksonException e) {
      throw endpoint.nonsense(NO_TEXT, e);
    }
    throw endpoint.nonsense(NO_TEXT, null);
  }
}
