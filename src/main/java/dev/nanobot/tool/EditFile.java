package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Replaces a piece of text in a file that the session knows.
///
/// Idempotent: an edit is made to the version that the session saw and to no other, so it cannot
/// apply twice. A second run finds another version there; when undoing the edit gives the version
/// that was seen, the edit is done, and the run says so.
public final class EditFile implements Tool {
  private static final long UNDO_BYTES_MAX = 128L * 1024 * 1024;

  private static final ToolSpec SPEC =
      new ToolSpec(
          "edit_file",
          "Replace text in a file. The file must have been read before, and must not have changed"
              + " since. old_text must match exactly and, unless replace_all is true, only once.",
          Parameters.none()
              .required("path", "string", "The file, relative to the workspace or absolute")
              .required("old_text", "string", "The text to replace, exactly as it is in the file")
              .required("new_text", "string", "What to put there")
              .optional("replace_all", "boolean", "Whether to replace every occurrence")
              .schema());

  private final Reach reach;

  EditFile(Reach reach) {
    this.reach = reach;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Effect effect() {
    return Effect.IDEMPOTENT;
  }

  @Override
  public Output run(JsonNode arguments, Call call) throws InterruptedException {
    var edit =
        new Edit(
            arguments.path("path").asString(""),
            arguments.path("old_text").asString(""),
            arguments.path("new_text").asString(""),
            arguments.path("replace_all").asBoolean(false));
    if (edit.old().isEmpty()) throw new ToolException("old_text is never empty");
    if (edit.old().equals(edit.fresh())) throw new ToolException("old_text and new_text are equal");
    Reach.Saved saved =
        reach.change(
            edit.path(),
            before -> {
              Reach.Content file =
                  before.orElseThrow(
                      () -> new ToolException("there is no such file: " + edit.path()));
              return edited(edit, file, call.seen().version(file.real().toString()));
            });
    return new Output(
        "Edited " + edit.path(), List.of(new Write.Saw(saved.real().toString(), saved.version())));
  }

  private static byte[] edited(Edit asked, Reach.Content file, Optional<String> seen) {
    if (seen.isEmpty()) throw new ToolException("read " + asked.path() + " first");
    String text = Text.decode(file.bytes());
    Edit edit = asked.withLineEndsOf(text);
    if (seen.get().equals(file.version())) return edit.apply(text).getBytes(UTF_8);
    if (edit.isDone(text, seen.get())) return file.bytes();
    throw WriteFile.changed(edit.path());
  }

  private record Edit(String path, String old, String fresh, boolean isForAll) {
    /// A model writes line feeds, whatever the file has.
    Edit withLineEndsOf(String text) {
      if (!text.contains("\r\n") || old.contains("\r") || fresh.contains("\r")) return this;
      return new Edit(path, old.replace("\n", "\r\n"), fresh.replace("\n", "\r\n"), isForAll);
    }

    String apply(String text) {
      int first = text.indexOf(old);
      if (first < 0) throw new ToolException("old_text is not in " + path + hint(text));
      if (isForAll) {
        return replacedAll(text, old, fresh).orElseThrow(() -> Reach.tooLarge(path));
      }
      if (text.indexOf(old, first + 1) >= 0) {
        throw new ToolException(
            "old_text is in "
                + path
                + " more than once; add the lines around it, or set replace_all");
      }
      return replaced(text, first, old, fresh);
    }

    private String hint(String text) {
      return text.replaceAll("\\s+", " ").contains(old.strip().replaceAll("\\s+", " "))
          ? " as written: only the white space differs; copy it exactly"
          : "";
    }

    /// Whether undoing this edit somewhere in `text` gives the version `seen`.
    boolean isDone(String text, String seen) {
      if (isForAll) {
        if (fresh.isEmpty()) return false;
        return replacedAll(text, fresh, old).filter(undone -> isVersion(undone, seen)).isPresent();
      }
      long left = UNDO_BYTES_MAX;
      for (int at = text.indexOf(fresh); at >= 0 && left > 0; at = next(text, at)) {
        if (isVersion(replaced(text, at, fresh, old), seen)) return true;
        left -= text.length() + 1;
      }
      return false;
    }

    private int next(String text, int at) {
      return at >= text.length() ? -1 : text.indexOf(fresh, at + 1);
    }

    /// Empty when it would be longer than any file may be: short texts in many places add up.
    private static Optional<String> replacedAll(String text, String from, String to) {
      long chars = text.length();
      int at = text.indexOf(from);
      while (at >= 0 && chars <= Reach.FILE_BYTES_MAX) {
        chars += to.length() - from.length();
        at = text.indexOf(from, at + from.length());
      }
      return chars <= Reach.FILE_BYTES_MAX ? Optional.of(text.replace(from, to)) : Optional.empty();
    }

    private static String replaced(String text, int at, String from, String to) {
      return text.substring(0, at) + to + text.substring(at + from.length());
    }

    private static boolean isVersion(String text, String version) {
      return Version.of(text.getBytes(UTF_8)).equals(version);
    }
  }
}
