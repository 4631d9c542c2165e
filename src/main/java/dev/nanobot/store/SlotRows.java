package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Schedules.OfJob;
import dev.nanobot.store.Schedules.Slot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The rows of `cron_run`: what became of the slots of jobs.
///
/// Every method runs inside a transaction of the caller.
final class SlotRows {
  private SlotRows() {}

  /// Puts a slot down. One that is there already stays as it is.
  static void put(Sql sql, String job, Instant slot, String state, String reason, long now)
      throws SQLException {
    sql.update(
        """
        insert into cron_run (job, slot, state, reason, at) values (?, ?, ?, ?, ?)
        on conflict (job, slot) do nothing
        """,
        job,
        slot.toEpochMilli(),
        state,
        reason,
        now);
  }

  /// Puts a slot down that became a message; false when it is there already.
  static boolean fired(Sql sql, String job, Instant slot, String reason, long now)
      throws SQLException {
    int rows =
        sql.update(
            """
        insert into cron_run (job, slot, state, reason, at) values (?, ?, 'fired', ?, ?)
        on conflict (job, slot) do nothing
        """,
            job,
            slot.toEpochMilli(),
            reason,
            now);
    return rows > 0;
  }

  static void became(Sql sql, String job, Instant slot, long message) throws SQLException {
    sql.updateOne(
        "update cron_run set message = ? where job = ? and slot = ?",
        message,
        job,
        slot.toEpochMilli());
  }

  /// The slot of a job whose message waits or is being answered.
  static Optional<Instant> underWay(Sql sql, String job) throws SQLException {
    return sql.first(
        row -> Instant.ofEpochMilli(row.getLong(1)),
        "select slot from cron_run where job = ? and state = 'fired' order by slot desc limit 1",
        job);
  }

  /// The messages of a turn have come to an end.
  static void endOfTurn(Sql sql, long turn, String state, String reason, long now)
      throws SQLException {
    sql.update(
        """
        update cron_run set state = ?, reason = trim(reason || ' ' || ?), at = ?
        where state = 'fired' and message in (select id from inbox where turn = ?)
        """,
        state,
        reason,
        now,
        turn);
  }

  /// The messages that wait in a session will not be answered. Call it before they are superseded.
  static void endOfWaiting(Sql sql, SessionKey session, String reason, long now)
      throws SQLException {
    sql.update(
        """
        update cron_run set state = 'failed', reason = trim(reason || ' ' || ?), at = ?
        where state = 'fired'
          and message in (select id from inbox where session = ? and state = 'new')
        """,
        reason,
        now,
        session.value());
  }

  /// A message that waits will not be answered. Call it before it is superseded.
  static void endOfMessage(Sql sql, long message, String reason, long now) throws SQLException {
    sql.update(
        """
        update cron_run set state = 'failed', reason = trim(reason || ' ' || ?), at = ?
        where state = 'fired' and message = ?
        """,
        reason,
        now,
        message);
  }

  /// Leaves the newest slots of a job, and those that are not over.
  static void prune(Sql sql, String job) throws SQLException {
    sql.update(
        """
        delete from cron_run where job = ?1 and state <> 'fired' and slot <= (
          select slot from cron_run where job = ?1 order by slot desc limit 1 offset ?2)
        """,
        job,
        Schedules.HISTORY_MAX);
  }

  static List<Slot> history(Sql sql, String job, int slotsMax) throws SQLException {
    return sql.list(
        SlotRows::slot,
        """
        select slot, state, reason, coalesce(message, 0), at from cron_run
        where job = ? order by slot desc limit ?
        """,
        job,
        slotsMax);
  }

  /// The slots of all jobs that there are from an instant on, the newest first.
  static List<OfJob> since(Sql sql, Instant from, int slotsMax) throws SQLException {
    return sql.list(
        row -> new OfJob(row.getString(6), slot(row)),
        """
        select r.slot, r.state, r.reason, coalesce(r.message, 0), r.at, r.job
        from cron_job j join cron_run r on r.job = j.id and r.slot >= ?
        order by r.slot desc, r.job limit ?
        """,
        from.toEpochMilli(),
        slotsMax);
  }

  private static Slot slot(ResultSet row) throws SQLException {
    return new Slot(
        Instant.ofEpochMilli(row.getLong(1)),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        Instant.ofEpochMilli(row.getLong(5)));
  }
}
