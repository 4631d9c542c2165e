package dev.nanobot.store;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Waiting;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The journal of a turn: `step`, one row for each question to the model and each call of a tool.
///
/// Every method runs inside a transaction of the caller, who has proved the lease.
final class StepRows {
  private static final String UNSETTLED =
      "kind = 'tool' and state in ('planned', 'running', 'noted')";

  /// A call whose result is not in the transcript yet; `result` is null until it was noted.
  record Unsettled(Waiting waiting, boolean isOfThisLease, @Nullable String result) {}

  private StepRows() {}

  /// Begins a question to the model, or counts another attempt at the one that was begun.
  static void ask(Sql sql, Lease lease, long turn, long now) throws SQLException {
    int again =
        sql.update(
            """
        update step set attempts = attempts + 1, epoch = ?
        where turn = ? and kind = 'model' and state = 'running'
        """,
            lease.epoch(),
            turn);
    if (again == 0) insert(sql, lease, turn, "model", "", null, Effect.PURE, "running", now);
  }

  /// Names what the running question asks for; empty is the answer. Its model's name takes the
  /// place of that.
  static void name(Sql sql, long turn, String wanted) throws SQLException {
    sql.update(
        "update step set name = ? where turn = ? and kind = 'model' and state = 'running'",
        wanted,
        turn);
  }

  static int questions(Sql sql, long turn) throws SQLException {
    return (int) sql.number("select count(*) from step where turn = ? and kind = 'model'", turn);
  }

  static void answered(Sql sql, long turn, Reply reply, long now) throws SQLException {
    sql.updateOne(
        """
        update step set state = 'done', name = ?, tokens_in = ?, tokens_out = ?,
          tokens_cached = ?, finished_at = ?
        where turn = ? and kind = 'model' and state = 'running'
        """,
        reply.model(),
        reply.usage().input(),
        reply.usage().output(),
        reply.usage().cached(),
        now,
        turn);
  }

  /// The turn's last question.
  static StepKey question(Sql sql, long turn) throws SQLException {
    long k = sql.number("select max(k) from step where turn = ? and kind = 'model'", turn);
    return new StepKey(turn, (int) k);
  }

  static List<Waiting> plan(
      Sql sql,
      Lease lease,
      long turn,
      List<ToolCall> calls,
      Function<String, Effect> effects,
      long now)
      throws SQLException {
    List<Waiting> planned = new ArrayList<>();
    for (ToolCall call : calls) {
      Effect effect = effects.apply(call.tool());
      int k =
          insert(
              sql, lease, turn, "tool", call.tool(), Entries.write(call), effect, "planned", now);
      planned.add(new Waiting(call, new StepKey(turn, k).toString(), effect, false));
    }
    return planned;
  }

  static List<Unsettled> unsettled(Sql sql, Lease lease, long turn) throws SQLException {
    return sql.list(
        row ->
            new Unsettled(
                new Waiting(
                    Entries.readCall(row.getString(2)),
                    new StepKey(turn, row.getInt(1)).toString(),
                    Effect.valueOf(row.getString(3)),
                    row.getString(4).equals("running")),
                row.getLong(5) == lease.epoch(),
                row.getString(6)),
        "select k, call, effect, state, epoch, result from step where turn = ? and "
            + UNSETTLED
            + " order by k",
        turn);
  }

  static void begin(Sql sql, Lease lease, StepKey key, long now) throws SQLException {
    sql.updateOne(
        """
        update step set state = 'running', started_at = ?, epoch = ?
        where turn = ? and k = ? and state = 'planned'
        """,
        now,
        lease.epoch(),
        key.turn(),
        key.k());
  }

  static void note(Sql sql, StepKey key, Message.Result result, Instant started, Instant finished)
      throws SQLException {
    sql.updateOne(
        """
        update step set state = 'noted', result = ?, started_at = ?, finished_at = ?
        where turn = ? and k = ? and state in ('planned', 'running')
        """,
        Entries.write(result),
        started.toEpochMilli(),
        finished.toEpochMilli(),
        key.turn(),
        key.k());
  }

  /// Closes a call whose result goes into the transcript.
  static void settle(
      Sql sql,
      StepKey key,
      boolean isKnown,
      Message.Result result,
      Instant started,
      Instant finished)
      throws SQLException {
    sql.updateOne(
        """
        update step set state = ?, result = ?, started_at = ?, finished_at = ?
        where turn = ? and k = ?
        """,
        isKnown ? "done" : "unknown",
        Entries.write(result),
        started.toEpochMilli(),
        finished.toEpochMilli(),
        key.turn(),
        key.k());
  }

  static void settleNoted(Sql sql, StepKey key) throws SQLException {
    sql.updateOne(
        "update step set state = 'done' where turn = ? and k = ? and state = 'noted'",
        key.turn(),
        key.k());
  }

  /// Takes back a question that was not put.
  static void dropQuestion(Sql sql, long turn) throws SQLException {
    sql.update("delete from step where turn = ? and kind = 'model' and state = 'running'", turn);
  }

  /// Ends a question that nobody waits for any more.
  static void abandonQuestion(Sql sql, long turn, long now) throws SQLException {
    sql.update(
        """
        update step set state = 'unknown', finished_at = ?
        where turn = ? and kind = 'model' and state = 'running'
        """,
        now,
        turn);
  }

  private static int insert(
      Sql sql,
      Lease lease,
      long turn,
      String kind,
      String name,
      @Nullable String call,
      Effect effect,
      String state,
      long now)
      throws SQLException {
    return (int)
        sql.number(
            """
        insert into step (turn, k, kind, name, call, effect, state, epoch, started_at)
        values (?1, (select coalesce(max(k), 0) + 1 from step where turn = ?1),
          ?2, ?3, ?4, ?5, ?6, ?7, ?8) returning k
        """,
            turn,
            kind,
            name,
            call,
            effect.name(),
            state,
            lease.epoch(),
            now);
  }
}
