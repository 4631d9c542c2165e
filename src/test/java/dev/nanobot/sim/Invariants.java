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
      invariants.lateWritersWroteNothing();
      invariants.everyCallHasOneResult();
      invariants.whatMustRunOnceRanOnce();
      return invariants.violations;
    }
  }

  private void everyMessageHasReachedItsEnd() throws SQLException {
    none("under way at the end",
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
      List<String> heard = column("select json_extract(body, '$.text') from transcript "
          + "where kind = 'user' and session = '" + session.getKey() + "' order by seq");
      if (!heard.equals(session.getValue())) {
        violations.add(session.getKey() + " heard " + heard + ", not " + session.getValue());
      }
    }
  }

  /// The model answers with what it heard since its last answer, so the answers of a session, put
  /// together, are its texts, but for those of turns that failed.
  private void everyTextIsAnsweredOnce() throws SQLException {
    for (Map.Entry<String, List<String>> session : outside.sent.entrySet()) {
      List<String> answers = column("select o.text from outbox o join turn t on t.id = o.turn "
          + "where t.state = 'done' and o.session = '" + session.getKey() + "' order by o.id");
      Set<String> dead = Set.copyOf(column("select text from inbox where state = 'dead'"));
      List<String> expected =
          session.getValue().stream().filter(text -> !dead.contains(text)).toList();
      if (!String.join(" ", answers).equals(String.join(" ", expected))) {
        violations.add(session.getKey() + " answered " + answers + ", not " + expected);
      }
    }
  }

  private void whatWasDecidedIsSaidInOrder() throws SQLException {
    for (String session : outside.sent.keySet()) {
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

  private void lateWritersWroteNothing() throws SQLException {
    none("an epoch decreases with seq", """
        select b.session || ' ' || b.seq from transcript a
        join transcript b on a.session = b.session and b.seq = a.seq + 1 and b.epoch < a.epoch
        """);
    none("a gap in the transcript", """
        select session from transcript group by session having max(seq) <> count(*)
        """);
  }

  private void everyCallHasOneResult() throws SQLException {
    List<String> calls = column("""
        select t.session || ' ' || json_extract(c.value, '$.id')
        from transcript t, json_each(t.body, '$.calls') c where kind = 'assistant' order by 1
        """);
    List<String> results = column("""
        select session || ' ' || json_extract(body, '$.call') from transcript
        where kind = 'result' order by 1
        """);
    if (!calls.equals(results)) violations.add("calls " + calls + ", results " + results);
  }

  private void whatMustRunOnceRanOnce() {
    outside.onceRuns.forEach((key, runs) -> {
      if (runs > 1) violations.add(key + " ran " + runs + " times");
    });
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
