package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Subagents.Listed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// What can be asked about subagents.
///
/// Every method runs inside a transaction or a read of the caller.
final class SubagentViews {
  /// The sessions below ?1: of its subagents, of theirs, and so on.
  static final String FAMILY =
      """
      with recursive family (key) as (
        select session from subagent where parent = ?1
        union select s.session from subagent s join family f on s.parent = f.key)
      """;

  private static final String LISTED =
      """
      select a.session, a.label, a.state, a.reason,
        coalesce(a.ended_at, a.started_at, a.created_at),
        (select count(*) from turn t join step on step.turn = t.id
          where t.session = a.session and step.kind = 'model'),
        a.parent
      from subagent a
      """;

  private SubagentViews() {}

  static List<Listed> list(Sql sql, SessionKey session) throws SQLException {
    return sql.list(
        SubagentViews::listed,
        FAMILY
            + LISTED
            + """
            where a.session in (select key from family) and (a.state in ('queued', 'running')
              or a.id in (select e.id from family join subagent e on e.session = family.key
                where e.ended_at is not null order by e.ended_at desc, e.id desc limit ?2))
            order by a.id
            """,
        session.value(),
        Subagents.ENDED_LISTED_MAX);
  }

  static List<Listed> newest(Sql sql, int subagentsMax) throws SQLException {
    return sql.list(SubagentViews::listed, LISTED + "order by a.id desc limit ?", subagentsMax);
  }

  static List<Listed> of(Sql sql, long turn) throws SQLException {
    return sql.list(SubagentViews::listed, LISTED + "where a.turn = ? order by a.id", turn);
  }

  /// The sessions below `session`, whatever their state.
  static List<String> family(Sql sql, SessionKey session) throws SQLException {
    return sql.list(row -> row.getString(1), FAMILY + "select key from family", session.value());
  }

  static List<SessionKey> stopping(Sql sql, SessionKey session) throws SQLException {
    return sql.list(
        row -> SessionKey.parse(row.getString(1)),
        FAMILY
            + """
            select t.session from (select ?1 as key union all select key from family) member
            join turn t on t.session = member.key
            where t.state = 'running' and t.is_stopped = 1
            union
            select key from session
            where key = ?1 and lease_owner is not null
              and not exists (select 1 from turn
                where turn.session = session.key and turn.state = 'running')
            """,
        session.value());
  }

  private static Listed listed(ResultSet row) throws SQLException {
    SessionKey session = SessionKey.parse(row.getString(1));
    return new Listed(
        session.chat(),
        session,
        SessionKey.parse(row.getString(7)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        Instant.ofEpochMilli(row.getLong(5)),
        row.getInt(6));
  }
}
