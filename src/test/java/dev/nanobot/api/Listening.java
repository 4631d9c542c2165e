package dev.nanobot.api;

import dev.nanobot.message.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// A reader of server-sent events.
final class Listening implements AutoCloseable {
  private final BufferedReader lines;
  final int status;

  /// One event; an id that is not there is empty.
  record Heard(String name, String id, JsonNode data) {}

  Listening(Gateway gateway, String path, String lastId) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.uri(path))
            .header("Authorization", "Bearer " + gateway.token);
    if (!lastId.isEmpty()) request.header("Last-Event-ID", lastId);
    var answer = gateway.client.send(request.build(), BodyHandlers.ofInputStream());
    status = answer.statusCode();
    lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /// The next event; empty at the end.
  Optional<Heard> next() throws IOException {
    String name = "";
    String id = "";
    String data = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event: ")) name = line.substring(7);
      if (line.startsWith("id: ")) id = line.substring(4);
      if (line.startsWith("data: ")) data = line.substring(6);
      if (line.isEmpty() && !name.isEmpty()) {
        return Optional.of(new Heard(name, id, Json.parse(data)));
      }
    }
    return Optional.empty();
  }

  /// All events up to one, or to the end.
  List<Heard> until(Predicate<Heard> last) throws IOException {
    List<Heard> all = new ArrayList<>();
    Optional<Heard> next = next();
    while (next.isPresent()) {
      all.add(next.get());
      if (last.test(next.get())) return all;
      next = next();
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
