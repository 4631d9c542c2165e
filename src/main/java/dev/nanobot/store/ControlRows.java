package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Controls.Stopped;
import dev.nanobot.store.Controls.Undone;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.world.World;
import java.sql.SQLException;
import java.util.function.Function;

/// Messages that are answered as they are taken, and what they do to their session.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class ControlRows {
  private final World world;
  private final ArrivalRows arrivals;

  ControlRows(World world, ArrivalRows arrivals) {
    this.world = world;
    this.arrivals = arrivals;
  }

  /// What a message does to its session; the result is its answer.
  @FunctionalInterface
  interface Deed {
    String done(long message) throws SQLException;
  }

  /// Takes a message, unless it is a repeat, and does what it wants.
  Receipt take(Sql sql, Inbound message, Deed deed) throws SQLException {
    Receipt receipt = arrivals.answered(sql, message);
    if (!receipt.isNew()) return receipt;
    String answer = deed.done(receipt.messageId());
    OutboxRows.answer(sql, receipt.messageId(), message.session(), answer, now());
    return receipt;
  }

  Receipt stop(Sql sql, Inbound message, Function<Stopped, String> answer) throws SQLException {
    return take(sql, message, id -> answer.apply(stopped(sql, message.session(), id)));
  }

  Receipt restart(Sql sql, Inbound message, Function<Stopped, String> answer) throws SQLException {
    return take(
        sql,
        message,
        id -> {
          Stopped stopped = stopped(sql, message.session(), id);
          sql.updateOne(
              """
          update session set after_turn =
            (select coalesce(max(id), 0) from turn where turn.session = session.key)
          where key = ?
          """,
              message.session().value());
          return answer.apply(stopped);
        });
  }

  private Stopped stopped(Sql sql, SessionKey session, long message) throws SQLException {
    SlotRows.endOfWaiting(sql, session, "stopped before it began", now());
    int waiting =
        sql.update(
            """
        update inbox set state = 'superseded', superseded_by = ?, ended_at = ?, reason = 'stopped'
        where session = ? and state = 'new'
        """,
            message,
            now(),
            session.value());
    int running =
        sql.update(
            """
        update turn set is_stopped = 1 where session = ? and state = 'running' and is_stopped = 0
        """,
            session.value());
    return new Stopped(running > 0, waiting, 0);
  }

  Receipt undo(Sql sql, Inbound message, Function<Undone, String> answer) throws SQLException {
    return take(sql, message, id -> answer.apply(undone(sql, message.session())));
  }

  private static Undone undone(Sql sql, SessionKey session) throws SQLException {
    long running =
        sql.number(
            "select count(*) from turn where session = ? and state = 'running'", session.value());
    if (running > 0) return Undone.RUNNING;
    int rows =
        sql.update(
            """
        update turn set is_undone = 1 where id = (
          select max(t.id) from turn t join session s on s.key = t.session
          where t.session = ? and t.task = 'TALK' and t.is_undone = 0 and t.id > s.after_turn
            and exists (select 1 from transcript e where e.turn = t.id))
        """,
            session.value());
    return rows == 0 ? Undone.NOTHING : Undone.UNDONE;
  }

  Receipt choose(Sql sql, Inbound message, String setting, String value, String answer)
      throws SQLException {
    return take(
        sql,
        message,
        id -> {
          SettingRows.set(sql, message.session(), setting, value);
          return answer;
        });
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
