package dev.nanobot.sim;

import dev.nanobot.message.Outbound;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What holds at the end of every run, checked in the tables and against what the outside saw.
final class Invariants {
  private final Statement sql;
  private final Outside outside;
  private final List<String> violations = new ArrayList<>();

  private Invariants(Statement sql, Outside outside) {
    this.sql = sql;
    this.outside = outside;
  }

  static List<String> check(Path file, Outside outside) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      var invariants = new Invariants(statement, outside);
      invariants.everyMessageHasReachedItsEnd();
      invariants.nothingAcknowledgedIsLost();
      invariants.everyTextIsHeardOnceAndInOrder();
      invariants.everyTextIsAnsweredOnce();
      invariants.whatWasDecidedIsSaidInOrder();
      invariants.whatMayBeARepeatIsMarked();
      invariants.lateWritersWroteNothing();
      invariants.everyCallHasOneResult();
      invariants.whatMustRunOnceRanOnce();
      invariants.nothingIsHeldAtTheEnd();
      invariants.endsAgree();
      invariants.aResultIsOfARun();
      invariants.everyQuestionIsPaid();
      invariants.whatWasStoppedIsNotAnsweredAfterwards();
      invariants.whatToolsSayIsSaidOnceInTheirOrder();
      invariants.stepsAreToldOnceInTheirPlace();
      invariants.theConversationIsOneWayThroughItsTurns();
      invariants.violations.addAll(SubagentInvariants.check(statement));
      invariants.violations.addAll(MemoryInvariants.check(statement));
      invariants.violations.addAll(HouseholdInvariants.check(statement, outside.deeds));
      invariants.violations.addAll(JobInvariants.check(statement, outside.deeds));
      invariants.violations.addAll(outside.faults);
      outside.count(statement);
      return invariants.violations;
    }
  }

  private void everyMessageHasReachedItsEnd() throws SQLException {
    none(
        "under way at the end",
        "select external_id || ' ' || state from inbox where state in ('new', 'taken')");
    none("turns running at the end", "select id from turn where state = 'running'");
    none("unsent at the end", "select key || ' ' || state from outbox where state <> 'sent'");
  }

  private void nothingAcknowledgedIsLost() throws SQLException {
    Set<String> missing = new LinkedHashSet<>(outside.acknowledged);
    missing.removeAll(column("select external_id from inbox"));
    if (!missing.isEmpty()) violations.add("acknowledged and lost: " + missing);
  }

  private void everyTextIsHeardOnceAndInOrder() throws SQLException {
    for (Map.Entry<String, List<String>> session : outside.sent.entrySet()) {
      List<String> heard =
          column(
              "select json_extract(body, '$.text') from transcript "
                  + "where kind = 'user' and json_extract(body, '$.sender') like 'chat:%'"
                  + " and session = '"
                  + session.getKey()
                  + "' order by seq");
      List<String> expected = without(session.getValue(), "state = 'superseded' and turn is null");
      if (!heard.equals(expected)) {
        violations.add(session.getKey() + " heard " + heard + ", not " + expected);
      }
    }
  }

  /// The model answers with what it heard since its last answer, so the answers of a session, put
  /// together, are its texts, but for those of turns that failed and those that were stopped.
  private void everyTextIsAnsweredOnce() throws SQLException {
    for (Map.Entry<String, List<String>> session : outside.sent.entrySet()) {
      List<String> answers =
          column(
              "select o.text from outbox o join turn t on t.id = o.turn "
                  + "where t.state = 'done' and t.task = 'TALK' and o.text not like 'tell %'"
                  + " and o.key not like 't%.%'"
                  + " and exists (select 1 from inbox where turn = t.id and origin = 'PERSON')"
                  + " and o.text <> '"
                  + Script.NOTHING
                  + "' and o.session = '"
                  + session.getKey()
                  + "' order by o.id");
      List<String> expected = without(session.getValue(), "state in ('dead', 'superseded')");
      if (!String.join(" ", answers).equals(String.join(" ", expected))) {
        violations.add(session.getKey() + " answered " + answers + ", not " + expected);
      }
    }
  }

  private List<String> without(List<String> texts, String excluded) throws SQLException {
    Set<String> gone = Set.copyOf(column("select text from inbox where " + excluded));
    return texts.stream().filter(text -> !gone.contains(text)).toList();
  }

  /// After the answer to a stop nothing is said any more by a turn that took what came before it.
  private void whatWasStoppedIsNotAnsweredAfterwards() throws SQLException {
    none(
        "said after a stop",
        """
        select i.external_id || ' after ' || s.external_id from inbox i
        join inbox s on s.session = i.session and s.text in ('/stop', '/new')
          and i.id < s.id
        join outbox told on told.cause = s.id
        join outbox o on o.turn = i.turn and o.id > told.id
        """);
    none(
        "superseded by nobody",
        """
        select external_id from inbox i where state = 'superseded' and turn is null
          and session not like 'subagent:%'
          and not exists (
            select 1 from inbox where id = i.superseded_by and text in ('/stop', '/new'))
        """);
  }

  private void theConversationIsOneWayThroughItsTurns() throws SQLException {
    none(
        "beside the way",
        """
        with way as (select t.* from turn t join session s on s.key = t.session
          where t.parent is not null and t.is_undone = 0 and t.id > s.after_turn)
        select id || ' from ' || parent || ' to ' || coalesce(next, 'nothing') from way
        where parent <> coalesce((select max(b.id) from way b
            where b.session = way.session and b.id < way.id), 0)
          or next is not (select min(a.id) from way a
            where a.session = way.session and a.id > way.id)
        """);
  }

  private void whatToolsSayIsSaidOnceInTheirOrder() throws SQLException {
    List<String> decided =
        column(
            """
            select 'tell t' || turn || '.' || k from step
            where name = 'tell' and json_extract(result, '$.failed') = 0 order by turn, k
            """);
    List<String> said =
        column("select text from outbox where text like 'tell %' order by turn, id");
    if (!said.equals(decided)) violations.add("tools said " + said + ", not " + decided);
  }

  /// A step that calls tools is told where a person began the turn, before what its tools say, and
  /// after what those of the step before said; where no person takes part, none is.
  private void stepsAreToldOnceInTheirPlace() throws SQLException {
    none(
        "a step that was told too often, or not at all",
        """
        select t.id || '.' || s.k from turn t
          join step s on s.turn = t.id and s.kind = 'model' and exists (
            select 1 from step c where c.turn = t.id and c.k = s.k + 1 and c.kind = 'tool')
          join inbox i on i.id = (select min(id) from inbox where turn = t.id)
        where i.origin = 'PERSON'
          and 1 <> (select count(*) from outbox where key = 't' || t.id || '.' || s.k)
        """);
    none(
        "told and nobody there asked",
        """
        select key from outbox o where key like 't%.%' and not exists (
          select 1 from inbox where turn = o.turn and origin = 'PERSON' and session = o.session)
        """);
    none(
        "told after what came of it",
        """
        with said as (
          select id, turn, cast(substr(case when text like 'tell %' then text else key end,
            instr(case when text like 'tell %' then text else key end, '.') + 1) as integer) k
          from outbox where key like 't%.%' or text like 'tell %')
        select a.turn || '.' || a.k from said a join said b on b.turn = a.turn
        where a.id < b.id and a.k > b.k
        """);
  }

  private void whatWasDecidedIsSaidInOrder() throws SQLException {
    for (String session : column("select distinct session from outbox")) {
      List<String> decided =
          column("select key from outbox where session = '" + session + "' order by id");
      Set<String> said = new LinkedHashSet<>();
      for (Outbound outbound : outside.said) {
        if (outbound.target().value().equals(session)) said.add(outbound.key());
      }
      if (!List.copyOf(said).equals(decided)) {
        violations.add(session + " said " + said + ", decided " + decided);
      }
    }
  }

  /// Of all attempts that said something, only the first may be without the mark.
  private void whatMayBeARepeatIsMarked() {
    for (Outbound said : outside.said) {
      boolean isRepeat =
          outside.said.stream()
              .anyMatch(
                  other -> other.key().equals(said.key()) && other.attempts() < said.attempts());
      if (isRepeat && !said.mayBeDuplicate()) {
        violations.add(said.key() + " was said again without a mark");
      }
    }
  }

  private void lateWritersWroteNothing() throws SQLException {
    none(
        "an epoch decreases with seq",
        """
        select b.session || ' ' || b.seq from transcript a
        join transcript b on a.session = b.session and b.seq = a.seq + 1 and b.epoch < a.epoch
        """);
    none(
        "a gap in the transcript",
        """
        select session from transcript group by session having max(seq) <> count(*)
        """);
  }

  /// Where questions are limited, each that was put is counted, whatever died; and where not, each
  /// that was answered. Those of subagents are paid by the conversation that they began with.
  private void everyQuestionIsPaid() throws SQLException {
    none("set aside at the end", "select turn from reservation");
    none(
        "answers that nobody paid",
        """
        with recursive root (session, top) as (
          select key, key from session where key not in (select session from subagent)
          union all
          select a.session, r.top from subagent a join root r on r.session = a.parent)
        select s.session || ' ' || s.tokens from
          (select r.top as session, sum(p.tokens_in + p.tokens_out) as tokens from step p
            join turn t on t.id = p.turn join root r on r.session = t.session group by 1) s
        where s.tokens > coalesce((select sum(tokens_in + tokens_out) from spending
          where session = s.session), 0)
        """);
    if (!outside.isThrifty) return;
    long counted =
        Long.parseLong(column("select coalesce(sum(calls), 0) from spending").getFirst());
    if (counted < outside.modelCalls) {
      violations.add(outside.modelCalls + " questions, of which " + counted + " were counted");
    }
  }

  private void everyCallHasOneResult() throws SQLException {
    List<String> calls =
        column(
            """
            select t.session || ' ' || json_extract(c.value, '$.id')
            from transcript t, json_each(t.body, '$.calls') c where kind = 'assistant' order by 1
            """);
    List<String> results =
        column(
            """
            select session || ' ' || json_extract(body, '$.call') from transcript
            where kind = 'result' order by 1
            """);
    if (!calls.equals(results)) violations.add("calls " + calls + ", results " + results);
  }

  private void whatMustRunOnceRanOnce() {
    outside.onceRuns.forEach(
        (key, runs) -> {
          if (runs > 1) violations.add(key + " ran " + runs + " times");
        });
  }

  private void nothingIsHeldAtTheEnd() throws SQLException {
    none(
        "leased or waiting at the end",
        """
        select key from session where lease_owner is not null or waiting_since is not null
        """);
    none(
        "steps under way at the end",
        """
        select turn || '.' || k || ' ' || state from step
        where state in ('planned', 'running', 'noted')
        """);
    none(
        "a head that is not the last entry",
        """
        select key from session
        where head <> (select coalesce(max(seq), 0) from transcript where session = key)
        """);
  }

  /// A message and the turn that took it end alike, and one message of a turn has the answer.
  private void endsAgree() throws SQLException {
    none(
        "a message ends otherwise than its turn",
        """
        select i.external_id || ' ' || i.state || ', turn ' || t.state from inbox i
        join turn t on t.id = i.turn
        where (i.state in ('answered', 'merged')) <> (t.state = 'done')
          or (i.state = 'dead') <> (t.state = 'failed')
          or (i.state = 'superseded') <> (t.state = 'cancelled')
        """);
    none(
        "a turn without its one answered message",
        """
        select id from turn t where state = 'done'
          and 1 <> (select count(*) from inbox where turn = t.id and state = 'answered')
        """);
    none(
        "a turn that failed for no reason of this world",
        """
        select id || ': ' || reason from turn
        where state = 'failed' and reason not like 'model: %simulated%'
          and not (reason = 'given up after 12 attempts' and openings > 12)
        """);
  }

  /// What must run once runs only after its step says so, and has a result only if it ran.
  private void aResultIsOfARun() throws SQLException {
    Set<String> begun =
        Set.copyOf(
            column(
                """
                select 't' || turn || '.' || k from step
                where name = 'tap' and state in ('done', 'unknown')
                """));
    for (String key : outside.onceRuns.keySet()) {
      if (!begun.contains(key)) violations.add(key + " ran and has no step");
    }
    for (String key :
        column(
            """
            select 't' || turn || '.' || k from step
            where name = 'tap' and state = 'done' and json_extract(result, '$.failed') = 0
            """)) {
      if (!outside.onceRuns.containsKey(key)) violations.add(key + " has a result and never ran");
    }
  }

  private void none(String what, String query) throws SQLException {
    List<String> found = column(query);
    if (!found.isEmpty()) violations.add(what + ": " + found);
  }

  private List<String> column(String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = sql.executeQuery(query)) {
      while (rows.next()) values.add(rows.getString(1));
    }
    return values;
  }
}
