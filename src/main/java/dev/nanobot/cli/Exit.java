package dev.nanobot.cli;

/// How a command ended, as scripts see it.
enum Exit {
  DONE(0),
  /// Failed for a reason that was told.
  FAILED(1),
  /// Wrong usage, or a configuration or a store that cannot be used.
  USAGE(2),
  /// No model is configured where one is needed.
  NO_MODEL(3),
  NOT_FOUND(4),
  /// Somebody else is at it.
  CONFLICT(5),
  /// Accepted, but not finished in the time given.
  UNFINISHED(6),
  UNREACHABLE(7),
  /// Finished, but the message is dead.
  DEAD(8),
  INTERRUPTED(130),
  CLOSED_PIPE(141),
  TERMINATED(143);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
