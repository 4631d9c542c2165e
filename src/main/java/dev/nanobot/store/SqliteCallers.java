package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.store.Store.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The callers of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteCallers(Transactions transactions, CallerRows rows) implements Callers {
  @Override
  public boolean bind(Caller caller) {
    return transactions.write(sql -> rows.bind(sql, caller));
  }

  @Override
  public Receipt bind(Inbound message, Caller caller, Function<Boolean, String> answer) {
    return transactions.write(sql -> rows.bind(sql, message, caller, answer));
  }

  @Override
  public boolean remove(String name) {
    return transactions.write(sql -> CallerRows.remove(sql, name));
  }

  @Override
  public Optional<Caller> find(String name) {
    return transactions.read(sql -> CallerRows.find(sql, name));
  }

  @Override
  public List<Caller> all() {
    return transactions.read(CallerRows::all);
  }

  @Override
  public Optional<Receipt> call(Inbound message, int waitingMax) {
    return transactions.write(sql -> rows.call(sql, message, waitingMax));
  }

  @Override
  public Optional<Receipt> callAnew(Inbound message) {
    return transactions.write(sql -> rows.callAnew(sql, message));
  }
}
