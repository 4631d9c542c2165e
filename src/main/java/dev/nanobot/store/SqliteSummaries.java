package dev.nanobot.store;

import dev.nanobot.message.Past;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Summary;

/// The summaries of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteSummaries(Transactions transactions, SummaryRows rows) implements Summaries {
  @Override
  public Past past(SessionKey session, int entriesMax) {
    return transactions.read(sql -> SummaryRows.past(sql, session, entriesMax));
  }

  @Override
  public void begin(Lease lease) {
    transactions.fence(sql -> rows.begin(sql, lease));
  }

  @Override
  public void compact(Lease lease, Summary summary) {
    transactions.fence(sql -> rows.compact(sql, lease, summary));
  }

  @Override
  public void rest(Lease lease, int entries) {
    transactions.fence(sql -> rows.rest(sql, lease, entries));
  }

  @Override
  public boolean isResting(SessionKey session) {
    return transactions.read(sql -> SummaryRows.isResting(sql, session));
  }

  @Override
  public void finish(Lease lease, Summary summary, String answer) {
    transactions.fence(sql -> rows.finish(sql, lease, summary, answer));
  }

  @Override
  public void finish(Lease lease, String answer) {
    transactions.fence(sql -> rows.finish(sql, lease, answer));
  }

  @Override
  public int wake(Idle idle) {
    // Looking first keeps the write lock free.
    boolean isAny = transactions.read(sql -> !SummaryRows.idle(sql, idle).isEmpty());
    return isAny ? transactions.write(sql -> rows.wake(sql, idle)) : 0;
  }
}
