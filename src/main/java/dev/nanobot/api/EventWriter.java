package dev.nanobot.api;

import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.web.Response.Sink;
import dev.nanobot.world.World;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes server-sent events. What is durable has an id to go on from; the rest is lossy.
///
/// Owned by the thread of the request.
final class EventWriter {
  private final EventLines lines;

  EventWriter(World world, Sink sink) {
    this.lines = new EventLines(world, sink);
  }

  void send(String name, JsonNode data) throws IOException {
    lines.event(name, data);
  }

  void send(String name, String id, JsonNode data) throws IOException {
    lines.event(name, id, data);
  }

  /// Writes an event whose data are a list that is told item by item.
  void list(String name, EventLines.Listed items) throws IOException {
    lines.list(name, items);
  }

  /// Writes something when nothing was for a while.
  void keepAwake() throws IOException {
    lines.keep();
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
}
