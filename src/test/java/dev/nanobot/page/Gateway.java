package dev.nanobot.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.Ports;
import dev.nanobot.message.Json;
import dev.nanobot.world.Jvm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A gateway in a process of its own, at one port for all its lives.
final class Gateway implements AutoCloseable {
  private static final Duration UP_MAX = Duration.ofSeconds(90);

  private final Path home;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();
  private Process process;

  Gateway(Path home, String modelBase) throws IOException, InterruptedException {
    this(home, talking(modelBase));
  }

  /// One with a configuration, to which its port is added.
  Gateway(Path home, ObjectNode config) throws IOException, InterruptedException {
    this.home = home;
    port = Ports.free();
    configure(config);
    process = launch();
    awaitUp();
  }

  private static ObjectNode talking(String modelBase) {
    ObjectNode config = Json.object();
    ObjectNode defaults = config.putObject("agents").putObject("defaults");
    defaults.put("model", "vllm/talking").put("provider", "vllm");
    defaults.put("timezone", "Europe/Berlin").putObject("compaction").put("enabled", false);
    config.putObject("providers").putObject("vllm").put("apiKey", "none").put("apiBase", modelBase);
    config.putObject("prices").putObject("talking").put("input", 3).put("output", 15);
    config.putObject("tools").putObject("exec").put("tier", "host");
    return config;
  }

  private void configure(ObjectNode config) throws IOException {
    config.putObject("gateway").put("port", port);
    Files.createDirectories(home.resolve("workspace"));
    Path file = config();
    Files.write(file, Json.write(config).getBytes(UTF_8));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  String token() throws IOException {
    return Files.readString(home.resolve("gateway.token")).strip();
  }

  Path config() {
    return home.resolve("config.json");
  }

  Path workspace() {
    return home.resolve("workspace");
  }

  /// Asks the API as the owner.
  JsonNode get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .header("Authorization", "Bearer " + token())
            .build();
    return Json.parse(client.send(request, BodyHandlers.ofString()).body());
  }

  JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build();
    return Json.parse(client.send(request, BodyHandlers.ofString()).body());
  }

  void delete(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address() + path))
            .header("Authorization", "Bearer " + token())
            .DELETE();
    client.send(request.build(), BodyHandlers.discarding());
  }

  /// What `nanobot token --link` prints.
  String loginLink() throws IOException, InterruptedException {
    Process asked = command("token", "--link").start();
    String said = new String(asked.getInputStream().readAllBytes(), UTF_8);
    asked.waitFor();
    return said.lines().filter(line -> line.startsWith("http")).findFirst().orElse(said);
  }

  /// Anything that anybody may ask for.
  HttpResponse<byte[]> open(String path, String... headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address() + path));
    if (headers.length > 0) request.headers(headers);
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void restart() throws InterruptedException {
    process = launch();
    awaitUp();
  }

  private Process launch() {
    try {
      Path log = home.resolve("gateway.out");
      return command("gateway").redirectOutput(Redirect.appendTo(log.toFile())).start();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private ProcessBuilder command(String... words) {
    List<String> command = Jvm.command("dev.nanobot.cli.Main", List.of(words));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("NANOBOT_HOME", home.toString());
    return builder;
  }

  private void awaitUp() throws InterruptedException {
    Eventually.is(UP_MAX, () -> open("/").statusCode() == 200, () -> "the gateway answers");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.close();
  }
}
