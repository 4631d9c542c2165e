package dev.nanobot.sim;

import dev.nanobot.sim.FaultyDatabase.Mutant;
import dev.nanobot.sim.FaultyDatabase.Odds;
import java.util.List;

/// What happens in one simulated run, beside what its seed decides.
record Scenario(
    int processes,
    int sessions,
    int messages,
    Odds odds,
    Mutant mutant,
    Planted planted,
    Life life) {
  static final Scenario STANDARD =
      new Scenario(2, 3, 5, new Odds(60, 400), Mutant.NONE, Planted.NONE, Life.TALKING);

  static final Scenario DELEGATING =
      new Scenario(2, 2, 4, new Odds(60, 400), Mutant.NONE, Planted.NONE, Life.DELEGATING);

  static final Scenario THRIFTY =
      new Scenario(2, 3, 8, new Odds(60, 400), Mutant.NONE, Planted.NONE, Life.THRIFTY);

  static final Scenario HOUSEHOLD =
      new Scenario(2, 3, 6, new Odds(150, 800), Mutant.NONE, Planted.NONE, Life.HOUSEHOLD);

  static final Scenario BRANCHING =
      new Scenario(2, 3, 6, new Odds(60, 400), Mutant.NONE, Planted.NONE, Life.BRANCHING);

  static final List<Scenario> ALL = List.of(STANDARD, DELEGATING, THRIFTY, HOUSEHOLD, BRANCHING);

  /// What people and models do beside talking.
  enum Life {
    TALKING,
    /// The model gives work to subagents.
    DELEGATING,
    /// There are limits, which nobody reaches, and people have their conversations compacted.
    THRIFTY,
    /// There are jobs, memory, programs that call and a heartbeat; people use control words.
    HOUSEHOLD,
    /// People ask in the place of what they asked before, go from branch to branch, take back and
    /// have messages tried again.
    BRANCHING
  }

  /// Bugs that are no other text of a statement.
  enum Planted {
    NONE,
    /// A platform is told before the message is stored.
    ACKNOWLEDGES_FIRST,
    /// An instance keeps the jobs that it loaded, and writes all of them back.
    CACHED_JOBS,
    /// When a job is changed, the jobs that are at work are begun again.
    RESTARTED_JOBS,
    /// A note is appended by reading the text, and writing all of it.
    HASTY_NOTES,
    /// Only the process that started a subagent knows of it.
    OWN_CHILDREN
  }

  boolean delegates() {
    return life == Life.DELEGATING;
  }

  boolean isThrifty() {
    return life == Life.THRIFTY;
  }

  boolean isHousehold() {
    return life == Life.HOUSEHOLD;
  }

  boolean isBranching() {
    return life == Life.BRANCHING;
  }

  Scenario with(Mutant other) {
    return new Scenario(processes, sessions, messages, odds, other, planted, life);
  }

  Scenario with(Planted other) {
    return new Scenario(processes, sessions, messages, odds, mutant, other, life);
  }

  Scenario with(Odds others) {
    return new Scenario(processes, sessions, messages, others, mutant, planted, life);
  }
}
