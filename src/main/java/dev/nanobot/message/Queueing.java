package dev.nanobot.message;

/// What happens to messages that arrive in a session while a turn runs there.
public enum Queueing {
  /// They join the turn before its next question to the model.
  STEER,
  /// Each gets a turn of its own, afterwards.
  FOLLOWUP,
  /// They are gathered into one turn, afterwards.
  COLLECT,
  /// They end the turn, and begin the next.
  INTERRUPT;

  /// The session's setting that holds the name of one of these.
  public static final String SETTING = "queue";

  public boolean joinsRunningTurn() {
    return this == STEER;
  }

  public boolean isOneByOne() {
    return this == FOLLOWUP;
  }
}
