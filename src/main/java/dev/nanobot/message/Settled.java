package dev.nanobot.message;

import java.util.List;

/// What joined the transcript when calls were settled: their results in the order of the calls,
/// then what arrived meanwhile; and in whose name the turn acts from now on.
public record Settled(List<Message> appended, Asker asker) {
  public Settled {
    appended = List.copyOf(appended);
  }
}
