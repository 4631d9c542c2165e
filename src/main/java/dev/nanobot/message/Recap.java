package dev.nanobot.message;

import java.time.Instant;

/// What stands in the place of a conversation's beginning, and when it was written. An empty text
/// stands for nothing.
public record Recap(String text, Instant at) {
  public static final Recap NONE = new Recap("", Instant.EPOCH);

  public boolean isEmpty() {
    return text.isEmpty();
  }
}
