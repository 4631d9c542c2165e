package dev.nanobot.app;

import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Imports.Dated;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A conversation in a session file of the original: JSON lines, a record of metadata first, then
/// `role`, `content`, `timestamp`, and since version 0.3 `tool_calls` and `tool_call_id`
/// (nanobot 0.1.3.post6 and 0.3.0, session files, read 2026-11).
///
/// What cannot be read is left out and told in `problems`. Each call gets its one result: one that
/// the file lacks is said to be unknown, one without its call is left out.
///
/// Owned by the thread that reads the file.
final class OldSession {
  private static final String NO_RESULT = "Unknown: the outcome was not in the imported file.";

  private final ZoneId zone;
  private final List<Dated> messages = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> open = new LinkedHashSet<>(); // calls without a result so far
  private Instant at = Instant.EPOCH; // of the last line that had a time
  private SessionKey key;
  private int lines;

  /// `key` names the session where the file does not; `zone` is that of times without an offset.
  private OldSession(SessionKey key, ZoneId zone) {
    this.key = key;
    this.zone = zone;
  }

  static OldSession read(byte[] file, SessionKey key, ZoneId zone) {
    var session = new OldSession(key, zone);
    for (String line : new String(file, StandardCharsets.UTF_8).split("\n", -1)) {
      session.lines++;
      if (!line.isBlank()) session.take(line);
    }
    session.closeCalls();
    return session;
  }

  /// Reads how the original writes a session: `channel:chat`.
  static SessionKey key(String written) {
    int colon = written.indexOf(':');
    boolean isBare = colon < 1 || colon == written.length() - 1;
    return isBare
        ? SessionKey.of("cli", written)
        : SessionKey.of(written.substring(0, colon), written.substring(colon + 1));
  }

  SessionKey key() {
    return key;
  }

  List<Dated> messages() {
    return List.copyOf(messages);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  private void take(String text) {
    JsonNode line;
    try {
      line = Json.parse(text);
    } catch (JacksonException e) {
      leaveOut("is not whole JSON");
      return;
    }
    if (line.has("_type")) {
      String named = line.path("key").asString("");
      if (!named.isBlank()) key = key(named);
      return;
    }
    at = time(line.path("timestamp").asString(""));
    switch (line.path("role").asString("")) {
      case "user" -> {
        closeCalls();
        add(new User(text(line) + files(line), at, key.channel() + ":" + key.chat()));
      }
      case "assistant" -> assistant(line);
      case "tool" -> result(line);
      default -> leaveOut("has no role that is known");
    }
  }

  private void assistant(JsonNode line) {
    closeCalls();
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : line.path("tool_calls")) {
      JsonNode function = call.path("function");
      String id = call.path("id").asString("");
      if (id.isBlank() || !open.add(id)) {
        id = "call_" + lines + "_" + calls.size();
        open.add(id);
      }
      JsonNode arguments = function.path("arguments");
      String written = arguments.isString() ? arguments.stringValue() : Json.write(arguments);
      calls.add(new ToolCall(id, function.path("name").asString("unnamed"), written));
    }
    String text = text(line);
    if (!calls.isEmpty() || !text.isBlank()) add(new Assistant(text, calls, List.of()));
  }

  private void result(JsonNode line) {
    String id = line.path("tool_call_id").asString("");
    if (open.remove(id)) add(new Result(id, text(line), false));
    else leaveOut("is a result without its call");
  }

  private void closeCalls() {
    for (String id : open) add(new Result(id, NO_RESULT, true));
    open.clear();
  }

  private void add(Message message) {
    messages.add(new Dated(at, message));
  }

  private void leaveOut(String why) {
    problems.add("line " + lines + " " + why + " and is left out");
  }

  /// A text, or the texts among several parts; other parts are named.
  private static String text(JsonNode line) {
    JsonNode content = line.path("content");
    if (content.isString()) return content.stringValue();
    List<String> parts = new ArrayList<>();
    for (JsonNode part : content) {
      String text = part.path("text").asString("");
      parts.add(text.isEmpty() ? "[" + part.path("type").asString("part") + "]" : text);
    }
    return String.join("\n", parts);
  }

  /// The names of the files that came with a message; the files do not move.
  private static String files(JsonNode line) {
    var files = new StringBuilder();
    for (JsonNode file : line.path("attachments")) {
      files.append("\n[file ").append(Upload.cleaned(file.path("name").asString(""))).append(']');
    }
    return files.toString();
  }

  private Instant time(String written) {
    if (written.isEmpty()) return at;
    try {
      return OffsetDateTime.parse(written).toInstant();
    } catch (DateTimeException noOffset) {
      try {
        return LocalDateTime.parse(written).atZone(zone).toInstant();
      } catch (DateTimeException e) {
        problems.add("line " + lines + " has no time that is known; it counts as the one before");
        return at;
      }
    }
  }
}
