package dev.nanobot.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The transactions of one SQLite file: writes go through the writer's thread, reads through the
/// readers' threads.
///
/// Shared: immutable.
record Transactions(Writer writer, Readers readers) {
  private static final Logger log = LoggerFactory.getLogger(Transactions.class);

  <T> T write(Writer.Work<T> work) {
    return writer.run(work);
  }

  <T> T read(Writer.Work<T> work) {
    return readers.run(work);
  }

  void act(Writer.Change change) {
    writer.run(change.asWork());
  }

  void fence(Writer.Change change) {
    fenced(change.asWork());
  }

  /// A write under a lease. That a late writer was fenced is counted, in a transaction of its own.
  <T> T fenced(Writer.Work<T> work) {
    try {
      return writer.run(work);
    } catch (LeaseLost e) {
      act(sql -> Races.count(sql, Races.LATE_WRITE, 1));
      throw e;
    }
  }

  /// Looks for damage.
  ///
  /// @throws StoreException when there is some
  void check() {
    String result =
        read(sql -> sql.first(row -> row.getString(1), "pragma quick_check(1)"))
            .orElse("no answer");
    log.info("the last run did not end cleanly; the database was checked: {}", result);
    if (!result.equals("ok")) {
      throw new StoreException(
          "the database is damaged (" + result + "): restore it from a backup, or move it away",
          null);
    }
  }
}
