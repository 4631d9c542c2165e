package dev.nanobot.cli;

import java.io.Console;
import java.util.Optional;

/// Asks the person at the terminal.
final class Question {
  private final Shell shell;

  Question(Shell shell) {
    this.shell = shell;
  }

  /// The answer without the space around it; empty when there is none.
  String ask(String question) {
    return Optional.ofNullable(console().readLine("%s ", question)).orElse("").strip();
  }

  /// An answer that is not shown while it is typed.
  String askSecret(String question) {
    char[] answer = console().readPassword("%s ", question);
    return answer == null ? "" : new String(answer).strip();
  }

  private Console console() {
    shell.streams().out().flush();
    Console console = System.console();
    if (console == null) {
      throw new Failure(
          Exit.USAGE,
          "Nobody can be asked",
          "this is not a terminal",
          "say it with flags; see --help");
    }
    return console;
  }
}
