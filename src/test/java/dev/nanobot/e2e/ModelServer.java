package dev.nanobot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The fake model in a process of its own, which outlives the gateway.
final class ModelServer implements AutoCloseable {
  private static final String MAIN = "dev.nanobot.provider.FakeModel";
  private static final String DELAY_MS = "5";
  private static final Pattern PORT = Pattern.compile("\\b([0-9]{4,5})\\b");
  private static final Duration ANSWER_MAX = Duration.ofMinutes(1);

  private final Process process;
  private final int port;

  ModelServer(Path home) throws IOException {
    Path log = home.resolve("model.log");
    process = Launch.java(MAIN, List.of("0", DELAY_MS), Map.of(), log).start();
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = out.readLine();
    var found = PORT.matcher(line == null ? "" : line);
    if (!found.find()) throw new IOException("the fake model names its port first, not: " + line);
    port = Integer.parseInt(found.group(1));
  }

  String base() {
    return "http://127.0.0.1:" + port + "/v1";
  }

  /// How often it was asked.
  long calls() throws IOException, InterruptedException {
    long sum = 0;
    for (JsonNode count : Json.parse(get("/counts"))) {
      sum += count.isNumber() ? count.longValue() : 0;
    }
    return sum;
  }

  /// From now on texts that begin with `begin` are answered after the release only.
  void hold(String begin) throws IOException, InterruptedException {
    get("/hold?" + begin);
  }

  void release() throws IOException, InterruptedException {
    get("/release");
  }

  private String get(String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(ANSWER_MAX)
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
