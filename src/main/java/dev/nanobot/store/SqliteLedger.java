package dev.nanobot.store;

import dev.nanobot.message.Budgets;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reservation;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ledger of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteLedger(Transactions transactions, LedgerRows rows, TurnRows turns) implements Ledger {
  @Override
  public LocalDate today() {
    return rows.today();
  }

  @Override
  public List<Spent> spent(
      LocalDate first, LocalDate last, Grouping by, Map<Grouping, String> only) {
    return transactions.read(sql -> LedgerRows.spent(sql, first, last, by, only));
  }

  @Override
  public Optional<Overdraft> reserve(Lease lease, Reservation wanted, Budgets budgets) {
    return transactions.fenced(
        sql -> rows.reserve(sql, lease, turns.prove(sql, lease).turn(), wanted, budgets));
  }

  @Override
  public void release(Lease lease) {
    transactions.fence(sql -> rows.release(sql, lease, turns.prove(sql, lease).turn()));
  }

  @Override
  public void waste(Lease lease, Reply reply) {
    transactions.fence(sql -> rows.answered(sql, lease, turns.prove(sql, lease).turn(), reply));
  }

  @Override
  public void forfeit(Lease lease) {
    transactions.fence(sql -> rows.forfeit(sql, turns.prove(sql, lease).turn()));
  }
}
