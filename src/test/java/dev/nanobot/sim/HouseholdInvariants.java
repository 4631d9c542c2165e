package dev.nanobot.sim;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What holds of slots, notes, calls, heartbeats and control words at the end of every run. Each
/// rule is a query for what breaks it.
final class HouseholdInvariants {
  private static final long GRACE_NANOS = 200_000_000_000L; // A process may stand still meanwhile.
  private static final Map<String, String> RULES = new LinkedHashMap<>();

  static {
    slots();
    jobsOfTools();
    calls();
    words();
  }

  private HouseholdInvariants() {}

  private static void slots() {
    RULES.put(
        "a slot that is not over, or without the reason",
        """
        select job || '@' || slot || ' ' || state from cron_run
        where state = 'fired' or (state <> 'ran' and reason = '')
        """);
    RULES.put(
        "a slot that ran without its one message, or the other way round",
        """
        select job || '@' || slot || ' ' || state from cron_run r
        where (message is not null or state in ('ran', 'failed')) <>
          (select count(*) from inbox where id = r.message and channel = 'cron'
            and external_id = r.job || '@' || r.slot)
        """);
    RULES.put(
        "a job's message of no slot",
        """
        select external_id from inbox i where channel = 'cron'
          and 1 <> (select count(*) from cron_run where message = i.id)
        """);
    RULES.put(
        "a slot ends otherwise than its message",
        """
        select job || '@' || slot || ' ' || r.state || ', message ' || i.state
        from cron_run r join inbox i on i.id = r.message
        where (r.state = 'ran') <> (i.state = 'answered')
        """);
    RULES.put(
        "what nobody said is not answered by its text, once",
        """
        select external_id || ' ' || coalesce(answer_to, 'here') from inbox i
        where state = 'answered' and origin in ('SCHEDULE', 'TRIGGER') and
          (select count(*) from outbox where turn = i.turn and text = i.text
            and session = coalesce(i.answer_to, i.session))
          <> (coalesce(i.answer_to, 'here') <> '') and hush = ''
        """);
    RULES.put(
        "a turn was ended and nobody wanted it",
        """
        select t.id || ' of ' || t.session from turn t
        where state = 'cancelled' and session not like 'subagent:%' and not exists (
          select 1 from inbox s where s.session = t.session
            and s.id > (select min(id) from inbox where turn = t.id)
            and (s.text in ('/stop', '/new') or (s.origin = 'PERSON' and s.text not like '/%'
              and exists (select 1 from inbox q where q.session = s.session and q.id < s.id
                and q.text = '/queue interrupt'))))
        """);
  }

  private static void jobsOfTools() {
    RULES.put(
        "a call that added a job without it",
        """
        select turn || '.' || k from step
        where name = 'cron' and json_extract(result, '$.text') like 'Added job %'
          and 1 <> (select count(*) from trail where what = 'added'
            and name = substr(json_extract(step.result, '$.text'), 11, 8))
        """);
    RULES.put(
        "a job that nobody added",
        """
        select name from trail where what = 'added' and name not glob 'a0*'
          and 1 <> (select count(*) from step where name = 'cron'
            and json_extract(result, '$.text') glob 'Added job ' || trail.name || '*')
        """);
    RULES.put(
        "a job that a call removed",
        """
        select id from cron_job where exists (select 1 from step where name = 'cron'
          and json_extract(result, '$.text') = 'Removed job ' || cron_job.id || '.')
        """);
  }

  private static void calls() {
    RULES.put(
        "a heartbeat beside another one",
        "select name || ' beside ' || note from trail where what = 'beat' and note <> '0'");
  }

  private static void words() {
    RULES.put(
        "a control word that has not its one answer",
        """
        select external_id || ' ' || state from inbox i
        where text like '/%' and origin = 'PERSON' and (state <> 'answered' or turn is not null
          or 1 <> (select count(*) from outbox where cause = i.id and turn is null))
        """);
    RULES.put(
        "a wish to compact that has not its one end",
        """
        select external_id || ' ' || state from inbox i where text = '/compact'
          and (state in ('answered', 'dead'))
            <> (select count(*) from outbox where turn = i.turn)
        """);
    RULES.put(
        "a model was asked a control word",
        """
        select body from transcript
        where kind = 'user' and json_extract(body, '$.text') like '/%'
        """);
  }

  static List<String> check(Statement sql, Deeds deeds) throws SQLException {
    List<String> violations = new ArrayList<>();
    for (var rule : RULES.entrySet()) {
      for (String found : column(sql, rule.getValue())) {
        violations.add(rule.getKey() + ": " + found);
      }
    }
    Set<String> missing = new LinkedHashSet<>(deeds.calls);
    missing.removeAll(column(sql, "select external_id from inbox where channel = 'trigger'"));
    if (!missing.isEmpty()) violations.add("calls acknowledged and lost: " + missing);
    for (String beat : column(sql, "select elapsed from trail where what = 'beat'")) {
      if (deeds.wasIdle(Long.parseLong(beat), GRACE_NANOS)) {
        violations.add("a heartbeat had nothing to do, and was at " + beat);
      }
    }
    return violations;
  }

  private static List<String> column(Statement sql, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = sql.executeQuery(query)) {
      while (rows.next()) values.add(rows.getString(1));
    }
    return values;
  }
}
