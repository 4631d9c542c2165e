package dev.nanobot.app;

import dev.nanobot.message.Json;
import dev.nanobot.message.Sha256;
import dev.nanobot.message.Write;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The memory of the original: `MEMORY.md`, a file for each day, and since version 0.3
/// `history.jsonl` with `cursor`, `timestamp` and `content` (read 2026-11). Each is taken once: its
/// key says so.
record OldMemory(Memories memories, String scope) {
  private static final String AUTHOR = "import";
  private static final int KEY_BYTES = 16;
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d\\.md");
  private static final Pattern TIME = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[ T].*");

  /// A row of the history, or why it is none.
  record Note(String day, String key, String text, String problem) {}

  /// The files of a memory folder that hold texts.
  static List<Path> texts(Path folder) throws IOException {
    List<Path> texts = new ArrayList<>();
    for (Path file : OldHome.list(folder)) {
      String name = String.valueOf(file.getFileName());
      if (name.equals(Memories.LONG_TERM) || DAY.matcher(name).matches()) texts.add(file);
    }
    return texts;
  }

  boolean hasText(String name) {
    return memories.isDone(key(name));
  }

  /// Puts a text behind what is there; false when it was taken before.
  boolean take(String name, String text) {
    while (!hasText(name)) {
      Text now = memories.text(scope, name);
      String body = now.body().isBlank() ? text : now.body().stripTrailing() + "\n\n" + text;
      var draft = new Draft(scope, name, now.version(), body, now.upto(), AUTHOR, key(name));
      if (memories.save(draft).isSaved()) return true;
    }
    return false;
  }

  private static String key(String name) {
    return "import:" + name;
  }

  static List<Note> history(byte[] file) {
    List<Note> notes = new ArrayList<>();
    int number = 0;
    for (String line : new String(file, StandardCharsets.UTF_8).split("\n", -1)) {
      number++;
      if (!line.isBlank()) notes.add(note(line, number));
    }
    return notes;
  }

  private static Note note(String line, int number) {
    try {
      JsonNode row = Json.parse(line);
      var time = TIME.matcher(row.path("timestamp").asString(""));
      String text = row.path("content").asString("");
      if (!time.matches() || text.isBlank()) {
        return new Note("", "", "", "line " + number + " has no time or no text");
      }
      return new Note(time.group(1), key(row), text, "");
    } catch (JacksonException e) {
      return new Note("", "", "", "line " + number + " is not whole JSON");
    }
  }

  /// The original gives one cursor to several rows when several of its processes write.
  private static String key(JsonNode row) {
    return key("history:" + Sha256.hex(Json.write(row), KEY_BYTES));
  }

  boolean isTaken(Note note) {
    return memories.isDone(note.key());
  }

  /// Adds a row of the history to the notes of its day; false when it was taken before.
  boolean take(Note note) {
    if (isTaken(note)) return false;
    memories.add(new Write.Remember(scope, note.day() + ".md", note.text(), AUTHOR, note.key()));
    return true;
  }
}
