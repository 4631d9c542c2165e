package dev.nanobot.e2e;

import dev.nanobot.message.Json;
import java.util.HashSet;
import java.util.Set;

/// One message of the fake platform, and all that came of it. Owned by `Chats`.
final class Errand {
  /// What the message asks for.
  enum Kind {
    /// To be answered with its own text.
    ECHO,
    /// To run a command that must never run twice.
    ONCE,
    /// To read a file.
    READ
  }

  final String id;
  final String chat;
  final Kind kind;
  final Set<String> answers = new HashSet<>(); // keys of what was said to it
  long number; // the gateway's, 0 until accepted

  Errand(String id, String chat, Kind kind) {
    this.id = id;
    this.chat = chat;
    this.kind = kind;
  }

  boolean isAccepted() {
    return number != 0;
  }

  String line() {
    return Json.write(
        Json.object()
            .put("type", "message")
            .put("id", id)
            .put("chat", chat)
            .put("sender", "person-" + chat)
            .put("text", text()));
  }

  private String text() {
    return switch (kind) {
      case ECHO -> id + " please";
      case ONCE ->
          "tool:exec " + Json.write(Json.object().put("command", "echo " + id + " >> once.txt"));
      case READ -> "tool:read_file " + Json.write(Json.object().put("path", "fact.txt"));
    };
  }
}
