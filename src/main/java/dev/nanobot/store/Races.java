package dev.nanobot.store;

import dev.nanobot.store.Store.Race;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Counts of races that were detected, and came to nothing because they were.
final class Races {
  static final String DUPLICATE_ARRIVAL = "duplicate arrival ignored";
  static final String LATE_WRITE = "late write fenced";
  static final String LEASE_WAIT = "waited over a second for a lease";
  static final String WORKER_GONE = "worker gone, its work taken over";
  static final String LATE_SENDER = "late sender fenced";
  static final String SENT_AGAIN = "message sent again after an unknown result";

  static final String MEMORY_CHANGED = "memory changed meanwhile, nothing written";
  static final String SLOT_TAKEN = "slot of a job taken by another instance";
  static final String JOB_CHANGED = "job changed by somebody else";

  private Races() {}

  static void count(Sql sql, String name, long times) throws SQLException {
    sql.update(
        """
        insert into race (name, count, last_at)
        values (?, ?, cast(unixepoch('subsec') * 1000 as integer))
        on conflict (name) do update set count = count + excluded.count, last_at = excluded.last_at
        """,
        name,
        times);
  }

  static List<Race> all(Sql sql) throws SQLException {
    return sql.list(
        row -> new Race(row.getString(1), row.getLong(2), Instant.ofEpochMilli(row.getLong(3))),
        "select name, count, last_at from race order by name");
  }
}
