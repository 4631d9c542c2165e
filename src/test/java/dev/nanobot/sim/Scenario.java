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
    boolean delegates) {
  static final Scenario STANDARD =
      new Scenario(2, 3, 5, new Odds(60, 400), Mutant.NONE, false, false);

  /// The same with a model that gives work to subagents.
  static final Scenario DELEGATING =
      new Scenario(2, 2, 4, new Odds(60, 400), Mutant.NONE, false, true);

  Scenario with(Mutant planted) {
    return new Scenario(processes, sessions, messages, odds, planted, acknowledgesFirst, delegates);
  }

  Scenario acknowledgingFirst() {
    return new Scenario(processes, sessions, messages, odds, mutant, true, delegates);
  }

  Scenario with(Odds others) {
    return new Scenario(
        processes, sessions, messages, others, mutant, acknowledgesFirst, delegates);
  }
}
