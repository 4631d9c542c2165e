package dev.nanobot.store;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Idle;
import dev.nanobot.store.Memories.Told;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which history went into long-term memory, and which is to go next.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
record ConsolidationRows(TurnRows turns) {
  /// How often the same history is tried, not counting what was put off.
  private static final int ATTEMPTS_MAX = 3;

  /// What the reason of an attempt begins with that does not count.
  private static final String POSTPONED = "put off: ";

  private record Waiting(String session, long head, long after) {}

  private record Tried(int times, int postponed, long last) {
    boolean isEnough() {
      return times - postponed >= ATTEMPTS_MAX;
    }
  }

  private record Speaker(String principal, Trust trust) {}

  static String cursor(SessionKey session) {
    return "consolidated:" + session.value();
  }

  /// A session in which several speak is left alone: its history belongs to nobody alone.
  List<Idle> idle(Sql sql, long before, int sessionsMax) throws SQLException {
    List<Idle> idle = new ArrayList<>();
    for (Waiting waiting : waiting(sql, before)) {
      if (idle.size() == sessionsMax) break;
      idle(sql, waiting, before).ifPresent(idle::add);
    }
    return idle;
  }

  private static List<Waiting> waiting(Sql sql, long before) throws SQLException {
    return sql.list(
        row -> new Waiting(row.getString(1), row.getLong(2), row.getLong(3)),
        """
        select key, head, coalesce(cast(value as integer), 0) as done
        from session left join cursor on channel = 'consolidated:' || key
        where used_at < ? and waiting_since is null and is_deleted = 0 and head > done
          and key not glob 'subagent:*'
          and not exists (select 1 from turn where turn.session = key and state = 'running')
        order by used_at, key
        """,
        before);
  }

  private static Optional<Idle> idle(Sql sql, Waiting waiting, long before) throws SQLException {
    List<Speaker> speakers =
        sql.list(
            row -> new Speaker(row.getString(1), Trust.valueOf(row.getString(2))),
            """
            select principal, trust from inbox where task = 'TALK' and turn in (
              select turn from transcript where session = ? and seq > ?)
            group by principal, trust
            """,
            waiting.session(),
            waiting.after());
    if (speakers.size() != 1) return Optional.empty();
    var session = SessionKey.parse(waiting.session());
    var first =
        new Idle(
            session,
            waiting.head(),
            speakers.getFirst().principal(),
            speakers.getFirst().trust(),
            0);
    Tried tried = tried(sql, first);
    if (tried.isEnough() || tried.last() >= before) return Optional.empty();
    int attempts = tried.times();
    return Optional.of(new Idle(session, first.head(), first.principal(), first.trust(), attempts));
  }

  /// How often it was tried, and when the last time.
  private static Tried tried(Sql sql, Idle first) throws SQLException {
    return sql.first(
            row -> new Tried(row.getInt(1), row.getInt(2), row.getLong(3)),
            """
            select count(*), count(*) filter (where instr(reason, ?3) = 1),
              coalesce(max(received_at), 0) from inbox
            where session = ?1 and channel = 'memory'
              and (external_id = ?2 or substr(external_id, 1, length(?2) + 1) = ?2 || '.')
            """,
            first.session().value(),
            first.externalId(),
            POSTPONED)
        .orElseThrow();
  }

  static List<Told> history(Sql sql, SessionKey session, Asker speaker, int entriesMax)
      throws SQLException {
    return sql.list(
        row -> new Told(TranscriptRows.entry(row), row.getBoolean(6)),
        """
        select e.seq, e.turn, e.at, e.kind, e.body, t.is_undone or t.is_learned
        from transcript e join turn t on t.id = e.turn
        where e.session = ?1 and e.seq > ?2 and e.seq < (
          select coalesce(min(o.seq), ?2 + 1 + ?5) from transcript o
          where o.session = ?1 and o.seq > ?2 and exists (select 1 from inbox i
            where i.turn = o.turn and (i.principal <> ?3 or i.trust <> ?4)))
        order by e.seq limit ?5
        """,
        session.value(),
        RecallRows.cursor(sql, cursor(session)),
        speaker.principal().id(),
        speaker.trust().name(),
        entriesMax);
  }

  static long tokens(Sql sql, long start) throws SQLException {
    return sql.number(
        """
        select coalesce(sum(s.tokens_in + s.tokens_out), 0)
        from step s join turn t on t.id = s.turn
        where t.task = 'CONSOLIDATE' and s.started_at >= ?
        """,
        start);
  }

  /// @throws Overtaken when the document is a newer one than the draft's base
  void consolidate(Sql sql, Lease lease, Reply reply, Optional<Draft> draft, long upto, long now)
      throws SQLException {
    long turn = turns.answered(sql, lease, reply);
    turns.conclude(sql, lease, turn, "");
    boolean isOvertaken = draft.isPresent() && !MemoryRows.save(sql, draft.get(), now).isSaved();
    if (isOvertaken) throw new Overtaken();
    goOn(sql, lease.session(), upto, now);
  }

  void consolidate(Sql sql, Lease lease, long upto, long now) throws SQLException {
    long turn = turns.prove(sql, lease).turn();
    StepRows.dropQuestion(sql, turn);
    turns.conclude(sql, lease, turn, "");
    goOn(sql, lease.session(), upto, now);
  }

  /// The next history begins behind an entry. Which turns memory has now is noted: they may be left
  /// and chosen again.
  private static void goOn(Sql sql, SessionKey session, long upto, long now) throws SQLException {
    sql.update(
        """
        update turn set is_learned = 1 where session = ?1 and is_undone = 0 and id in (
          select turn from transcript where session = ?1 and seq > ?2 and seq <= ?3)
          and (select max(seq) from transcript where turn = turn.id) <= ?3
        """,
        session.value(),
        RecallRows.cursor(sql, cursor(session)),
        upto);
    RecallRows.move(sql, cursor(session), upto, now);
  }

  /// Takes up what came onto the way again, from a turn on, and is not in memory.
  static void stepBack(Sql sql, SessionKey session, long turn) throws SQLException {
    sql.update(
        """
        update cursor set value = fresh.seq - 1
        from (select min(e.seq) as seq from turn t join transcript e on e.turn = t.id
          where t.session = ?1 and t.id >= ?2 and t.is_undone = 0 and t.is_learned = 0) fresh
        where channel = ?3 and cast(value as integer) >= fresh.seq
        """,
        session.value(),
        turn,
        cursor(session));
  }

  void postpone(Sql sql, Lease lease, String reason) throws SQLException {
    turns.fail(sql, lease, POSTPONED + reason, "");
  }

  /// The document changed while a model thought about it. Thrown, so that nothing is written.
  static final class Overtaken extends RuntimeException {}
}
