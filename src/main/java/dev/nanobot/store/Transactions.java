package dev.nanobot.store;

/// The transactions of one SQLite file: writes go through the writer's thread, reads through the
/// readers' threads.
///
/// Shared: immutable.
record Transactions(Writer writer, Readers readers) {
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
}
