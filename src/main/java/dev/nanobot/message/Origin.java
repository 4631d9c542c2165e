package dev.nanobot.message;

/// What brought a message.
public enum Origin {
  /// Somebody said it in a chat.
  PERSON,
  /// A subagent reports to the session that asked for it.
  SUBAGENT,
  /// The time of a job, or of the heartbeat, has come.
  SCHEDULE,
  /// A local program calls.
  TRIGGER,
  /// A remote program calls.
  WEBHOOK,
  /// The gateway looks after a session.
  UPKEEP;

  /// Whether it belongs to the conversation and may join a turn that runs. What does not gets a
  /// turn of its own.
  public boolean isConversation() {
    return this == PERSON || this == SUBAGENT;
  }
}
