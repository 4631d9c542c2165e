package dev.nanobot.cli;

import java.util.Map;

/// How one stream is written: with colour or without, with signs or in ASCII.
///
/// Colour never carries meaning alone.
record Style(boolean isColoured, boolean isUtf8) {
  static final String BOLD = "1";
  static final String DIM = "2";
  static final String ITALIC = "3";
  static final String UNDERLINE = "4";
  static final String RED = "31";
  static final String GREEN = "32";
  static final String YELLOW = "33";
  static final String CYAN = "36";

  private static final String ESCAPE = "\u001b[";

  /// Decides as people expect: a flag before the environment, the environment before the stream.
  static Style of(
      boolean isRefused, Map<String, String> environment, boolean isTerminal, boolean isUtf8) {
    boolean isForced = !environment.getOrDefault("FORCE_COLOR", "").isEmpty();
    boolean isUnwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    boolean isDumb = environment.getOrDefault("TERM", "").equals("dumb");
    boolean isColoured = !isRefused && !isUnwanted && (isForced || (isTerminal && !isDumb));
    return new Style(isColoured, isUtf8);
  }

  String paint(String codes, String text) {
    boolean isPlain = !isColoured || codes.isEmpty() || text.isEmpty();
    return isPlain ? text : ESCAPE + codes + "m" + text + ESCAPE + "0m";
  }

  String done() {
    return paint(GREEN, isUtf8 ? "✓" : "ok");
  }

  String warning() {
    return paint(YELLOW, isUtf8 ? "!" : "warn");
  }

  String failed() {
    return paint(RED, isUtf8 ? "✗" : "fail");
  }
}
