package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Controls.Stopped;
import dev.nanobot.store.Controls.Undone;
import dev.nanobot.store.Gates.Decision;
import dev.nanobot.store.Gates.Wish;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.store.Schedules.Start;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Subagents.Cancellation;
import dev.nanobot.store.TakenRows.Halted;
import dev.nanobot.world.World;
import java.sql.SQLException;
import java.util.function.Function;

/// Messages that are answered as they are taken, and what they do to their session.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class ControlRows {
  private final World world;
  private final ArrivalRows arrivals;
  private final SubagentRows subagents;
  private final ScheduleRows schedules;
  private final GateRows gates;

  ControlRows(
      World world,
      ArrivalRows arrivals,
      SubagentRows subagents,
      ScheduleRows schedules,
      GateRows gates) {
    this.gates = gates;
    this.world = world;
    this.arrivals = arrivals;
    this.subagents = subagents;
    this.schedules = schedules;
  }

  /// The answer, and whether a turn that runs was ended.
  private record Done(String answer, boolean interrupts) {}

  /// What a message does to its session.
  @FunctionalInterface
  private interface Deed {
    Done done(long message) throws SQLException;
  }

  /// Takes a message, unless it is a repeat, and does what it wants.
  private Receipt take(Sql sql, Inbound message, Deed deed) throws SQLException {
    Receipt receipt = arrivals.answered(sql, message);
    if (!receipt.isNew()) return receipt;
    Done done = deed.done(receipt.messageId());
    OutboxRows.answer(sql, receipt.messageId(), message.session(), done.answer(), now());
    return new Receipt(receipt.messageId(), true, done.interrupts());
  }

  Receipt answer(Sql sql, Inbound message, String answer) throws SQLException {
    return take(sql, message, id -> new Done(answer, false));
  }

  Receipt decide(Sql sql, Inbound message, Wish wish, Function<Decision, String> answer)
      throws SQLException {
    return take(
        sql,
        message,
        id -> new Done(answer.apply(gates.decide(sql, wish, message.principal())), false));
  }

  Receipt stop(Sql sql, Inbound message, Function<Stopped, String> answer) throws SQLException {
    return take(sql, message, id -> done(stopped(sql, message.session(), id), answer));
  }

  Receipt restart(Sql sql, Inbound message, Function<Stopped, String> answer) throws SQLException {
    return take(
        sql,
        message,
        id -> {
          Stopped stopped = stopped(sql, message.session(), id);
          SessionRows.beginAnew(sql, message.session());
          return done(stopped, answer);
        });
  }

  private static Done done(Stopped stopped, Function<Stopped, String> answer) {
    return new Done(answer.apply(stopped), true);
  }

  private Stopped stopped(Sql sql, SessionKey session, long message) throws SQLException {
    SlotRows.endOfWaiting(sql, session, "stopped before it began", now());
    Halted halted = TakenRows.halt(sql, session, message, now());
    int stopped = subagents.stop(sql, session, message);
    return new Stopped(halted.wasRunning(), halted.waiting(), stopped);
  }

  Receipt undo(Sql sql, Inbound message, Function<Undone, String> answer) throws SQLException {
    return take(sql, message, id -> new Done(answer.apply(undone(sql, message.session())), false));
  }

  private static Undone undone(Sql sql, SessionKey session) throws SQLException {
    long running =
        sql.number(
            "select count(*) from turn where session = ? and state = 'running'", session.value());
    if (running > 0) return Undone.RUNNING;
    return WayRows.shorten(sql, session).isPresent() ? Undone.UNDONE : Undone.NOTHING;
  }

  Receipt cancel(Sql sql, Inbound message, String subagent, Function<Cancellation, String> answer)
      throws SQLException {
    return take(
        sql,
        message,
        id -> new Done(answer.apply(subagents.cancel(sql, message.session(), subagent, id)), true));
  }

  Receipt choose(Sql sql, Inbound message, String setting, String value, String answer)
      throws SQLException {
    return take(
        sql,
        message,
        id -> {
          SettingRows.set(sql, message.session(), setting, value);
          return new Done(answer, false);
        });
  }

  Receipt unplan(Sql sql, Inbound message, String job, Function<Boolean, String> answer)
      throws SQLException {
    return take(sql, message, id -> new Done(answer.apply(schedules.remove(sql, job)), false));
  }

  Receipt start(Sql sql, Inbound message, String job, Run run, Function<Start, String> answer)
      throws SQLException {
    return take(sql, message, id -> new Done(answer.apply(schedules.start(sql, job, run)), false));
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
