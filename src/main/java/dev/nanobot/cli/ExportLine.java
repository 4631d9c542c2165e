package dev.nanobot.cli;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Entry;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// A transcript entry as a line of the original's session files: `role`, `content`, `timestamp`,
/// and for tools `tool_calls` and `tool_call_id` (nanobot 0.3.0, session files, read 2026-11).
final class ExportLine {
  private ExportLine() {}

  static ObjectNode metadata(SessionKey session, Instant created, Instant updated) {
    var line =
        Json.object()
            .put("_type", "metadata")
            .put("key", session.value())
            .put("created_at", created.toString())
            .put("updated_at", updated.toString());
    line.putObject("metadata");
    return line;
  }

  static ObjectNode of(Entry entry) {
    ObjectNode line = Json.object();
    switch (entry.message()) {
      case Message.User user -> {
        line.put("role", "user").put("content", user.text());
        for (Attachment file : user.attachments()) {
          line.withArray("attachments")
              .addObject()
              .put("id", file.id())
              .put("name", file.name())
              .put("type", file.type())
              .put("bytes", file.bytes());
        }
      }
      case Message.Assistant assistant -> {
        line.put("role", "assistant").put("content", assistant.text());
        if (!assistant.calls().isEmpty()) calls(line, assistant);
        assistant.thoughts().stream()
            .map(Message.Thought::text)
            .filter(text -> !text.isEmpty())
            .reduce((one, other) -> one + "\n" + other)
            .ifPresent(text -> line.put("reasoning_content", text));
      }
      case Message.Result result ->
          line.put("role", "tool")
              .put("tool_call_id", result.callId())
              .put("content", result.text());
    }
    return line.put("timestamp", entry.at().toString());
  }

  private static void calls(ObjectNode line, Message.Assistant assistant) {
    var calls = line.putArray("tool_calls");
    for (Message.ToolCall call : assistant.calls()) {
      calls
          .addObject()
          .put("id", call.id())
          .put("type", "function")
          .putObject("function")
          .put("name", call.tool())
          .put("arguments", call.arguments());
    }
  }

  static String forPeople(Entry entry, Style style) {
    String when = style.paint(Style.DIM, entry.at().toString());
    return switch (entry.message()) {
      case Message.User user -> {
        var text = new StringBuilder(when + " " + style.paint(Style.BOLD, "you") + "\n");
        if (!user.text().isEmpty()) text.append(Visible.of(user.text())).append('\n');
        for (Attachment file : user.attachments()) {
          text.append(style.paint(Style.DIM, Visible.of("+ " + file.about()))).append('\n');
        }
        yield text.toString();
      }
      case Message.Assistant assistant -> {
        var text = new StringBuilder(when + " " + style.paint(Style.BOLD, "nanobot") + "\n");
        if (!assistant.text().isEmpty()) text.append(Visible.of(assistant.text())).append('\n');
        for (Message.ToolCall call : assistant.calls()) {
          text.append(
                  style.paint(Style.DIM, Visible.of("* " + call.tool() + " " + call.arguments())))
              .append('\n');
        }
        yield text.toString();
      }
      case Message.Result result ->
          when
              + " "
              + (result.failed() ? "failed" : "result")
              + "\n"
              + style.paint(Style.DIM, Visible.of(result.text()))
              + "\n";
    };
  }
}
