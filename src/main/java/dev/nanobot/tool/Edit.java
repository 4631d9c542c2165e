package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The replacement of a piece of text: `old` by `fresh`, once, or wherever it is. `path` is what
/// the text is called.
public record Edit(String path, String old, String fresh, boolean isForAll) {
  private static final long UNDO_BYTES_MAX = 128L * 1024 * 1024;

  /// @throws ToolException when nothing would change
  public Edit {
    if (old.isEmpty()) throw new ToolException("old_text is never empty");
    if (old.equals(fresh)) throw new ToolException("old_text and new_text are equal");
  }

  /// A model writes line feeds, whatever the text has.
  Edit withLineEndsOf(String text) {
    if (!text.contains("\r\n") || old.contains("\r") || fresh.contains("\r")) return this;
    return new Edit(path, old.replace("\n", "\r\n"), fresh.replace("\n", "\r\n"), isForAll);
  }

  /// The text after it.
  ///
  /// @throws ToolException when `old` is not there, or more than once
  public String apply(String text) {
    int first = text.indexOf(old);
    if (first < 0) throw new ToolException("old_text is not in " + path + hint(text));
    if (isForAll) return text.replace(old, fresh);
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
      return !fresh.isEmpty() && isVersion(text.replace(fresh, old), seen);
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

  private static String replaced(String text, int at, String from, String to) {
    return text.substring(0, at) + to + text.substring(at + from.length());
  }

  private static boolean isVersion(String text, String version) {
    return Version.of(text.getBytes(UTF_8)).equals(version);
  }
}
