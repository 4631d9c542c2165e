package dev.nanobot.store;

import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import java.util.List;

/// The imports of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteImports(Transactions transactions, ImportRows rows) implements Imports {
  @Override
  public Imported conversation(
      SessionKey session, String source, Principal principal, List<Dated> messages) {
    return transactions.write(sql -> rows.conversation(sql, session, source, principal, messages));
  }

  @Override
  public int known(String source) {
    return transactions.read(sql -> ImportRows.known(sql, source));
  }

  @Override
  public boolean isAllowed(Principal principal) {
    return transactions.read(sql -> ImportRows.isAllowed(sql, principal));
  }

  @Override
  public boolean allow(Principal principal) {
    return transactions.write(sql -> rows.allow(sql, principal));
  }
}
