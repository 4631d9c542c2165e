package dev.nanobot.sim;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What holds of subagents at the end of every run. Each rule is a query for what breaks it.
final class SubagentInvariants {
  private static final Map<String, String> RULES = new LinkedHashMap<>();

  static {
    RULES.put(
        "under way at the end",
        "select session from subagent where state in ('queued', 'running')");
    RULES.put(
        "an end that is not told once, or a cancelled one that tells",
        """
        select session || ' ' || state from subagent a
        where (case state when 'cancelled' then 0 else 1 end) <> (select count(*) from inbox
          where channel = 'subagent' and external_id = a.session || '/answer'
            and session = a.parent)
        """);
    RULES.put(
        "a call without its one subagent, or the other way round",
        """
        select turn || '.' || k from step
        where name = 'spawn' and (state = 'done' and json_extract(result, '$.failed') = 0)
          <> (select count(*) from subagent
            where session glob 'subagent:t' || step.turn || '.' || step.k || ':*')
        """);
    RULES.put(
        "a task or an answer heard twice",
        """
        select session || ' ' || json_extract(body, '$.text') from transcript
        where kind = 'user' and json_extract(body, '$.sender') = 'subagent'
        group by 1 having count(*) > 1
        """);
    RULES.put(
        "one that is done although its last turn is not",
        """
        select a.session || ' ' || t.state from subagent a join turn t on t.session = a.session
        where a.state = 'done' and t.state <> 'done'
          and t.id = (select max(id) from turn where turn.session = a.session)
        """);
    RULES.put(
        "an answer after a stop of what asked for it",
        """
        select r.external_id || ' after ' || s.external_id from subagent a
        join inbox i on i.turn = a.turn
        join inbox s on s.session = a.parent and s.text = '/stop' and i.id < s.id
        join inbox r on r.external_id = a.session || '/answer' and r.id > s.id
        """);
    RULES.put(
        "said to a subagent's session", "select key from outbox where session like 'subagent:%'");
  }

  private SubagentInvariants() {}

  static List<String> check(Statement sql) throws SQLException {
    List<String> violations = new ArrayList<>();
    for (var rule : RULES.entrySet()) {
      try (ResultSet rows = sql.executeQuery(rule.getValue())) {
        while (rows.next()) violations.add(rule.getKey() + ": " + rows.getString(1));
      }
    }
    return violations;
  }
}
