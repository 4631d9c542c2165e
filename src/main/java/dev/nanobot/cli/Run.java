package dev.nanobot.cli;

/// A piece of text of one look; `codes` are parameters of the terminal's SGR sequence, or empty.
record Run(String text, String codes) {
  Run {
    text = Visible.of(text);
  }

  static Run plain(String text) {
    return new Run(text, "");
  }
}
