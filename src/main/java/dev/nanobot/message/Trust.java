package dev.nanobot.message;

/// How far a sender's word goes.
public enum Trust {
  /// May do everything, also decide for others.
  OWNER,
  /// May talk to the agent.
  ALLOWED,
  /// The gateway itself: schedules, subagents.
  SYSTEM
}
