package dev.nanobot.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Long texts that were pasted: in the line they are a placeholder, what is said is the text.
///
/// Owned by the thread that reads keys.
final class Pastes {
  /// The most lines that are shown as they are.
  static final int LINES_SHOWN_MAX = 10;

  /// The most characters that are shown as they are.
  static final int CHARS_SHOWN_MAX = 2_000;

  /// So many are remembered for lines that come back from the history.
  static final int HELD_MAX = 100;

  private final Map<String, String> held = new LinkedHashMap<>(); // text by placeholder

  /// What the line shows of `pasted`.
  String shown(String pasted) {
    long lines = pasted.lines().count();
    if (lines <= LINES_SHOWN_MAX && pasted.length() <= CHARS_SHOWN_MAX) return pasted;
    String size = lines == 1 ? pasted.length() + " characters" : lines + " lines";
    String placeholder = "[pasted " + size + "]";
    for (int i = 2; held.containsKey(placeholder); i++) {
      placeholder = "[pasted " + size + ", " + i + "]";
    }
    if (held.size() == HELD_MAX) held.remove(held.keySet().iterator().next());
    held.put(placeholder, pasted);
    return placeholder;
  }

  /// The line with each placeholder replaced by its text.
  String expanded(String line) {
    if (held.isEmpty()) return line;
    var placeholders =
        Pattern.compile(
            held.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
    return placeholders
        .matcher(line)
        .replaceAll(
            found -> Matcher.quoteReplacement(held.getOrDefault(found.group(), found.group())));
  }
}
