package dev.nanobot.sim;

import dev.nanobot.message.Outbound;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What an observer outside of all processes saw: it outlives their deaths.
final class Outside {
  private static final String COUNTS =
      """
      select 'slots ' || state, count(*) from cron_run group by 1
      union all select 'notes', count(*) from memory where kind = 'entry'
      union all select 'edits', count(*) from memory where kind = 'document'
      union all select 'edits refused', count(*) from step
        where name = 'edit_memory' and json_extract(result, '$.failed') = 1
      union all select 'calls of programs', count(*) from inbox where channel = 'trigger'
      union all select 'heartbeats', count(*) from inbox where channel = 'heartbeat'
      union all select 'control words', count(*) from inbox where text like '/%'
      union all select 'changes of jobs', count(*) from trail where what in ('changed', 'removed')
      union all select 'subagents', count(*) from subagent
      union all select 'turns beside the way', count(*) from turn where is_undone = 1
      union all select 'retries', count(*) from audit where what = 'retried'
      union all select 'messages', count(*) from inbox where channel = 'chat' and text not like '/%'
      """;

  /// Texts sent by people, by session, in order.
  final Map<String, List<String>> sent = new HashMap<>();

  /// External ids the gateway acknowledged.
  final Set<String> acknowledged = new LinkedHashSet<>();

  /// What the platform took, repeats included, in order.
  final List<Outbound> said = new ArrayList<>();

  /// How often a tool that must run once ran, by its call's key.
  final Map<String, Integer> onceRuns = new HashMap<>();

  /// What the model or a tool found wrong in what it was given.
  final Set<String> faults = new LinkedHashSet<>();

  /// What the household did.
  final Deeds deeds = new Deeds();

  /// Whether each question is counted before it is put.
  boolean isThrifty;

  /// How many of each kind a run had.
  final Map<String, Integer> counts = new TreeMap<>();

  int crashes;
  int pauses;
  int refusals;
  int modelCalls;
  int summaries;

  /// Counts what is in the tables at the end.
  void count(Statement sql) throws SQLException {
    try (ResultSet rows = sql.executeQuery(COUNTS)) {
      while (rows.next()) counts.put(rows.getString(1), rows.getInt(2));
    }
    counts.put("crashes", crashes);
    counts.put("pauses", pauses);
    counts.put("summaries", summaries);
  }
}
