package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

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
    if (isForAll) return replacedAll(text, old, fresh).orElseThrow(() -> Reach.tooLarge(path));
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
