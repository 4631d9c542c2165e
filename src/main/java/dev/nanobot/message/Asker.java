package dev.nanobot.message;

/// In whose name a turn acts: the least trusted of those whose messages it took. `isOnSchedule`
/// says that no person spoke: time alone began it, however many subagents ago. `instructions` is
/// what a program that asked wants the model to be told behind everything else; empty for nothing.
public record Asker(Principal principal, Trust trust, boolean isOnSchedule, String instructions) {
  public Asker(Principal principal, Trust trust, boolean isOnSchedule) {
    this(principal, trust, isOnSchedule, "");
  }

  public Asker(Principal principal, Trust trust) {
    this(principal, trust, false);
  }
}
