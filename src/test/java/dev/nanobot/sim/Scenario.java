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
    boolean acknowledgesFirst) {
  static final Scenario STANDARD = new Scenario(2, 3, 5, new Odds(60, 400), Mutant.NONE, false);

  Scenario with(Mutant planted) {
    return new Scenario(processes, sessions, messages, odds, planted, acknowledgesFirst);
  }

  Scenario acknowledgingFirst() {
    return new Scenario(processes, sessions, messages, odds, mutant, true);
  }

  Scenario with(Odds others) {
    return new Scenario(processes, sessions, messages, others, mutant, acknowledgesFirst);
  }
}
