package dev.nanobot.message;

/// In whose name a turn acts: the least trusted of those whose messages it took. `isUnattended`
/// says that no person spoke: time alone began it, or a program in the name of somebody who is not
/// the owner, however many subagents ago. `instructions` is what a program that asked wants the
/// model to be told behind everything else; empty for nothing.
public record Asker(Principal principal, Trust trust, boolean isUnattended, String instructions) {
  public Asker(Principal principal, Trust trust, boolean isUnattended) {
    this(principal, trust, isUnattended, "");
  }

  public Asker(Principal principal, Trust trust) {
    this(principal, trust, false);
  }
}
