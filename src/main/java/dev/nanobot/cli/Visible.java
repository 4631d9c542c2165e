package dev.nanobot.cli;

/// Text from elsewhere made safe for a terminal: what would move the cursor, change a setting or
/// reorder the line is shown by its number. Newlines stay, a tab is four spaces.
final class Visible {
  private static final String TAB = "    ";

  private Visible() {}

  static String of(String text) {
    if (text.codePoints().allMatch(Visible::isPlain)) return text;
    var visible = new StringBuilder(text.length());
    text.replace("\r\n", "\n")
        .codePoints()
        .forEach(
            c -> {
              if (isPlain(c)) visible.appendCodePoint(c);
              else if (c == '\t') visible.append(TAB);
              else visible.append(String.format("U+%04X", c));
            });
    return visible.toString();
  }

  private static boolean isPlain(int c) {
    if (c == '\n' || (c >= ' ' && c < 0x7f)) return true;
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      case Character.FORMAT -> isJoiner(c);
      default -> true;
    };
  }

  /// Parts of emoji and of several scripts; they change nothing outside their own cluster.
  private static boolean isJoiner(int c) {
    boolean isTag = c >= 0xe0020 && c <= 0xe007f;
    return c == 0x200d || c == 0x200c || c == 0xad || isTag;
  }
}
