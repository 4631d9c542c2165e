package dev.nanobot.store;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Subagent;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.store.SubagentReport.Ending;
import dev.nanobot.store.Subagents.Cancellation;
import dev.nanobot.world.World;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The subagents of sessions: `subagent`, from queued to the end, with the messages that begin and
/// report their work.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class SubagentRows {
  private static final String COLUMNS =
      "select session, parent, label, task, principal, trust, on_schedule, answer_to, hush, state"
          + " from subagent ";

  /// What the id of a report ends with; before it stands the subagent's session.
  static final String ANSWER = "/answer";

  /// One that was asked for.
  private record Row(
      SessionKey session,
      SessionKey parent,
      String label,
      String task,
      Asker asker,
      Purpose.AnswerTo answerTo,
      String hush,
      String state) {
    boolean isAlive() {
      return state.equals("queued") || state.equals("running");
    }
  }

  private final World world;
  private final ArrivalRows arrivals;

  SubagentRows(World world, ArrivalRows arrivals) {
    this.world = world;
    this.arrivals = arrivals;
  }

  /// Takes a wish of the turn that made `call`: at once if there is room, else in its order.
  void spawn(Sql sql, Lease lease, StepKey call, Write.Spawn wish) throws SQLException {
    SessionKey parent = lease.session();
    long running = count(sql, parent, "running");
    long queued = count(sql, parent, "queued");
    SessionKey session = Subagent.session(parent, call.toString());
    insert(sql, session, parent, call.turn(), wish);
    if (running < wish.room().runningMax()) startNext(sql, parent);
    else if (queued >= wish.room().queuedMax()) {
      conclude(
          sql, row(sql, session).orElseThrow(), Ending.NO_ROOM, queued + " others wait already.");
    }
  }

  private void insert(Sql sql, SessionKey session, SessionKey parent, long turn, Write.Spawn wish)
      throws SQLException {
    Asker asker = TakenRows.asker(sql, turn);
    sql.updateOne(
        """
        insert into subagent (session, parent, turn, label, task, principal, trust, on_schedule,
          answer_to, hush, state, created_at)
        select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, answer_to, hush, 'queued', ?9
        from inbox where turn = ?3 order by id limit 1
        """,
        session.value(),
        parent.value(),
        turn,
        wish.label(),
        wish.task(),
        asker.principal().id(),
        asker.trust().name(),
        asker.isUnattended(),
        now());
  }

  /// Starts the one of `parent` that has waited longest.
  private void startNext(Sql sql, SessionKey parent) throws SQLException {
    Optional<Row> next =
        sql.first(
            SubagentRows::row,
            COLUMNS + "where parent = ? and state = 'queued' order by id limit 1",
            parent.value());
    if (next.isPresent()) start(sql, next.get());
  }

  private void start(Sql sql, Row row) throws SQLException {
    sql.updateOne(
        "update subagent set state = 'running', started_at = ? where session = ?",
        now(),
        row.session().value());
    tell(sql, row, row.session(), row.session().value(), row.task(), Purpose.of(Origin.SUBAGENT));
    String model = SettingRows.get(sql, row.parent(), Controls.MODEL).orElse("");
    SettingRows.set(sql, row.session(), Controls.MODEL, model);
  }

  /// Notes that a turn of `session` has ended; with the first that leaves nothing to wait for,
  /// what a subagent was asked for has ended too. False when the answer is not a subagent's, but
  /// to be said.
  boolean ended(Sql sql, SessionKey session, long turn, Ending end, String result)
      throws SQLException {
    if (!Subagent.isOne(session) || !isAtItsTask(sql, turn)) return false;
    Optional<Row> row = row(sql, session);
    if (row.isEmpty() || !row.get().state().equals("running")) return false;
    if (!end.isAnswer() || !waitsForOthers(sql, session)) conclude(sql, row.get(), end, result);
    return true;
  }

  /// Whether the turn took its task, or what its own subagents report. A person may talk to it too.
  private static boolean isAtItsTask(Sql sql, long turn) throws SQLException {
    return sql.number(
            "select exists (select 1 from inbox where turn = ? and origin = 'SUBAGENT')", turn)
        == 1;
  }

  private static boolean waitsForOthers(Sql sql, SessionKey session) throws SQLException {
    return sql.number(
            """
            select exists (select 1 from subagent
                where parent = ?1 and state in ('queued', 'running'))
              or exists (select 1 from inbox
                where session = ?1 and state = 'new' and origin = 'SUBAGENT')
            """,
            session.value())
        == 1;
  }

  /// Ends one, reports it, and begins the next of the same parent.
  private void conclude(Sql sql, Row row, Ending end, String result) throws SQLException {
    end(sql, row, end, end.isAnswer() ? "" : result);
    if (!end.isAnswer()) abandon(sql, row.session());
    boolean isHeard = end != Ending.CANCELLED || Subagent.isOne(row.parent());
    if (isHeard) report(sql, row, SubagentReport.text(row.label(), row.task(), end, result));
    if (row.state().equals("running")) startNext(sql, row.parent());
  }

  /// What one asked for that ends without an answer is of no use any more, done or not.
  private void abandon(Sql sql, SessionKey session) throws SQLException {
    halt(sql, session, null);
    sql.update(
        """
        update inbox set state = 'superseded', ended_at = ?, reason = 'stopped'
        where session = ? and state = 'new' and origin = 'SUBAGENT'
        """,
        now(),
        session.value());
  }

  private void end(Sql sql, Row row, Ending end, String reason) throws SQLException {
    sql.updateOne(
        """
        update subagent set state = ?, reason = ?, ended_at = ?
        where session = ? and state in ('queued', 'running')
        """,
        end.state,
        reason.isEmpty() && end != Ending.DONE ? end.words : reason,
        now(),
        row.session().value());
  }

  private void report(Sql sql, Row row, String text) throws SQLException {
    long parents =
        sql.number(
            "select count(*) from session where key = ? and is_deleted = 0", row.parent().value());
    if (parents == 0) return;
    var purpose = new Purpose(Origin.SUBAGENT, Task.TALK, row.answerTo(), row.hush());
    tell(sql, row, row.parent(), row.session().value() + ANSWER, text, purpose);
  }

  private void tell(
      Sql sql, Row row, SessionKey hearer, String externalId, String text, Purpose purpose)
      throws SQLException {
    Asker asker = row.asker();
    arrivals.enqueue(
        sql,
        new Inbound(
            Subagent.CHANNEL, externalId, hearer, asker.principal(), asker.trust(), text, purpose),
        asker.isUnattended());
  }

  /// Ends what was asked for in `session` and below it, without a word; and `session` itself when
  /// it is a subagent. Returns how many were at work or waited below it.
  int stop(Sql sql, SessionKey session, long message) throws SQLException {
    int stopped = halt(sql, session, message);
    Optional<Row> own = Subagent.isOne(session) ? row(sql, session) : Optional.empty();
    if (own.isPresent() && own.get().isAlive()) conclude(sql, own.get(), Ending.CANCELLED, "");
    return stopped;
  }

  private int halt(Sql sql, SessionKey session, @Nullable Long message) throws SQLException {
    List<Row> alive =
        sql.list(
            SubagentRows::row,
            SubagentViews.FAMILY
                + COLUMNS
                + "where session in (select key from family) and state in ('queued', 'running')",
            session.value());
    for (Row row : alive) {
      end(sql, row, Ending.CANCELLED, "");
      TakenRows.halt(sql, row.session(), message, now());
    }
    return alive.size();
  }

  /// `message` is the one that wanted it, if one did.
  Cancellation cancel(Sql sql, SessionKey session, String id, @Nullable Long message)
      throws SQLException {
    Optional<Row> found =
        sql
            .list(
                SubagentRows::row,
                SubagentViews.FAMILY + COLUMNS + "where session in (select key from family)",
                session.value())
            .stream()
            .filter(row -> row.session().chat().equals(id))
            .findFirst();
    if (found.isEmpty()) return Cancellation.NOT_FOUND;
    if (!found.get().isAlive()) return Cancellation.ENDED;
    TakenRows.halt(sql, found.get().session(), message, now());
    conclude(sql, found.get(), Ending.CANCELLED, "");
    return Cancellation.CANCELLED;
  }

  private static long count(Sql sql, SessionKey parent, String state) throws SQLException {
    return sql.number(
        "select count(*) from subagent where parent = ? and state = ?", parent.value(), state);
  }

  private static Optional<Row> row(Sql sql, SessionKey session) throws SQLException {
    return sql.first(SubagentRows::row, COLUMNS + "where session = ?", session.value());
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        SessionKey.parse(row.getString(1)),
        SessionKey.parse(row.getString(2)),
        row.getString(3),
        row.getString(4),
        new Asker(
            new Principal(row.getString(5)), Trust.valueOf(row.getString(6)), row.getBoolean(7)),
        ArrivalRows.answerTo(row.getString(8)),
        row.getString(9),
        row.getString(10));
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
