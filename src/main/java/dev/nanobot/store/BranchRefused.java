package dev.nanobot.store;

import dev.nanobot.store.Branches.Choice;

/// A message cannot take the place of a turn. Nothing happened.
public final class BranchRefused extends RuntimeException {
  private final Choice choice;

  BranchRefused(Choice choice) {
    super("no branch: " + choice);
    this.choice = choice;
  }

  /// Why.
  public Choice choice() {
    return choice;
  }
}
