package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Deletion;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

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
    List<String> family = new ArrayList<>(SubagentViews.family(sql, session));
    family.add(key);
    for (String member : family) if (isAtWork(sql, member)) return Deletion.RUNNING;
    for (String member : family) wipe(sql, SessionKey.parse(member), now);
    return Deletion.DELETED;
  }

  private static boolean isAtWork(Sql sql, String key) throws SQLException {
    return sql.number(
            """
            select exists (select 1 from turn where session = ?1 and state = 'running')
              or exists (select 1 from subagent
                where session = ?1 and state in ('queued', 'running'))
            """,
            key)
        == 1;
  }

  private static void wipe(Sql sql, SessionKey session, long now) throws SQLException {
    String key = session.value();
    SlotRows.endOfWaiting(sql, session, "session deleted", now);
    sql.update(
        """
        update inbox set state = 'superseded', reason = 'session deleted', ended_at = ?
        where session = ? and state = 'new'
        """,
        now,
        key);
    sql.update("update inbox set text = '', memo = '' where session = ?", key);
    // What it has to say elsewhere was accepted: it is said.
    sql.update(
        """
        delete from outbox where session = ?1 or state in ('sent', 'dead')
          and turn in (select id from turn where session = ?1)
        """,
        key);
    sql.update("delete from step where turn in (select id from turn where session = ?)", key);
    RecallRows.forget(sql, session);
    sql.update("delete from summary where session = ?", key);
    sql.update("delete from transcript where session = ?", key);
    RecallRows.stepBack(sql);
    AttachmentRows.forget(sql, session);
    sql.update("delete from turn where session = ?", key);
    sql.update("delete from seen where session = ?", key);
    sql.update("delete from cursor where channel = ?", ConsolidationRows.cursor(session));
    sql.update("delete from cursor where channel = ?", SummaryRows.cursor(session));
    sql.update("delete from subagent where session = ?", key);
    AskRows.forget(sql, session);
    sql.update(
        """
        update session set is_deleted = 1, waiting_since = null, settings = '{}' where key = ?
        """,
        key);
  }
}
