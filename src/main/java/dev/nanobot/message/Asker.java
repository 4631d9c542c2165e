package dev.nanobot.message;

/// In whose name a turn acts: the least trusted of those whose messages it took. `isOnSchedule`
/// says that no person spoke: time alone began it, however many subagents ago.
public record Asker(Principal principal, Trust trust, boolean isOnSchedule) {
  public Asker(Principal principal, Trust trust) {
    this(principal, trust, false);
  }
}
