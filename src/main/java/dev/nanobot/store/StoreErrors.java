package dev.nanobot.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Says in one sentence what a database error means and what to do.
final class StoreErrors {
  private static final String FULL =
      "the disk is full: free some space; nothing that was accepted is lost";

  private StoreErrors() {}

  static StoreException of(SQLException e) {
    return new StoreException(sentence(e), e);
  }

  private static String sentence(SQLException e) {
    if (!(e instanceof SQLiteException failure)) return "the database failed: " + e.getMessage();
    if (failure.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) return FULL;
    return switch (failure.getResultCode().code & 0xff) {
      case 5, 6 -> "the database is busy: another program holds it for too long";
      case 8 -> "the database cannot be written: make its file and folder writable";
      case 10 -> "the disk failed while the database was read or written: check the disk";
      case 11, 26 -> "the database is damaged: restore it from a backup, or move it away";
      case 13 -> FULL;
      case 14 -> "the database cannot be opened: check that its folder exists and is writable";
      default -> "the database failed: " + e.getMessage();
    };
  }
}
