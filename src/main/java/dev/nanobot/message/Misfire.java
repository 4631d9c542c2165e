package dev.nanobot.message;

/// What becomes of the times of a job that passed while nothing ran.
public enum Misfire {
  /// The last one is made up for, late.
  RUN_ONCE,
  /// None.
  SKIP,
  /// Each, up to a limit.
  RUN_ALL
}
