package dev.nanobot.message;

/// What running a tool again would do; after a crash it decides whether that happens.
public enum Effect {
  /// Changes nothing outside: run again.
  PURE,
  /// Running again with the same key changes nothing more: run again with it.
  IDEMPOTENT,
  /// Must never run twice: the model is told that the outcome is unknown.
  ONCE
}
