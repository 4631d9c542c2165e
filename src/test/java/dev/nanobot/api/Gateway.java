package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.app.Instance;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.Until;
import dev.nanobot.world.World;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A whole gateway in this process, with the rehearsal model, and a client that holds every answer
/// against the description.
final class Gateway implements AutoCloseable {
  final World world = new RealWorld();
  final Home home;
  final Instance instance;
  final String address;
  final String token;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final OpenApi description;

  Gateway(Path folder) throws InterruptedException, IOException {
    this(folder, Config.DEFAULTS);
  }

  Gateway(Path folder, Config config) throws InterruptedException, IOException {
    home = Home.of(Map.of("NANOBOT_HOME", folder.toString()));
    description = OpenApi.read();
    instance = Instance.open(world, home, config.at("127.0.0.1", 0), Map.of());
    instance.start();
    address = instance.address().orElseThrow();
    token = home.token(world).read().reveal();
  }

  /// A status, and a body that is JSON.
  record Answer(int status, JsonNode body) {
    JsonNode path(String name) {
      return body.path(name);
    }

    String text(String name) {
      return body.path(name).asString();
    }

    String code() {
      return body.path("error").path("code").asString();
    }
  }

  Store store() {
    return instance.store();
  }

  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  URI uri(String path) {
    return URI.create(address + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  /// Does one of the described operations, `GET /api/sessions/{session}`, with the parts of its
  /// path, and a query or a body.
  Answer call(String operation, List<String> parts, String query, String body)
      throws IOException, InterruptedException {
    assertThat(description.operations()).contains(operation);
    String method = operation.substring(0, operation.indexOf(' '));
    String path = operation.substring(operation.indexOf(' ') + 1);
    for (String part : parts) {
      path = path.replaceFirst("\\{\\w+}", encoded(part).replace("$", "\\$"));
    }
    var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var answer = send(request(path + query).method(method, publisher).build());
    JsonNode json = Json.parse(answer.body());
    assertThat(description.problems(operation, answer.statusCode(), json)).isEmpty();
    return new Answer(answer.statusCode(), json);
  }

  /// Hands over a file.
  Answer upload(String query, byte[] bytes) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri("/api/media" + query))
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofByteArray(bytes))
            .build();
    var answer = send(request);
    JsonNode json = Json.parse(answer.body());
    assertThat(description.problems("POST /api/media", answer.statusCode(), json)).isEmpty();
    return new Answer(answer.statusCode(), json);
  }

  Answer get(String operation, String... parts) throws IOException, InterruptedException {
    return call("GET " + operation, List.of(parts), "", "");
  }

  Answer ask(String operation, String query) throws IOException, InterruptedException {
    return call("GET " + operation, List.of(), query, "");
  }

  Answer post(String operation, String body, String... parts)
      throws IOException, InterruptedException {
    return call("POST " + operation, List.of(parts), "", body);
  }

  Answer patch(String operation, String body, String... parts)
      throws IOException, InterruptedException {
    return call("PATCH " + operation, List.of(parts), "", body);
  }

  Answer put(String operation, String body, String... parts)
      throws IOException, InterruptedException {
    return call("PUT " + operation, List.of(parts), "", body);
  }

  Answer delete(String operation, String... parts) throws IOException, InterruptedException {
    return call("DELETE " + operation, List.of(parts), "", "");
  }

  /// Posts a message and waits for its answer; returns its number.
  long told(String session, String text) throws IOException, InterruptedException {
    String body = Json.write(Json.object().put("session", session).put("text", text));
    long message = post("/api/messages", body).path("message").longValue();
    Answer status = call("GET /api/messages/{message}", List.of("" + message), "?wait=60", "");
    assertThat(status.text("state")).isEqualTo("answered");
    return message;
  }

  /// Holds a session as another process does, with a message that waits in it. Where the gateway
  /// here is faster and answers, the next one is tried.
  void hold(Store other, SessionKey session) throws InterruptedException {
    while (true) {
      var said = new Inbound("x", world.id(), session, Principal.LOCAL, Trust.OWNER, "first");
      long message = other.post(said, 9, new Store.Refusal("full", "")).messageId();
      var held = other.lease("other", Duration.ofMinutes(5), 1, Set.of(session), List.of());
      if (!held.isEmpty()) return;
      Until.is(
          world,
          Duration.ofSeconds(60),
          "the gateway answers",
          () -> other.status(message).orElseThrow().state().equals("answered"));
    }
  }

  @Override
  public void close() {
    client.close();
    instance.close();
  }
}
