package dev.nanobot.tool;

/// A file name pattern: `*` and `?` match within one name, `**` across directories, `[a-z]` one
/// character.
///
/// Matching takes time in proportion to pattern times path, whatever the pattern.
final class Glob {
  static final int PATTERN_CHARS_MAX = 1_000;

  private final String pattern;

  Glob(String pattern) {
    if (pattern.length() > PATTERN_CHARS_MAX) {
      throw new ToolException("a pattern has at most " + PATTERN_CHARS_MAX + " characters");
    }
    this.pattern = pattern;
  }

  /// Whether the whole of `path` matches; a pattern without `/` is for the last name alone.
  boolean matches(String path) {
    return reaches(pattern.contains("/") ? path : path.substring(path.lastIndexOf('/') + 1));
  }

  /// Whether the whole of `path` matches the whole pattern.
  boolean matchesWhole(String path) {
    return reaches(path);
  }

  /// Follows all ways to read the pattern at once: `reached[p]` says that its first p characters
  /// match what was read of the path.
  private boolean reaches(String path) {
    boolean[] reached = new boolean[pattern.length() + 1];
    reached[0] = true;
    skipStars(reached);
    for (int i = 0; i < path.length(); i++) {
      reached = step(reached, path.charAt(i));
      skipStars(reached);
    }
    return reached[pattern.length()];
  }

  private boolean[] step(boolean[] reached, char c) {
    boolean[] next = new boolean[reached.length];
    for (int p = 0; p < pattern.length(); p++) {
      if (!reached[p]) continue;
      char wanted = pattern.charAt(p);
      if (wanted == '*') {
        if (c != '/' || isDouble(p)) next[p] = true;
      } else {
        int end = wanted == '[' ? pattern.indexOf(']', p + 2) : -1;
        if (end > 0) {
          if (c != '/' && isIn(c, pattern.substring(p + 1, end))) next[end + 1] = true;
        } else if (wanted == c || (wanted == '?' && c != '/')) {
          next[p + 1] = true;
        }
      }
    }
    return next;
  }

  /// A star also matches nothing, and `**/` also no directory.
  private void skipStars(boolean[] reached) {
    for (int p = 0; p < pattern.length(); p++) {
      if (!reached[p] || pattern.charAt(p) != '*') continue;
      reached[p + 1] = true;
      boolean startsName = p == 0 || pattern.charAt(p - 1) == '/';
      if (startsName && pattern.startsWith("**/", p)) reached[p + 3] = true;
    }
  }

  private boolean isDouble(int p) {
    return pattern.startsWith("**", p) || (p > 0 && pattern.startsWith("**", p - 1));
  }

  private static boolean isIn(char c, String choices) {
    boolean isNegated = choices.startsWith("!") || choices.startsWith("^");
    String among = isNegated ? choices.substring(1) : choices;
    for (int i = 0; i < among.length(); i++) {
      boolean isRange = i + 2 < among.length() && among.charAt(i + 1) == '-';
      char last = isRange ? among.charAt(i + 2) : among.charAt(i);
      if (c >= among.charAt(i) && c <= last) return !isNegated;
      if (isRange) i += 2;
    }
    return isNegated;
  }
}
