package dev.nanobot.store;

import dev.nanobot.message.Budgets;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reservation;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What models took, and what is set aside for questions that are being answered. Days are those of
/// the agent's zone. What an answer took is written in the transaction that commits the answer.
public interface Ledger {
  /// The day it is.
  LocalDate today();

  /// What was spent from a day to another, both included, in the order of the names.
  default List<Spent> spent(LocalDate first, LocalDate last, Grouping by) {
    return spent(first, last, by, Map.of());
  }

  /// The same of those alone whose names are as they are in `only`.
  List<Spent> spent(LocalDate first, LocalDate last, Grouping by, Map<Grouping, String> only);

  /// Sets aside what the running turn's next question may take, until it is answered; in place of
  /// what this lease set aside before. Nothing when a limit would be passed: which one is returned.
  ///
  /// A question of an earlier lease whose answer nobody has seen counts as spent.
  Optional<Overdraft> reserve(Lease lease, Reservation wanted, Budgets budgets);

  /// Gives back what was set aside: the question cost nothing.
  void release(Lease lease);

  /// Counts what an answer took of which nothing else is kept, in place of what was set aside for
  /// it.
  void waste(Lease lease, Reply reply);

  /// Counts what was set aside as spent: nobody knows what the question cost.
  void forfeit(Lease lease);

  /// What spending is told by.
  enum Grouping {
    DAY,
    PRINCIPAL,
    SESSION,
    JOB,
    MODEL
  }

  /// What `name` spent. `micros` are millionths of money; `unpriced` counts the calls whose price
  /// is unknown.
  record Spent(
      String name, long calls, long input, long output, long cached, long micros, long unpriced) {
    /// Both together, under the name of this.
    public Spent plus(Spent other) {
      return new Spent(
          name,
          calls + other.calls,
          input + other.input,
          output + other.output,
          cached + other.cached,
          micros + other.micros,
          unpriced + other.unpriced);
    }
  }
}
