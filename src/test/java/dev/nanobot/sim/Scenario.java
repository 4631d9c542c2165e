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
    boolean isThrifty) {
  static final Scenario STANDARD =
      new Scenario(2, 3, 5, new Odds(60, 400), Mutant.NONE, false, false);

  /// With limits that nobody reaches, and people who have their conversations compacted.
  static final Scenario THRIFTY =
      new Scenario(2, 3, 8, new Odds(60, 400), Mutant.NONE, false, true);

  Scenario with(Mutant planted) {
    return new Scenario(processes, sessions, messages, odds, planted, acknowledgesFirst, isThrifty);
  }

  Scenario acknowledgingFirst() {
    return new Scenario(processes, sessions, messages, odds, mutant, true, isThrifty);
  }

  Scenario with(Odds others) {
    return new Scenario(
        processes, sessions, messages, others, mutant, acknowledgesFirst, isThrifty);
  }
}
