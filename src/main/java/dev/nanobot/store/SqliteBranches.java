package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Receipt;
import java.util.List;

/// The branches of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteBranches(Transactions transactions, ArrivalRows arrivals, AttachmentRows attachments)
    implements Branches {
  @Override
  public List<Fork> forks(SessionKey session) {
    return transactions.read(sql -> WayRows.forks(sql, session));
  }

  @Override
  public Choice choose(SessionKey session, long turn) {
    return transactions.write(sql -> WayRows.choose(sql, session, turn));
  }

  @Override
  public Receipt ask(Inbound message, long turn) {
    return transactions.write(
        sql -> {
          var earlier = arrivals.earlier(sql, message);
          if (earlier.isPresent()) return earlier.get();
          Choice choice = WayRows.leave(sql, message.session(), turn);
          if (choice != Choice.CHOSEN) throw new BranchRefused(choice);
          Receipt receipt = arrivals.take(sql, message.with(attachments.own(sql, message)));
          WayRows.note(sql, receipt.messageId(), turn);
          return receipt;
        });
  }
}
