package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.app.ConfigReader;
import dev.nanobot.app.Home;
import dev.nanobot.app.Lives;
import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A gateway that starts again when it is asked to, and a client that holds every answer against
/// the description.
final class LivingGateway implements AutoCloseable {
  private static final int PATIENCE_S = 60;

  /// A life that began, or the end of them all.
  record Begun(String address, String trouble) {}

  final Home home;
  private final OpenApi description = OpenApi.read();
  private final BlockingQueue<Begun> lives = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final World world = new RealWorld();
  private final String token;
  private HttpClient client = client();
  private String address;

  LivingGateway(Path folder, String config, Map<String, String> variables) throws Exception {
    var environment = new TreeMap<>(variables);
    environment.put("NANOBOT_HOME", folder.toString());
    home = Home.of(environment);
    home.create();
    if (!config.isEmpty()) write(config);
    var reader = new ConfigReader(environment);
    var loop =
        new Lives(
            new Lives.Means(world, home, environment),
            () -> reader.read(home),
            (instance, trouble) -> lives.add(new Begun(instance.address().orElseThrow(), trouble)));
    var first = reader.read(home).at("127.0.0.1", 0);
    thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    loop.run(first);
                  } catch (InterruptedException e) {
                    lives.add(new Begun("", "stopped"));
                  } catch (RuntimeException e) {
                    lives.add(new Begun("", "failed: " + e.getMessage()));
                  }
                });
    address = next().address();
    token = home.token(world).read().reveal();
  }

  /// Waits for the next life.
  Begun next() throws InterruptedException {
    Begun begun = lives.poll(PATIENCE_S, TimeUnit.SECONDS);
    if (begun == null) throw new AssertionError("no life began for long");
    address = begun.address();
    client.shutdownNow(); // Its connections were to the life before.
    client = client();
    return begun;
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /// A connection to the life that there is: to another one it never leads.
  Socket connect() throws IOException {
    return new Socket("127.0.0.1", URI.create(address).getPort());
  }

  /// Wishes for a restart, and reads what the life says before it ends.
  String restart(Socket connection) throws IOException {
    try (connection) {
      String head =
          String.join(
              "\r\n",
              "POST /api/restart HTTP/1.1",
              "Host: 127.0.0.1:" + connection.getPort(),
              "Authorization: Bearer " + token,
              "Content-Type: application/json",
              "Connection: close",
              "Content-Length: 2");
      connection.getOutputStream().write((head + "\r\n\r\n{}").getBytes(UTF_8));
      return new String(connection.getInputStream().readAllBytes(), UTF_8);
    }
  }

  String address() {
    return address;
  }

  void write(String config) throws IOException {
    Files.write(home.config(), config.getBytes(UTF_8));
    Files.setPosixFilePermissions(home.config(), PosixFilePermissions.fromString("rw-------"));
  }

  String file() throws IOException {
    return Files.readString(home.config());
  }

  Gateway.Answer call(String operation, JsonNode body) throws Exception {
    String[] words = operation.split(" ");
    var request =
        HttpRequest.newBuilder(URI.create(address + words[1]))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                words[0],
                body.isNull() ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)))
            .build();
    var answer = client.send(request, BodyHandlers.ofString());
    JsonNode json = Json.parse(answer.body());
    String path = words[1].replaceFirst("\\?.*", "");
    String described = path.replaceFirst("messages/.*", "messages/{message}");
    assertThat(description.problems(words[0] + " " + described, answer.statusCode(), json))
        .isEmpty();
    return new Gateway.Answer(answer.statusCode(), json);
  }

  JsonNode state() throws Exception {
    return call("GET /api/settings", Json.parse("null")).body();
  }

  /// Changes settings, in the file as it is now.
  Gateway.Answer change(String values) throws Exception {
    return change(state().path("revision").asString(""), values);
  }

  Gateway.Answer change(String revision, String edit) throws Exception {
    ObjectNode body = (ObjectNode) Json.parse(edit);
    return call("PATCH /api/settings", body.put("revision", revision));
  }

  Gateway.Answer undo() throws Exception {
    return call(
        "POST /api/settings/undo",
        Json.object().put("revision", state().path("revision").asString("")));
  }

  Gateway.Answer post(String path, String body) throws Exception {
    return call("POST " + path, Json.parse(body));
  }

  JsonNode field(String path) throws Exception {
    for (JsonNode field : state().path("fields")) {
      if (field.path("path").asString("").equals(path)) return field;
    }
    throw new AssertionError("there is no " + path);
  }

  void stop() {
    thread.interrupt();
  }

  @Override
  public void close() {
    client.close();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
