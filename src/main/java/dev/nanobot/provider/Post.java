package dev.nanobot.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.http.SseReader;
import dev.nanobot.message.Json;
import dev.nanobot.message.Reply;
import dev.nanobot.world.World;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How a model server is asked: one POST of JSON, answered by an event stream, or by one document
/// from servers that do not stream.
///
/// Shared: immutable.
final class Post {
  private final Http http;
  private final Endpoint endpoint;
  private final Http.Limits limits;
  private final World world;

  Post(Http http, Endpoint endpoint, Http.Limits limits, World world) {
    this.http = http;
    this.endpoint = endpoint;
    this.limits = limits;
    this.world = world;
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
    var request =
        new Http.Request("POST", URI.create(endpoint.base() + path), all, Json.write(body), limits);
    try {
      return http.exchange(request, head -> read(head, answer));
    } catch (HttpException e) {
      throw endpoint.unanswered(e);
    }
  }

  private Reply read(Http.Answer head, Answer answer) throws IOException {
    if (head.status() < 200 || head.status() > 299) throw endpoint.refusal(head, world);
    var body = new BufferedInputStream(head.body());
    try {
      switch (firstByte(body)) {
        case '{', '[' -> answer.whole(Json.parse(new String(body.readAllBytes(), UTF_8)));
        case '<' ->
            throw endpoint.nonsense(
                "a web page: correct providers." + endpoint.provider() + ".apiBase", null);
        default -> stream(body, answer);
      }
      return answer.reply();
    } catch (JacksonException e) {
      throw endpoint.nonsense("something that is not the JSON of this API", e);
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

  /// What takes an answer apart. Owned by the thread that asked.
  sealed interface Answer permits OpenAiAnswer, AnthropicAnswer {
    /// Takes one event of a stream; whether it was the last one.
    boolean take(SseReader.Event event);

    /// Takes an answer that came as one document.
    void whole(JsonNode document);

    /// What was answered.
    ///
    /// @throws ProviderException when the answer is not complete
    Reply reply();
  }
}
