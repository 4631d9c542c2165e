package dev.nanobot.message;

/// What may be shown while a turn runs. Lossy, never the truth: whoever missed some reads the
/// transcript.
public sealed interface Event {
  record TextDelta(String text) implements Event {}

  record ThinkingDelta(String text) implements Event {}

  /// The text and thinking shown so far of this reply are void: it is asked for again.
  record Discarded(String reason) implements Event {}

  record ToolStarted(String callId, String tool, String arguments) implements Event {}

  record ToolFinished(String callId, String tool, String text, boolean failed) implements Event {}

  /// A message came into the session.
  record Arrived(long messageId) implements Event {}

  /// What was shown so far is in the transcript now, or in the outbox.
  record Committed() implements Event {}

  /// The turn is over: it was answered, stopped, or failed.
  record TurnEnded() implements Event {}
}
