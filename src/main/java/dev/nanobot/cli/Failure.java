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

  /// Checks that an option's number is 1 to `most`; `what` could not be done with it.
  static void checkNumber(String option, int number, int most, String what, String hint) {
    if (number >= 1 && number <= most) return;
    throw new Failure(Exit.USAGE, "Cannot " + what, option + " takes 1 to " + most, hint);
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
