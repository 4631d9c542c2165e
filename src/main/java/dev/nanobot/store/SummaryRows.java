package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Opening.History;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Past;
import dev.nanobot.message.Past.Said;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Recap;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Summary;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.store.Summaries.Idle;
import dev.nanobot.world.World;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What stands in the place of the beginnings of conversations: `summary`.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class SummaryRows {
  private static final Refusal FULL = new Refusal("queue full", "");

  /// A summary stands for what is on the way up to where it ends: for nothing of another branch.
  static final String IS_ON_THE_WAY =
      """
      not exists (select 1 from transcript e join turn t on t.id = e.turn
        where e.session = summary.session and e.seq = summary.upto and t.is_undone = 1)
      """;

  /// The newest summary of a session's current conversation, up to where; 0 when there is none.
  record Newest(long upto, Recap recap) {}

  private final World world;
  private final TurnRows turns;
  private final ArrivalRows arrivals;

  SummaryRows(World world, TurnRows turns, ArrivalRows arrivals) {
    this.world = world;
    this.turns = turns;
    this.arrivals = arrivals;
  }

  static Newest newest(Sql sql, SessionKey session) throws SQLException {
    return sql.first(
            row ->
                new Newest(
                    row.getLong(1),
                    new Recap(row.getString(2), Instant.ofEpochMilli(row.getLong(3)))),
            """
        select upto, body, at from summary where session = ?1
          and turn > (select after_turn from session where key = ?1)
          and
        """
                + IS_ON_THE_WAY
                + "order by upto desc limit 1",
            session.value())
        .orElse(new Newest(0, Recap.NONE));
  }

  /// What a turn finds that has `entries` before its own.
  static History history(Sql sql, SessionKey session, int entries) throws SQLException {
    Newest newest = newest(sql, session);
    return new History(newest.recap(), entries, tokens(sql, session, newest.recap().at()));
  }

  /// What the conversation's last question took with its answer, if it was put after its summary.
  private static long tokens(Sql sql, SessionKey session, Instant after) throws SQLException {
    return sql.first(
            row -> row.getLong(1),
            """
        select s.tokens_in + s.tokens_out from turn t join step s on s.turn = t.id
        where t.session = ?1 and t.task = 'TALK' and t.is_undone = 0 and s.kind = 'model'
          and s.state = 'done' and s.finished_at > ?2
          and t.id > (select after_turn from session where key = ?1)
        order by t.id desc, s.k desc limit 1
        """,
            session.value(),
            after.toEpochMilli())
        .orElse(0L);
  }

  static Past past(Sql sql, SessionKey session, int entriesMax) throws SQLException {
    Newest newest = newest(sql, session);
    List<Said> entries =
        sql.list(
            row ->
                new Said(
                    row.getLong(1),
                    row.getLong(2),
                    Entries.read(row.getString(3), row.getString(4))),
            """
        select seq, turn, kind, body from transcript where session = ?1 and seq > ?2
          and turn > (select after_turn from session where key = ?1)
          and turn not in (select id from turn where session = ?1 and is_undone = 1)
          and turn <> coalesce((select id from turn where session = ?1 and state = 'running'), 0)
          and turn <= (select coalesce(max(turn), 0) from (select turn from transcript
            where session = ?1 and seq > ?2
              and turn > (select after_turn from session where key = ?1)
              and turn not in (select id from turn where session = ?1 and is_undone = 1)
            order by seq limit ?3))
        order by seq
        """,
            session.value(),
            newest.upto(),
            entriesMax);
    boolean hasMore = !entries.isEmpty() && hasMore(sql, session, entries.getLast().seq());
    return new Past(newest.recap(), entries, hasMore);
  }

  private static boolean hasMore(Sql sql, SessionKey session, long seq) throws SQLException {
    long more =
        sql.number(
            """
        select exists (select 1 from transcript where session = ?1 and seq > ?2
          and turn not in (select id from turn where session = ?1 and is_undone = 1)
          and turn <> coalesce((select id from turn where session = ?1 and state = 'running'), 0))
        """,
            session.value(),
            seq);
    return more == 1;
  }

  static String cursor(SessionKey session) {
    return "compaction:" + session.value();
  }

  void rest(Sql sql, Lease lease, int entries) throws SQLException {
    StepRows.name(sql, turns.prove(sql, lease).turn(), "");
    String key = lease.session().value();
    long head = sql.number("select head from session where key = ?", key);
    RecallRows.move(sql, cursor(lease.session()), head + entries, now());
  }

  static boolean isResting(Sql sql, SessionKey session) throws SQLException {
    long head =
        sql.number("select coalesce(max(head), 0) from session where key = ?", session.value());
    return head < RecallRows.cursor(sql, cursor(session));
  }

  void begin(Sql sql, Lease lease) throws SQLException {
    StepRows.name(sql, turns.prove(sql, lease).turn(), "summary");
  }

  void compact(Sql sql, Lease lease, Summary summary) throws SQLException {
    long turn = turns.answered(sql, lease, summary.reply());
    insert(sql, lease, turn, summary);
    StepRows.ask(sql, lease, turn, now());
  }

  void finish(Sql sql, Lease lease, Summary summary, String answer) throws SQLException {
    long turn = turns.answered(sql, lease, summary.reply());
    insert(sql, lease, turn, summary);
    turns.conclude(sql, lease, turn, answer);
  }

  void finish(Sql sql, Lease lease, String answer) throws SQLException {
    long turn = turns.prove(sql, lease).turn();
    StepRows.dropQuestion(sql, turn);
    turns.conclude(sql, lease, turn, answer);
  }

  /// A summary ends where a turn ends, after the one before it, and before the turn that writes it.
  private void insert(Sql sql, Lease lease, long turn, Summary summary) throws SQLException {
    int rows =
        sql.update(
            """
        insert into summary (session, upto, body, turn, epoch, at)
        select ?1, ?2, ?3, ?4, ?5, ?6 from transcript e
        where e.session = ?1 and e.seq = ?2 and e.turn < ?4
          and e.turn > (select after_turn from session where key = ?1) and ?2 > ?7
          and e.turn not in (select id from turn where session = ?1 and is_undone = 1)
          and not exists (select 1 from transcript n
            where n.session = ?1 and n.seq = ?2 + 1 and n.turn = e.turn)
        """,
            lease.session().value(),
            summary.upto(),
            summary.reply().message().text(),
            turn,
            lease.epoch(),
            now(),
            newest(sql, lease.session()).upto());
    if (rows != 1) {
      throw new IllegalArgumentException(
          "a summary ends with a turn that comes after the last summary: " + summary.upto());
    }
  }

  /// A session that nobody uses; `head` is the last entry of its transcript.
  record Unused(SessionKey session, long head) {}

  static List<Unused> idle(Sql sql, Idle idle) throws SQLException {
    List<Unused> unused =
        sql.list(
            row -> new Unused(SessionKey.parse(row.getString(1)), row.getLong(2)),
            """
        select key, head from session where used_at >= ? and used_at < ? and is_deleted = 0
          and waiting_since is null and lease_owner is null and key not glob 'subagent:*'
          and not exists (select 1 from inbox where channel = ?
            and external_id = session.key || '@' || session.head)
        order by used_at desc
        """,
            idle.from().toEpochMilli(),
            idle.until().toEpochMilli(),
            Summaries.CHANNEL);
    List<Unused> found = new ArrayList<>();
    for (Unused session : unused) {
      if (found.size() < idle.sessionsMax() && isLong(sql, session.session(), idle)) {
        found.add(session);
      }
    }
    return found;
  }

  private static boolean isLong(Sql sql, SessionKey session, Idle idle) throws SQLException {
    Newest newest = newest(sql, session);
    long entries =
        sql.number(
            """
        select count(*) from transcript where session = ?1 and seq > ?2
          and turn > (select after_turn from session where key = ?1)
          and turn not in (select id from turn where session = ?1 and is_undone = 1)
        """,
            session.value(),
            newest.upto());
    return entries >= idle.entriesMin()
        || tokens(sql, session, newest.recap().at()) >= idle.tokensMin();
  }

  int wake(Sql sql, Idle idle) throws SQLException {
    List<Unused> found = idle(sql, idle);
    var purpose = new Purpose(Origin.UPKEEP, Task.COMPACT, new AnswerTo.Nobody(), "");
    for (Unused unused : found) {
      String id = unused.session().value() + "@" + unused.head();
      var message =
          new Inbound(
              Summaries.CHANNEL,
              id,
              unused.session(),
              talker(sql, unused.session()),
              Trust.SYSTEM,
              "/compact",
              purpose);
      arrivals.post(sql, message, Integer.MAX_VALUE, FULL);
    }
    return found.size();
  }

  /// Whoever talked last pays for what is done about the talk.
  private static Principal talker(Sql sql, SessionKey session) throws SQLException {
    return sql.first(
            row -> new Principal(row.getString(1)),
            "select principal from inbox where session = ? and turn is not null"
                + " order by id desc limit 1",
            session.value())
        .orElse(new Principal("gateway"));
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
