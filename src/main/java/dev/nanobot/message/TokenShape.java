package dev.nanobot.message;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/// A kind of secret that shows by how it is written: it begins with `anchor`, and goes on with
/// `rest` for as long as these characters last.
///
/// The beginnings are those that the vendors give their tokens so that they can be found.
record TokenShape(String kind, String anchor, IntPredicate rest, Predicate<String> isOne) {
  /// No token is longer.
  static final int CHARS_MAX = 4_096;

  /// No private key is longer.
  private static final int KEY_CHARS_MAX = 8_192;

  private static final int HEADING_CHARS_MAX = 64;
  private static final String BEGIN = "-----BEGIN";
  private static final String PRIVATE = "PRIVATE KEY-----";
  private static final String END = "-----END";
  private static final String DASHES = "-----";

  static final List<TokenShape> ALL =
      List.of(
          mixed("api-key", "sk-", 20),
          mixed("api-key", "xai-", 40),
          mixed("api-key", "gsk_", 40),
          mixed("api-key", "hf_", 30),
          mixed("api-key", "AIza", 35),
          mixed("github-token", "ghp_", 36),
          mixed("github-token", "gho_", 36),
          mixed("github-token", "ghu_", 36),
          mixed("github-token", "ghs_", 36),
          mixed("github-token", "ghr_", 36),
          mixed("github-token", "github_pat_", 40),
          mixed("gitlab-token", "glpat-", 20),
          mixed("slack-token", "xoxb-", 20),
          mixed("slack-token", "xoxp-", 20),
          mixed("slack-token", "xoxa-", 20),
          mixed("slack-token", "xoxr-", 20),
          mixed("slack-token", "xoxs-", 20),
          mixed("slack-token", "xapp-", 20),
          mixed("stripe-key", "sk_live_", 20),
          mixed("webhook-secret", "whsec_", 24, "+/=_-"),
          aws("AKIA"),
          aws("ASIA"),
          new TokenShape("jwt", "eyJ", c -> isWord(c) || c == '.', TokenShape::isJwt),
          new TokenShape("private-key", BEGIN, c -> false, text -> false));

  private static TokenShape mixed(String kind, String anchor, int charsMin) {
    return mixed(kind, anchor, charsMin, "_-");
  }

  private static TokenShape mixed(String kind, String anchor, int charsMin, String signs) {
    return new TokenShape(
        kind,
        anchor,
        c -> isPlain(c) || signs.indexOf(c) >= 0,
        text -> text.length() >= anchor.length() + charsMin && isRandom(text));
  }

  private static TokenShape aws(String anchor) {
    return new TokenShape(
        "aws-key",
        anchor,
        TokenShape::isPlain,
        text -> text.length() == 20 && text.chars().noneMatch(Character::isLowerCase));
  }

  private static boolean isPlain(int c) {
    return c < 0x7f && Character.isLetterOrDigit(c);
  }

  private static boolean isWord(int c) {
    return isPlain(c) || c == '_' || c == '-';
  }

  /// Words and dashes have hardly any digits; random characters have one in six.
  private static boolean isRandom(String text) {
    return text.chars().filter(Character::isDigit).count() >= 2;
  }

  private static boolean isJwt(String text) {
    String[] parts = text.split("\\.", -1);
    return parts.length >= 3 && parts[0].length() >= 10 && parts[1].startsWith("eyJ");
  }

  /// What stands at a place of a text: so many characters are a secret, or may become one when more
  /// text follows.
  record Look(int chars, boolean isOpen) {
    private static final Look NOTHING = new Look(0, false);
  }

  /// Looks at the anchor that stands at `at`, after `before`.
  Look look(String text, int at, char before) {
    if (anchor.equals(BEGIN)) return key(text, at);
    if (isPlain(before) || rest.test(before)) return Look.NOTHING;
    int limit = Math.min(text.length(), at + CHARS_MAX);
    int end = at + anchor.length();
    while (end < limit && rest.test(text.charAt(end))) end++;
    boolean isOpen = end == text.length() && end < at + CHARS_MAX;
    while (text.charAt(end - 1) == '.') end--;
    return new Look(isOne.test(text.substring(at, end)) ? end - at : 0, isOpen);
  }

  private static Look key(String text, int at) {
    int heading = text.indexOf(PRIVATE, at, Math.min(text.length(), at + HEADING_CHARS_MAX));
    if (heading < 0) return new Look(0, text.length() < at + HEADING_CHARS_MAX);
    int limit = Math.min(text.length(), at + KEY_CHARS_MAX);
    int last = text.indexOf(END, heading, limit);
    int end = last < 0 ? -1 : text.indexOf(DASHES, last + END.length(), limit);
    if (end >= 0) return new Look(end + DASHES.length() - at, false);
    return new Look(limit - at, limit < at + KEY_CHARS_MAX);
  }
}
