package dev.nanobot.message;

/// The beginning of a text, counted in code points: no character is halved.
public final class Excerpt {
  private Excerpt() {}

  /// At most `charsMax` characters of it; the text itself where it has no more.
  public static String of(String text, int charsMax) {
    int chars = Math.min(charsMax, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, chars));
  }

  /// The same, which says when it is not all.
  public static String marked(String text, int charsMax) {
    String beginning = of(text, charsMax);
    return beginning.length() < text.length() ? beginning + "…" : text;
  }
}
