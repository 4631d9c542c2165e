package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Branches.Choice;
import dev.nanobot.store.Branches.Fork;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The way of a conversation through its branches: `parent`, `next` and `is_undone` of its turns.
///
/// Every method runs inside a transaction of the caller.
final class WayRows {
  /// The turns on the way back from the turn ?2, with it, and on from the turn ?3; 0 is no turn.
  private static final String WAY =
      """
      with recursive
        back (id, parent) as (
          select id, parent from turn where id = ?2
          union all select t.id, t.parent from back join turn t on t.id = back.parent),
        ahead (id, next) as (
          select id, next from turn where id = ?3
          union all select t.id, t.next from ahead join turn t on t.id = ahead.next),
        way (id) as (select id from back union select id from ahead)
      """;

  /// The turns on the way back from the turn ?2 of the session ?1, with it.
  static final String BACK =
      """
      with recursive back (id, parent) as (
        select id, parent from turn where id = ?2 and session = ?1
        union all select t.id, t.parent from back join turn t on t.id = back.parent)
      """;

  private WayRows() {}

  /// Whether a turn stands on a branch that was left for another one. What was only taken back, or
  /// is of an earlier conversation, does not.
  static boolean isBeside(Sql sql, SessionKey session, long turn) throws SQLException {
    if (parent(sql, session, turn).isEmpty()) return false;
    return sql.number(
            BACK
                + """
                select exists (select 1 from back join turn gone on gone.id = back.id
                  join turn other on other.session = ?1 and other.parent = gone.parent
                  where gone.is_undone = 1 and other.is_undone = 0
                    and other.id > (select after_turn from session where key = ?1))
                """,
            session.value(),
            turn)
        == 1;
  }

  /// A new turn goes on from the last one on the way.
  static void lengthen(Sql sql, SessionKey session, long turn) throws SQLException {
    long last = last(sql, session, turn);
    sql.updateOne("update turn set parent = ? where id = ?", last, turn);
    sql.update("update turn set next = ? where id = ?", turn, last);
  }

  /// The last turn on the way before another one; 0 when there is none.
  private static long last(Sql sql, SessionKey session, long before) throws SQLException {
    return sql.number(
        """
        select coalesce(max(id), 0) from turn
        where session = ?1 and id < ?2 and parent is not null and is_undone = 0
          and id > (select after_turn from session where key = ?1)
        """,
        session.value(),
        before);
  }

  /// Takes the last turn off the way, and returns it.
  static Optional<Long> shorten(Sql sql, SessionKey session) throws SQLException {
    Optional<Long> turn =
        sql.first(
            row -> row.getLong(1),
            """
        update turn set is_undone = 1 where id = (
          select max(t.id) from turn t join session s on s.key = t.session
          where t.session = ? and t.parent is not null and t.is_undone = 0 and t.id > s.after_turn)
        returning id
        """,
            session.value());
    if (turn.isEmpty()) return turn;
    end(sql, parent(sql, session, turn.get()).orElseThrow());
    shifted(sql, session);
    return turn;
  }

  /// Nothing is chosen behind a turn.
  private static void end(Sql sql, long turn) throws SQLException {
    sql.update("update turn set next = null where id = ?", turn);
  }

  private static void shifted(Sql sql, SessionKey session) throws SQLException {
    sql.updateOne("update session set shifts = shifts + 1 where key = ?", session.value());
  }

  /// The parent of a turn that can be on the way.
  private static Optional<Long> parent(Sql sql, SessionKey session, long turn) throws SQLException {
    return sql.first(
        row -> row.getLong(1),
        """
        select t.parent from turn t join session s on s.key = t.session
        where t.id = ? and t.session = ? and t.parent is not null and t.id > s.after_turn
          and s.is_deleted = 0
        """,
        turn,
        session.value());
  }

  static Choice choose(Sql sql, SessionKey session, long turn) throws SQLException {
    if (parent(sql, session, turn).isEmpty()) return Choice.NOT_FOUND;
    if (isBusy(sql, session)) return Choice.BUSY;
    if (BranchRows.isInConversation(sql, session, turn)) return Choice.CHOSEN;
    lead(sql, session, turn, turn);
    return Choice.CHOSEN;
  }

  /// Ends the way before a turn.
  static Choice leave(Sql sql, SessionKey session, long turn) throws SQLException {
    Optional<Long> parent = parent(sql, session, turn);
    if (parent.isEmpty()) return Choice.NOT_FOUND;
    if (isBusy(sql, session)) return Choice.BUSY;
    lead(sql, session, parent.get(), 0);
    end(sql, parent.get());
    return Choice.CHOSEN;
  }

  /// Notes the turn whose place a message takes.
  static void note(Sql sql, long message, long turn) throws SQLException {
    sql.updateOne("update inbox set instead_of = ? where id = ?", turn, message);
  }

  /// The turn whose place is taken by what waits in a session.
  static Optional<Long> left(Sql sql, SessionKey session) throws SQLException {
    return sql.first(
        row -> row.getLong(1),
        """
        select instead_of from inbox where session = ? and state = 'new'
          and instead_of is not null
        """,
        session.value());
  }

  /// Leads the way back through a turn whose place nothing takes after all, where it ended before
  /// the turn and nothing else waits to go on there.
  static void comeBack(Sql sql, SessionKey session, long turn) throws SQLException {
    Optional<Long> parent = parent(sql, session, turn);
    if (parent.isEmpty() || isBusy(sql, session)) return;
    if (last(sql, session, Long.MAX_VALUE) == parent.get()) lead(sql, session, turn, turn);
  }

  private static boolean isBusy(Sql sql, SessionKey session) throws SQLException {
    return sql.number(
            """
            select exists (select 1 from turn where session = ?1 and state = 'running')
              or exists (select 1 from inbox where session = ?1 and state = 'new')
            """,
            session.value())
        == 1;
  }

  /// Makes the way lead back from one turn and on from another.
  private static void lead(Sql sql, SessionKey session, long back, long ahead) throws SQLException {
    String key = session.value();
    long first =
        sql.number(
            WAY
                + """
                select coalesce(min(way.id), 0) from way join turn t on t.id = way.id
                where t.session = ?1 and t.is_undone = 1
                """,
            key,
            back,
            ahead);
    sql.update(
        WAY
            + """
            update turn set next = (select id from back where back.parent = turn.id)
            where session = ?1 and id in (select parent from back)
            """,
        key,
        back,
        ahead);
    sql.update(
        WAY
            + """
            update turn set is_undone = id not in (select id from way)
            where session = ?1 and parent is not null
              and id > (select after_turn from session where key = ?1)
              and is_undone = (id in (select id from way))
            """,
        key,
        back,
        ahead);
    shifted(sql, session);
    if (first > 0) ConsolidationRows.stepBack(sql, session, first);
  }

  /// Of siblings all but one are beside the way, so only those are looked for: whoever follows a
  /// long conversation asks often.
  static List<Fork> forks(Sql sql, SessionKey session) throws SQLException {
    record Pair(long turn, long sibling) {}
    List<Pair> pairs =
        sql.list(
            row -> new Pair(row.getLong(1), row.getLong(2)),
            """
            select t.id, c.id
            from (select distinct u.parent from turn u
                where u.session = ?1 and u.is_undone = 1 and +u.parent is not null
                  and u.id > (select after_turn from session where key = ?1)) fork
            cross join turn t on t.session = ?1 and t.parent = fork.parent and t.is_undone = 0
              and t.id > (select after_turn from session where key = ?1)
            cross join turn c on c.session = ?1 and c.parent = fork.parent
              and c.id > (select after_turn from session where key = ?1)
            order by t.id, c.id
            """,
            session.value());
    Map<Long, List<Long>> forks = new TreeMap<>();
    for (Pair pair : pairs) {
      forks.computeIfAbsent(pair.turn(), none -> new ArrayList<>()).add(pair.sibling());
    }
    return forks.entrySet().stream().map(each -> new Fork(each.getKey(), each.getValue())).toList();
  }
}
