package dev.nanobot.cli;

/// A command cannot do what it was asked. `what` failed, `why`, and `hint`: what to do about it,
/// as a command to copy where there is one. `why` and `hint` may be empty.
final class Failure extends RuntimeException {
  private final Exit exit;
  private final String why;
  private final String hint;

  Failure(Exit exit, String what, String why, String hint) {
    super(what);
    this.exit = exit;
    this.why = why;
    this.hint = hint;
  }

  Exit exit() {
    return exit;
  }

  String why() {
    return why;
  }

  String hint() {
    return hint;
  }
}
