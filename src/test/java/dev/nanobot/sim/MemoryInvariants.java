package dev.nanobot.sim;

import dev.nanobot.store.Memories;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What holds of memory at the end of every run: what a call was told is what its rows say, and the
/// versions of a document are a chain to which each edit adds a line.
final class MemoryInvariants {
  private static final Map<String, String> RULES = new LinkedHashMap<>();

  static {
    RULES.put(
        "an edit is written and its call was told otherwise",
        """
        select turn || '.' || k || ' ' || result from step s
        where name = 'edit_memory' and (state = 'done' and json_extract(result, '$.failed') = 0
            or json_extract(result, '$.text') like 'Error:%'
            or json_extract(result, '$.text') like 'Not run%')
          and (json_extract(result, '$.failed') = 0)
            <> (select count(*) from memory where key = 't' || s.turn || '.' || s.k)
        """);
    RULES.put(
        "a version that no call wrote",
        """
        select name || ' ' || version from memory m where kind = 'document' and not exists (
          select 1 from step
          where name in ('edit_memory', 'remember') and 't' || turn || '.' || k = m.key)
        """);
    RULES.put(
        "a gap between versions",
        """
        select name from memory where kind = 'document' group by scope, name
        having min(version) <> 1 or max(version) <> count(*)
        """);
    RULES.put(
        "a version without what the one before it said",
        """
        select b.name || ' ' || b.version from memory a
        join memory b on b.scope = a.scope and b.name = a.name and b.version = a.version + 1
          and b.kind = 'document' and a.kind = 'document'
        where substr(b.body, 1, length(a.body)) <> a.body
        """);
  }

  private final Statement sql;
  private final List<String> violations = new ArrayList<>();

  private MemoryInvariants(Statement sql) {
    this.sql = sql;
  }

  static List<String> check(Statement sql) throws SQLException {
    var invariants = new MemoryInvariants(sql);
    for (var rule : RULES.entrySet()) {
      for (String found : invariants.column(rule.getValue())) {
        invariants.violations.add(rule.getKey() + ": " + found);
      }
    }
    invariants.everyNoteIsThereOnce();
    return invariants.violations;
  }

  /// A note whose call was settled is in the text of a day once, and no other note is.
  private void everyNoteIsThereOnce() throws SQLException {
    Map<String, Integer> found = new HashMap<>();
    for (String text : texts()) {
      text.lines()
          .filter(line -> line.startsWith("- "))
          .forEach(line -> found.merge(line.substring(2), 1, Integer::sum));
    }
    List<String> settled =
        column(
            """
            select json_extract(json_extract(call, '$.arguments'), '$.text') from step
            where name = 'remember' and state = 'done' and json_extract(result, '$.failed') = 0
            """);
    for (String note : settled) {
      int count = found.getOrDefault(note, 0);
      found.remove(note);
      if (count != 1) violations.add("the note " + note + " is there " + count + " times");
    }
    if (!found.isEmpty()) violations.add("notes that no call wrote: " + found);
  }

  /// What everybody reads of the days: the newest document of each, and the entries after it.
  private List<String> texts() throws SQLException {
    return column(
        """
        select coalesce(d.body, '') || char(10) || coalesce((
            select group_concat('- ' || e.body, char(10)) from memory e
            where e.kind = 'entry' and e.scope = n.scope and e.name = n.name
              and e.id > coalesce(d.upto, 0)), '')
        from (select distinct scope, name from memory) n
        left join memory d on d.scope = n.scope and d.name = n.name and d.kind = 'document'
          and d.version = (select max(version) from memory where kind = 'document'
            and scope = n.scope and name = n.name)
        where n.name <> '%s'
        """
            .formatted(Memories.LONG_TERM));
  }

  private List<String> column(String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = sql.executeQuery(query)) {
      while (rows.next()) values.add(rows.getString(1));
    }
    return values;
  }
}
