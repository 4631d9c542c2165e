package dev.nanobot.gateway;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Edit;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.SharedFolder;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// A file tool that knows which files are memory: those are read and changed in the store, as the
/// version that the session saw, and written by `MemoryFiles` only. Other files, and other callers
/// than those whose memory it is, are the inner tool's. A change is written with the call's result.
///
/// Shared: immutable.
public final class MemoryFileTool implements Tool {
  private final Tool inner;
  private final StoredMemory memory;
  private final Optional<BiFunction<Change, JsonNode, String>> change;

  /// What is there, and what is seen of it.
  private record Change(String path, Text text, Optional<String> seen) {
    boolean isSeen() {
      return seen.equals(Optional.of(SharedFolder.version(text.body())));
    }

    void check() {
      if (seen.isEmpty()) throw new ToolException("read " + path + " first");
      if (!isSeen()) {
        throw new ToolException(
            path
                + " has changed since this conversation last saw it, so nothing was written;"
                + " read it again");
      }
    }
  }

  private MemoryFileTool(
      Tool inner, StoredMemory memory, Optional<BiFunction<Change, JsonNode, String>> change) {
    this.inner = inner;
    this.memory = memory;
    this.change = change;
  }

  /// The tool itself, or around it one that knows memory.
  public static Tool around(Tool tool, StoredMemory memory) {
    return switch (tool.spec().name()) {
      case "read_file" -> new MemoryFileTool(tool, memory, Optional.empty());
      case "write_file" -> new MemoryFileTool(tool, memory, Optional.of(MemoryFileTool::written));
      case "edit_file" -> new MemoryFileTool(tool, memory, Optional.of(MemoryFileTool::edited));
      default -> tool;
    };
  }

  @Override
  public ToolSpec spec() {
    return inner.spec();
  }

  @Override
  public Effect effect() {
    return inner.effect();
  }

  @Override
  public Output run(JsonNode arguments, Call call) throws InterruptedException {
    String path = arguments.path("path").asString("");
    String scope = memory.sharing().scope(call.asker());
    Optional<String> name = memory.hasFiles(scope) ? name(path) : Optional.empty();
    if (name.isEmpty()) return inner.run(arguments, call);
    Text text = memory.text(scope, name.get());
    if (change.isEmpty()) return inner.run(arguments, call);
    String file = memory.files().folder().path().resolve(name.get()).toString();
    var found = new Change(path, text, call.seen().version(file));
    String body = change.get().apply(found, arguments);
    if (body.equals(text.body())) return new Output(told(path), List.of(saw(file, body)));
    if (body.length() > Memories.TEXT_CHARS_MAX) throw new ToolException("the text is too long");
    var edit =
        new Write.Edit(
            scope,
            name.get(),
            text.version(),
            body,
            text.upto(),
            call.principal().id(),
            call.key());
    return new Output(told(path), List.of(edit, saw(file, body)));
  }

  private static String told(String path) {
    return "Changed " + path + " in memory.";
  }

  private static Write saw(String file, String body) {
    return new Write.Saw(file, SharedFolder.version(body));
  }

  private static String written(Change found, JsonNode arguments) {
    String content = arguments.path("content").asString("");
    boolean isThere = !found.text().body().isEmpty() && !found.text().body().equals(content);
    if (isThere) found.check();
    return content;
  }

  private static String edited(Change found, JsonNode arguments) {
    var edit =
        new Edit(
            found.path(),
            arguments.path("old_text").asString(""),
            arguments.path("new_text").asString(""),
            arguments.path("replace_all").asBoolean(false));
    found.check();
    return edit.apply(found.text().body());
  }

  /// The name of the memory file at a path as a model writes it.
  private Optional<String> name(String path) {
    Path folder = memory.files().folder().path();
    try {
      Path absolute = folder.resolveSibling(path).normalize();
      boolean isInside = folder.equals(absolute.getParent());
      return Optional.of(String.valueOf(absolute.getFileName()))
          .filter(name -> isInside && MemoryFiles.isName(name));
    } catch (InvalidPathException e) {
      return Optional.empty(); // The inner tool says what is wrong with it.
    }
  }
}
