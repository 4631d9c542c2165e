package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.web.Response.Sink;
import dev.nanobot.world.World;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// Server-sent events to one reader (HTML standard, section 9.2), with a sign of life where there
/// is nothing to say.
///
/// Owned by the thread of the request.
final class EventLines {
  /// A reader that is gone is noticed, and what stands between is kept awake.
  static final Duration KEEP = Duration.ofSeconds(15);

  private final World world;
  private final Sink sink;
  private long wroteAt;

  EventLines(World world, Sink sink) {
    this.world = world;
    this.sink = sink;
    this.wroteAt = world.nanos();
  }

  void data(JsonNode data) throws IOException {
    write("data: " + data + "\n\n");
  }

  void data(String data) throws IOException {
    write("data: " + data + "\n\n");
  }

  void event(String name, JsonNode data) throws IOException {
    write("event: " + name + "\ndata: " + data + "\n\n");
  }

  void event(String name, String id, JsonNode data) throws IOException {
    write("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
  }

  void keep() throws IOException {
    if (world.since(wroteAt).compareTo(KEEP) >= 0) write(": still here\n\n");
  }

  private void write(String text) throws IOException {
    sink.write(text.getBytes(UTF_8));
    wroteAt = world.nanos();
  }
}
