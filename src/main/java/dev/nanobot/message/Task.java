package dev.nanobot.message;

/// What a turn is for.
public enum Task {
  /// To answer.
  TALK,
  /// To put a summary in the place of a conversation's beginning.
  COMPACT,
  /// To move what a conversation taught into long-term memory.
  CONSOLIDATE
}
