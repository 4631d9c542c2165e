package dev.nanobot.cli;

import dev.nanobot.message.Event;

/// What makes the screen of a conversation change.
sealed interface Beat {
  /// Something happened in a turn.
  record Happened(Event event) implements Beat {}

  /// A message was said and waits for its end.
  record Said(long messageId) implements Beat {}

  /// A note of the program itself.
  record Note(String text) implements Beat {}

  /// The conversation is over.
  record Over() implements Beat {}
}
