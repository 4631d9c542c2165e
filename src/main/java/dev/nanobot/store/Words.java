package dev.nanobot.store;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Words as the index has them. In scripts that put no spaces between words, each character counts
/// as one.
final class Words {
  private static final int WORDS_MAX = 32;

  private static final String SPACELESS =
      "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}]";
  private static final Pattern BEFORE_SPACELESS =
      Pattern.compile("(?<=[\\p{L}\\p{M}\\p{N}])(?=" + SPACELESS + ")");
  private static final Pattern BEHIND_SPACELESS =
      Pattern.compile("(?<=" + SPACELESS + ")(?=[\\p{L}\\p{M}\\p{N}])");
  private static final Pattern BETWEEN =
      Pattern.compile("(?<=" + SPACELESS + ") (?=" + SPACELESS + ")");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  private Words() {}

  static String apart(String text) {
    String before = BEFORE_SPACELESS.matcher(text).replaceAll(" ");
    return BEHIND_SPACELESS.matcher(before).replaceAll(" ");
  }

  static String together(String text) {
    return BETWEEN.matcher(text).replaceAll("");
  }

  /// The words of any text, each quoted for a query of the index.
  static List<String> quoted(String text) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find() && words.size() < WORDS_MAX) words.add('"' + apart(word.group()) + '"');
    return words;
  }
}
