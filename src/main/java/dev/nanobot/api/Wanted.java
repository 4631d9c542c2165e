package dev.nanobot.api;

import dev.nanobot.store.Asks.Line;
import dev.nanobot.store.Asks.Voice;
import dev.nanobot.web.Rejected;
import java.util.ArrayList;
import java.util.List;

/// What a program wants to be answered: a conversation that ends with what the program says, and
/// instructions for the answer to it.
record Wanted(List<Line> lines, String instructions) {
  /// The most lines of one conversation.
  static final int LINES_MAX = 2_000;

  Wanted {
    lines = List.copyOf(lines);
  }

  /// The last line alone.
  Wanted last() {
    return new Wanted(List.of(lines.getLast()), instructions);
  }

  /// Gathers a conversation from what is said in it.
  ///
  /// Owned by the thread that reads a request.
  static final class Draft {
    private final String parameter;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> instructions = new ArrayList<>();

    /// `parameter` holds the conversation.
    Draft(String parameter) {
      this.parameter = parameter;
    }

    void instruct(String text) {
      if (!text.isBlank()) instructions.add(text);
    }

    void say(Line line) {
      boolean isEmpty = line.text().isBlank() && line.files().isEmpty();
      if (!isEmpty) lines.add(line);
    }

    /// @throws Rejected when it does not end with something that the program says
    Wanted done() {
      if (lines.isEmpty()) throw Rejected.invalid(parameter, "something that is said");
      if (lines.size() > LINES_MAX) {
        throw Rejected.invalid(parameter, "at most " + LINES_MAX + " messages");
      }
      if (lines.getLast().voice() != Voice.CALLER) {
        throw Rejected.invalid(parameter, "ended by a message of the user");
      }
      return new Wanted(lines, String.join("\n\n", instructions));
    }
  }
}
