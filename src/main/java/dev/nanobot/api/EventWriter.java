package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.web.Response.Sink;
import dev.nanobot.world.World;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes server-sent events. What is durable has an id to go on from; the rest is lossy.
///
/// Owned by the thread of the request.
final class EventWriter {
  /// A reader that is gone is noticed, and what stands between is kept awake.
  private static final Duration KEEP = Duration.ofSeconds(15);

  private final World world;
  private final Sink sink;
  private long wroteAt;

  EventWriter(World world, Sink sink) {
    this.world = world;
    this.sink = sink;
    this.wroteAt = world.nanos();
  }

  void send(String name, JsonNode data) throws IOException {
    write("event: " + name + "\ndata: " + data + "\n\n");
  }

  void send(String name, String id, JsonNode data) throws IOException {
    write("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
  }

  /// Writes something when nothing was for a while.
  void keepAwake() throws IOException {
    if (world.since(wroteAt).compareTo(KEEP) >= 0) write(": still here\n\n");
  }

  /// Shows what happens in a turn; nothing for what the store tells better.
  void show(Event event) throws IOException {
    ObjectNode json = Json.object();
    switch (event) {
      case Event.TextDelta delta -> send("text.delta", json.put("text", delta.text()));
      case Event.ThinkingDelta delta -> send("thinking.delta", json.put("text", delta.text()));
      case Event.Discarded discarded -> send("discarded", json.put("reason", discarded.reason()));
      case Event.ToolStarted started -> {
        json.put("call", started.callId()).put("tool", started.tool());
        send("tool.started", json.put("arguments", started.arguments()));
      }
      case Event.ToolFinished finished -> {
        json.put("call", finished.callId()).put("tool", finished.tool());
        json.put("failed", finished.failed());
        send("tool.finished", json.put("text", finished.text()));
      }
      case Event.Arrived arrived -> {}
      case Event.Committed committed -> {}
      case Event.TurnEnded ended -> {}
    }
  }

  /// Says that all shown so far has become durable.
  void settled() throws IOException {
    send("settled", Json.object());
  }

  private void write(String text) throws IOException {
    sink.write(text.getBytes(UTF_8));
    wroteAt = world.nanos();
  }
}
