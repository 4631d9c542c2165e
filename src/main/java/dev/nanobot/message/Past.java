package dev.nanobot.message;

import java.util.List;

/// A conversation before the running turn: its newest summary, and the whole turns after that one,
/// the oldest first. `hasMore` says that more turns come after these.
public record Past(Recap recap, List<Said> entries, boolean hasMore) {
  public Past {
    entries = List.copyOf(entries);
  }

  /// An entry, with its place in the transcript and the turn it belongs to.
  public record Said(long seq, long turn, Message message) {}
}
