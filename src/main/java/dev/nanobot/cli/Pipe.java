package dev.nanobot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Optional;

/// A conversation with a program: each line is said, its answer printed, then an empty line.
final class Pipe {
  private Pipe() {}

  /// Talks until the input ends; returns how the last message that failed did.
  static Exit run(Shell shell, Asking asking) {
    var in = new BufferedReader(new InputStreamReader(shell.streams().in(), UTF_8));
    Exit exit = Exit.DONE;
    Optional<String> line = read(in);
    for (; line.isPresent(); line = read(in)) {
      if (line.get().isBlank()) continue;
      Exit ended = asking.askInPipe(line.get());
      if (ended == Exit.INTERRUPTED) return ended;
      if (ended != Exit.DONE) exit = ended;
    }
    return exit;
  }

  private static Optional<String> read(BufferedReader in) {
    try {
      return Optional.ofNullable(in.readLine());
    } catch (IOException e) {
      throw new Failure(Exit.FAILED, "Cannot read stdin", String.valueOf(e.getMessage()), "");
    }
  }
}
