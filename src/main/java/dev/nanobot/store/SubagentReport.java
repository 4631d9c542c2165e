package dev.nanobot.store;

/// What a session is told of the end of a subagent that it asked for.
final class SubagentReport {
  /// The most of a result that is told, in characters.
  static final int RESULT_CHARS_MAX = 16_000;

  /// The most of a task that is repeated, in characters.
  static final int TASK_CHARS_MAX = 1_000;

  /// How one can end; `state` is that of its row.
  enum Ending {
    DONE("done", "completed"),
    STEPS("failed", "ran out of steps"),
    FAILED("failed", "failed"),
    NO_ROOM("failed", "was not started"),
    CANCELLED("cancelled", "was cancelled");

    final String state;
    final String words;

    Ending(String state, String words) {
      this.state = state;
      this.words = words;
    }

    /// Whether it said something at its end.
    boolean isAnswer() {
      return this == DONE || this == STEPS;
    }
  }

  private SubagentReport() {}

  static String text(String label, String task, Ending end, String result) {
    String text =
        "[Subagent \"%s\" %s]\n\nTask:\n%s".formatted(label, end.words, cut(task, TASK_CHARS_MAX));
    return result.isBlank() ? text : text + "\n\nResult:\n" + cut(result, RESULT_CHARS_MAX);
  }

  /// At most so many characters, never half of one; says how many are missing.
  private static String cut(String text, int charsMax) {
    if (text.length() <= charsMax) return text;
    int end = Character.isLowSurrogate(text.charAt(charsMax)) ? charsMax - 1 : charsMax;
    return text.substring(0, end) + "\n[cut: %,d more characters]".formatted(text.length() - end);
  }
}
