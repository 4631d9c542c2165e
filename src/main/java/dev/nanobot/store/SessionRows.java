package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Deletion;
import java.sql.SQLException;

/// Where a session's conversation begins anew, and the end of a session. Its row stays, so that its
/// epoch goes on growing and a writer from before is still fenced.
final class SessionRows {
  private SessionRows() {}

  /// No later turn sees what was said before.
  static void beginAnew(Sql sql, SessionKey session) throws SQLException {
    sql.updateOne(
        """
        update session set after_turn =
          (select coalesce(max(id), 0) from turn where turn.session = session.key)
        where key = ?
        """,
        session.value());
  }

  /// Removes a session. Its inbox rows stay without their text, so that a repeat from the platform
  /// is still known.
  static Deletion delete(Sql sql, SessionKey session, long now) throws SQLException {
    String key = session.value();
    long sessions =
        sql.number("select count(*) from session where key = ? and is_deleted = 0", key);
    if (sessions == 0) return Deletion.NOT_FOUND;
    long running =
        sql.number("select count(*) from turn where session = ? and state = 'running'", key);
    if (running > 0) return Deletion.RUNNING;
    sql.update(
        """
        update inbox set state = 'superseded', reason = 'session deleted', ended_at = ?
        where session = ? and state = 'new'
        """,
        now,
        key);
    sql.update("update inbox set text = '' where session = ?", key);
    sql.update(
        """
        delete from outbox where session = ? or turn in (select id from turn where session = ?)
        """,
        key,
        key);
    sql.update("delete from step where turn in (select id from turn where session = ?)", key);
    sql.update("delete from summary where session = ?", key);
    sql.update("delete from transcript where session = ?", key);
    sql.update("delete from turn where session = ?", key);
    sql.update("delete from seen where session = ?", key);
    sql.update("update session set is_deleted = 1, waiting_since = null where key = ?", key);
    return Deletion.DELETED;
  }
}
