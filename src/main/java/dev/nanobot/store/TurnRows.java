package dev.nanobot.store;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Opening.History;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Task;
import dev.nanobot.message.Waiting;
import dev.nanobot.store.StepRows.Unsettled;
import dev.nanobot.store.SubagentReport.Ending;
import dev.nanobot.store.TakenRows.Arrived;
import dev.nanobot.store.TranscriptRows.Encoded;
import dev.nanobot.world.World;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// What a turn does to the tables, from its opening to its end. Each method first proves the lease.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class TurnRows {
  private static final String NOT_RUN = "Not run: the turn ended before this call.";
  private static final String UNKNOWN =
      "Unknown: the turn ended while this call ran. Verify what it did before repeating it.";
  private static final String PERHAPS =
      "Unknown: the turn ended, and this call may have run. Verify what it did before repeating"
          + " it.";

  record Running(long turn, Task task, int attempts, boolean isStopped) {
    Running openedAgain() {
      return new Running(turn, task, attempts + 1, isStopped);
    }
  }

  /// A turn that may go on, and what it takes as it is opened.
  private record Begun(Running turn, List<Arrived> arrived) {}

  /// How a turn ends without an answer; `marker` stands in its place.
  private record End(String turnState, String inboxState, String reason, String marker) {}

  /// What is told at the end of a turn: `result` to the session that asked for a subagent, or
  /// `text` to a chat.
  private record Last(Ending ending, String result, String text) {}

  private final World world;
  private final LeaseRows leases;
  private final SubagentRows subagents;
  private final LedgerRows ledger;
  private final AskedRows asked;

  TurnRows(
      World world, LeaseRows leases, SubagentRows subagents, LedgerRows ledger, AskedRows asked) {
    this.world = world;
    this.leases = leases;
    this.subagents = subagents;
    this.ledger = ledger;
    this.asked = asked;
  }

  /// What is supplied needs no transaction any more: decoding a long transcript takes its time, and
  /// nobody else should wait for it.
  Optional<Supplier<Opening>> open(Sql sql, Lease lease) throws SQLException {
    leases.guard(sql, lease);
    Optional<Begun> found = begun(sql, lease);
    if (found.isEmpty()) {
      // What is to be heard first is heard under this lease.
      if (AttachmentRows.unheard(sql, lease.session()).isEmpty()) leases.releaseDone(sql, lease);
      return Optional.empty();
    }
    Running turn = found.get().turn();
    List<Unsettled> unsettled = StepRows.unsettled(sql, lease, turn.turn());
    if (unsettled.isEmpty() && !turn.isStopped()) ask(sql, lease, turn, found.get().arrived());
    List<Waiting> waiting =
        unsettled.stream().filter(step -> step.result() == null).map(Unsettled::waiting).toList();
    int questions = StepRows.questions(sql, turn.turn());
    List<Encoded> transcript = TranscriptRows.tail(sql, lease.session(), turn.turn());
    long before = transcript.stream().filter(entry -> entry.turn() < turn.turn()).count();
    History history = SummaryRows.history(sql, lease.session(), (int) before);
    Asker asker = TakenRows.asker(sql, turn.turn());
    String model = SettingRows.get(sql, lease.session(), Controls.MODEL).orElse("");
    return Optional.of(
        () ->
            new Opening(
                turn.turn(),
                turn.task(),
                turn.attempts(),
                questions,
                history,
                transcript.stream().map(Encoded::decode).toList(),
                waiting,
                !unsettled.isEmpty(),
                turn.isStopped(),
                asker,
                model));
  }

  List<Waiting> plan(
      Sql sql, Lease lease, Reply reply, Function<String, Effect> effects, String told)
      throws SQLException {
    long turn = answered(sql, lease, reply);
    TranscriptRows.append(sql, lease, turn, reply.message(), now());
    if (!told.isBlank() && TakenRows.isAskedHere(sql, turn)) {
      OutboxRows.tell(sql, StepRows.question(sql, turn), lease.session(), told, now());
    }
    return StepRows.plan(sql, lease, turn, reply.message().calls(), effects, now());
  }

  /// Notes that the model answered the turn's question, and what that took; returns the turn.
  long answered(Sql sql, Lease lease, Reply reply) throws SQLException {
    long turn = prove(sql, lease).turn();
    progress(sql, turn);
    StepRows.answered(sql, turn, reply, now());
    ledger.answered(sql, lease, turn, reply);
    return turn;
  }

  void begin(Sql sql, Lease lease, Waiting call) throws SQLException {
    prove(sql, lease);
    StepRows.begin(sql, lease, StepKey.parse(call.key()), now());
  }

  void note(Sql sql, Lease lease, Waiting call, Outcome outcome) throws SQLException {
    prove(sql, lease);
    StepKey key = StepKey.parse(call.key());
    Result result = asked.write(sql, lease, key, outcome);
    StepRows.note(sql, key, result, outcome.started(), outcome.finished());
  }

  Settled settle(Sql sql, Lease lease, Map<String, Outcome> outcomes) throws SQLException {
    Running running = prove(sql, lease);
    long turn = running.turn();
    progress(sql, turn);
    List<Message> appended = new ArrayList<>();
    for (Unsettled step : StepRows.unsettled(sql, lease, turn)) {
      Result result = settle(sql, lease, step, outcomes);
      TranscriptRows.append(sql, lease, turn, result, now());
      appended.add(result);
    }
    appended.addAll(ask(sql, lease, running, TakenRows.joining(sql, lease.session(), turn)));
    return new Settled(appended, TakenRows.asker(sql, turn));
  }

  private Result settle(Sql sql, Lease lease, Unsettled step, Map<String, Outcome> outcomes)
      throws SQLException {
    StepKey key = StepKey.parse(step.waiting().key());
    if (step.result() != null) {
      StepRows.settleNoted(sql, key);
      return (Result) Entries.read("result", step.result());
    }
    Outcome outcome = outcomes.get(step.waiting().key());
    if (outcome == null) {
      throw new IllegalArgumentException("each call has one result: " + step.waiting().key());
    }
    boolean isKnown = !step.waiting().mayHaveRun() || step.isOfThisLease();
    Result result = asked.write(sql, lease, key, outcome);
    StepRows.settle(sql, key, isKnown, result, outcome.started(), outcome.finished());
    return result;
  }

  void finish(Sql sql, Lease lease, Reply reply) throws SQLException {
    long turn = prove(sql, lease).turn();
    if (!StepRows.unsettled(sql, lease, turn).isEmpty()) {
      throw new IllegalStateException("a turn ends after each of its calls has a result");
    }
    answered(sql, lease, reply);
    TranscriptRows.append(sql, lease, turn, reply.message(), now());
    sql.updateOne("update turn set finish = ? where id = ?", reply.finish().name(), turn);
    String text = reply.message().text();
    Ending ending = reply.finish() == Reply.Finish.STEPS ? Ending.STEPS : Ending.DONE;
    conclude(sql, lease, turn, new Last(ending, text, text));
  }

  /// Ends a turn with what it says.
  void conclude(Sql sql, Lease lease, long turn, String text) throws SQLException {
    conclude(sql, lease, turn, new Last(Ending.DONE, text, text));
  }

  private void conclude(Sql sql, Lease lease, long turn, Last last) throws SQLException {
    tell(sql, lease, turn, last);
    TakenRows.answered(sql, turn, now());
    close(sql, lease, turn, "done", "");
  }

  void fail(Sql sql, Lease lease, String reason, String notice) throws SQLException {
    Running turn = prove(sql, lease);
    String why = sql.redaction().all(reason); // It may quote what a model's server said.
    end(sql, lease, turn, new End("failed", "dead", why, notice));
    tell(sql, lease, turn.turn(), new Last(Ending.FAILED, why, notice));
  }

  private void tell(Sql sql, Lease lease, long turn, Last last) throws SQLException {
    if (subagents.ended(sql, lease.session(), turn, last.ending(), last.result())) return;
    Optional<SessionKey> hearer = TakenRows.hearer(sql, lease, turn, last.text());
    if (hearer.isPresent()) OutboxRows.say(sql, turn, hearer.get(), last.text(), now());
  }

  void cancel(Sql sql, Lease lease, String marker) throws SQLException {
    leases.guard(sql, lease);
    Optional<Running> running = running(sql, lease);
    if (running.isEmpty()) return;
    var end = new End("cancelled", "superseded", "stopped", marker);
    end(sql, lease, running.get(), end);
    subagents.ended(sql, lease.session(), running.get().turn(), Ending.CANCELLED, "");
  }

  /// Ends a turn without an answer; its calls get results all the same.
  private void end(Sql sql, Lease lease, Running running, End end) throws SQLException {
    long turn = running.turn();
    for (Unsettled step : StepRows.unsettled(sql, lease, turn)) {
      TranscriptRows.append(sql, lease, turn, close(sql, step), now());
    }
    StepRows.abandonQuestion(sql, turn, now());
    if (running.task() == Task.TALK) {
      TranscriptRows.append(sql, lease, turn, Assistant.of(end.marker()), now());
    }
    TakenRows.end(sql, turn, end.inboxState(), end.reason(), now());
    close(sql, lease, turn, end.turnState(), end.reason());
  }

  private Result close(Sql sql, Unsettled step) throws SQLException {
    StepKey key = StepKey.parse(step.waiting().key());
    if (step.result() != null) {
      StepRows.settleNoted(sql, key);
      return (Result) Entries.read("result", step.result());
    }
    String text = ended(step.waiting());
    var result = new Result(step.waiting().call().id(), text, true);
    StepRows.settle(sql, key, text.equals(NOT_RUN), result, world.now(), world.now());
    return result;
  }

  /// What is known of a call without an outcome. One that may run again has no note of its begin,
  /// and what a pure one writes is written with its outcome.
  private static String ended(Waiting call) {
    if (call.mayHaveRun()) return UNKNOWN;
    return call.effect() == Effect.IDEMPOTENT ? PERHAPS : NOT_RUN;
  }

  private void close(Sql sql, Lease lease, long turn, String state, String reason)
      throws SQLException {
    ledger.forfeit(sql, turn);
    sql.updateOne(
        """
        update turn set state = ?1, reason = ?2, finished_at = ?3,
          model = coalesce((select name from step where turn = ?4 and kind = 'model'
            and state = 'done' order by k desc limit 1), ''),
          tokens_in = (select coalesce(sum(tokens_in), 0) from step where turn = ?4),
          tokens_out = (select coalesce(sum(tokens_out), 0) from step where turn = ?4),
          tokens_cached = (select coalesce(sum(tokens_cached), 0) from step where turn = ?4)
        where id = ?4
        """,
        state,
        reason,
        now(),
        turn);
    // A session is not used by being looked after.
    sql.update(
        """
        update session set used_at = ? where key = ?
          and exists (select 1 from turn where id = ? and task = 'TALK')
        """,
        now(),
        lease.session().value(),
        turn);
    leases.releaseDone(sql, lease);
  }

  /// The running turn, opened once more, or a new one if messages wait.
  private Optional<Begun> begun(Sql sql, Lease lease) throws SQLException {
    Optional<Running> running = running(sql, lease);
    if (running.isPresent()) {
      long turn = running.get().turn();
      sql.updateOne(
          "update turn set openings = openings + 1, attempts = attempts + 1 where id = ?", turn);
      List<Arrived> joining = TakenRows.joining(sql, lease.session(), turn);
      return Optional.of(new Begun(running.get().openedAgain(), joining));
    }
    List<Arrived> arrived = TakenRows.first(sql, lease.session());
    if (arrived.isEmpty()) return Optional.empty();
    Task task = arrived.getFirst().task();
    long turn =
        sql.number(
            """
            insert into turn (session, task, state, openings, attempts, started_at)
            values (?, ?, 'running', 1, 1, ?)
            returning id
            """,
            lease.session().value(),
            task.name(),
            now());
    if (task == Task.TALK) WayRows.lengthen(sql, lease.session(), turn);
    return Optional.of(new Begun(new Running(turn, task, 1, false), arrived));
  }

  /// Takes what arrived, into the transcript if the turn is to answer it, and begins a question to
  /// the model.
  private List<Message> ask(Sql sql, Lease lease, Running turn, List<Arrived> arrived)
      throws SQLException {
    List<Message> messages = new ArrayList<>();
    for (Arrived arrival : arrived) {
      Message message = TakenRows.take(sql, turn.turn(), arrival);
      if (turn.task() != Task.TALK) continue;
      TranscriptRows.append(sql, lease, turn.turn(), message, now());
      messages.add(message);
    }
    StepRows.ask(sql, lease, turn.turn(), now());
    return messages;
  }

  /// Proves that the lease is the newest one and that its turn may go on; returns the turn.
  Running prove(Sql sql, Lease lease) throws SQLException {
    leases.guard(sql, lease);
    Running running =
        running(sql, lease)
            .orElseThrow(
                () -> new IllegalStateException("a turn runs while it writes: " + lease.session()));
    if (running.isStopped()) throw new TurnStopped(lease);
    return running;
  }

  /// A turn that gets on is no poison, however often it was cut off.
  private static void progress(Sql sql, long turn) throws SQLException {
    sql.updateOne("update turn set attempts = 0 where id = ?", turn);
  }

  private static Optional<Running> running(Sql sql, Lease lease) throws SQLException {
    return sql.first(
        row ->
            new Running(
                row.getLong(1), Task.valueOf(row.getString(2)), row.getInt(3), row.getBoolean(4)),
        "select id, task, attempts, is_stopped from turn where session = ? and state = 'running'",
        lease.session().value());
  }

  static Optional<String> seen(Sql sql, SessionKey session, String path) throws SQLException {
    return sql.first(
        row -> row.getString(1),
        "select version from seen where session = ? and path = ?",
        session.value(),
        path);
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
