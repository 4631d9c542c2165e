package dev.nanobot.gateway;

/// A text of one line as Markdown that shows it as it is, whatever it holds. CommonMark 0.31.2,
/// 6.1.
final class Literal {
  private Literal() {}

  static String of(String text) {
    if (text.indexOf('`') < 0) return "`" + text + "`";
    String fence = "`";
    while (text.contains(fence)) fence += "`";
    return fence + " " + text + " " + fence;
  }
}
