package dev.nanobot.sim;

import dev.nanobot.sim.FaultyDatabase.Mutant;
import dev.nanobot.sim.FaultyDatabase.Odds;

/// What happens in one simulated run, beside what its seed decides.
record Scenario(
    int processes,
    int sessions,
    int messages,
    Odds odds,
    Mutant mutant,
    boolean acknowledgesFirst,
    Life life) {
  static final Scenario STANDARD =
      new Scenario(2, 3, 5, new Odds(60, 400), Mutant.NONE, false, Life.TALKING);

  static final Scenario DELEGATING =
      new Scenario(2, 2, 4, new Odds(60, 400), Mutant.NONE, false, Life.DELEGATING);

  static final Scenario THRIFTY =
      new Scenario(2, 3, 8, new Odds(60, 400), Mutant.NONE, false, Life.THRIFTY);

  /// What people and models do beside talking.
  enum Life {
    TALKING,
    /// The model gives work to subagents.
    DELEGATING,
    /// There are limits, which nobody reaches, and people have their conversations compacted.
    THRIFTY
  }

  boolean delegates() {
    return life == Life.DELEGATING;
  }

  boolean isThrifty() {
    return life == Life.THRIFTY;
  }

  Scenario with(Mutant planted) {
    return new Scenario(processes, sessions, messages, odds, planted, acknowledgesFirst, life);
  }

  Scenario acknowledgingFirst() {
    return new Scenario(processes, sessions, messages, odds, mutant, true, life);
  }

  Scenario with(Odds others) {
    return new Scenario(processes, sessions, messages, others, mutant, acknowledgesFirst, life);
  }
}
