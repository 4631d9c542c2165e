package dev.nanobot.store;

import dev.nanobot.message.Upload;
import dev.nanobot.store.AttachmentRows.Draft;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The asks of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteAsks(Transactions transactions, AskRows rows) implements Asks {
  @Override
  public Taken take(Ask ask, int waitingMax) {
    Map<Upload, Draft> drafts = AskRows.drafts(ask);
    return transactions.write(sql -> rows.take(sql, ask, drafts, waitingMax));
  }

  @Override
  public Optional<Asked> find(String id) {
    return transactions.read(sql -> AskRows.find(sql, id));
  }

  @Override
  public Optional<Answer> answer(long message) {
    return transactions.read(sql -> AnswerRows.of(sql, message));
  }

  @Override
  public List<Brought> brought(String id) {
    return transactions.read(sql -> AskRows.brought(sql, id));
  }

  @Override
  public boolean delete(String id) {
    return transactions.write(sql -> rows.delete(sql, id));
  }
}
