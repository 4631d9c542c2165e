package dev.nanobot.message;

/// A model's summary of a conversation's entries up to and with `upto`, the last of its turn.
public record Summary(long upto, Reply reply) {
  public Summary {
    if (reply.message().text().isBlank()) {
      throw new IllegalArgumentException("a summary says something");
    }
  }
}
