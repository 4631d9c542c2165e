package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import java.util.List;

/// The subagents of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteSubagents(Transactions transactions, SubagentRows rows) implements Subagents {
  @Override
  public List<Listed> list(SessionKey session) {
    return transactions.read(sql -> SubagentViews.list(sql, session));
  }

  @Override
  public List<Listed> newest(int subagentsMax) {
    return transactions.read(sql -> SubagentViews.newest(sql, subagentsMax));
  }

  @Override
  public List<Listed> of(long turn) {
    return transactions.read(sql -> SubagentViews.of(sql, turn));
  }

  @Override
  public Cancellation cancel(SessionKey session, String id) {
    return transactions.write(sql -> rows.cancel(sql, session, id, null));
  }

  @Override
  public List<SessionKey> stopping(SessionKey session) {
    return transactions.read(sql -> SubagentViews.stopping(sql, session));
  }
}
