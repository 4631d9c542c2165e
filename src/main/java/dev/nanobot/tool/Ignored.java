package dev.nanobot.tool;

import java.util.ArrayList;
import java.util.List;

/// What `.gitignore` files say is not worth looking at. The last rule that matches decides; `!`
/// takes back; a trailing `/` means directories; a rule with a `/` inside counts from its file's
/// directory. Source: the manual page gitignore(5), PATTERN FORMAT, read 2026-11-24.
final class Ignored {
  static final Ignored NOTHING = new Ignored(List.of());
  private static final int RULES_MAX = 1_000;

  private final List<Rule> rules;

  private Ignored(List<Rule> rules) {
    this.rules = rules;
  }

  /// These rules, then those of the file `text` in `directory`: empty, or a path that ends with
  /// `/`.
  Ignored with(String directory, String text) {
    var more = new ArrayList<>(rules);
    for (String line : text.split("\\R", -1)) {
      String rule = line.stripTrailing();
      if (rule.isEmpty()
          || rule.startsWith("#")
          || more.size() >= RULES_MAX
          || rule.length() > Glob.PATTERN_CHARS_MAX) {
        continue;
      }
      more.add(rule(directory, rule));
    }
    return new Ignored(List.copyOf(more));
  }

  private static Rule rule(String directory, String line) {
    boolean isTakenBack = line.startsWith("!");
    String pattern = isTakenBack ? line.substring(1) : line;
    boolean isForDirectories = pattern.endsWith("/");
    if (isForDirectories) pattern = pattern.substring(0, pattern.length() - 1);
    boolean isAnchored = pattern.contains("/");
    if (pattern.startsWith("/")) pattern = pattern.substring(1);
    return new Rule(
        directory, new Glob(isAnchored ? pattern : "**/" + pattern), isTakenBack, isForDirectories);
  }

  boolean covers(String path, boolean isDirectory) {
    boolean isIgnored = false;
    for (Rule rule : rules) {
      if (rule.matches(path, isDirectory)) isIgnored = !rule.isTakenBack();
    }
    return isIgnored;
  }

  private record Rule(String directory, Glob glob, boolean isTakenBack, boolean isForDirectories) {
    boolean matches(String path, boolean isDirectory) {
      if (isForDirectories && !isDirectory) return false;
      return path.startsWith(directory) && glob.matchesWhole(path.substring(directory.length()));
    }
  }
}
