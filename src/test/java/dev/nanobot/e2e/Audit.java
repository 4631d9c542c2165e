package dev.nanobot.e2e;

import dev.nanobot.message.Json;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the database says after the end, read without writing.
///
/// `merged` are the external ids of messages answered together with a later one; `replies` counts
/// the model's replies that were committed; `unknown` the commands whose outcome nobody recorded.
record Audit(Set<String> merged, long replies, long unknown, List<String> violations) {
  private static final Map<String, String> RULES =
      Map.of(
          "every message ends in a state",
          "select external_id from inbox where state not in ('answered', 'merged')",
          "every turn ends",
          "select id from turn where state <> 'done'",
          "everything is said",
          "select key from outbox where state <> 'sent'",
          "a turn answers at least one message",
          """
          select id from turn where id not in (select turn from inbox where state = 'answered')
          """,
          "one turn says one thing",
          "select turn from outbox where turn is not null group by turn" + " having count(*) > 1",
          "an answered message was said something",
          """
          select external_id from inbox where state = 'answered'
            and turn not in (select turn from outbox where turn is not null)
          """,
          "the epoch never decreases",
          """
          select a.session || ' ' || b.seq from transcript a join transcript b
            on b.session = a.session and b.seq = a.seq + 1 and b.epoch < a.epoch
          """,
          "a transcript has no gap",
          """
          select session from transcript group by session
            having max(seq) - min(seq) + 1 <> count(*)
          """);

  Audit {
    merged = Set.copyOf(merged);
    violations = List.copyOf(violations);
  }

  static Audit of(Path database) throws SQLException {
    String address = "jdbc:sqlite:file:" + database + "?mode=ro";
    try (var connection = DriverManager.getConnection(address)) {
      List<String> violations = new ArrayList<>();
      for (var rule : RULES.entrySet()) {
        texts(connection, rule.getValue())
            .forEach(found -> violations.add("not so: " + rule.getKey() + ": " + found));
      }
      violations.addAll(calls(connection));
      if (!texts(connection, "pragma integrity_check").equals(List.of("ok"))) {
        violations.add("not so: the database is whole");
      }
      return new Audit(
          new HashSet<>(texts(connection, "select external_id from inbox where state = 'merged'")),
          number(connection, "select count(*) from transcript where kind = 'assistant'"),
          number(connection, "select count(*) from step where state = 'unknown'"),
          violations);
    }
  }

  /// Each call has exactly one result, after it and in the same session.
  private static List<String> calls(Connection connection) throws SQLException {
    List<String> violations = new ArrayList<>();
    Map<String, Integer> open = new HashMap<>();
    @Nullable String session = null;
    try (var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
            select session, kind, body from transcript
            where kind <> 'user' order by session, seq
            """)) {
      while (rows.next()) {
        if (!Objects.equals(session, rows.getString(1))) {
          check(open, session, violations);
          session = rows.getString(1);
        }
        JsonNode body = Json.parse(rows.getString(3));
        if (rows.getString(2).equals("result")) {
          open.merge(body.get("call").stringValue(), -1, Integer::sum);
        } else {
          check(open, session, violations);
          for (JsonNode call : body.path("calls")) {
            open.merge(call.get("id").stringValue(), 1, Integer::sum);
          }
        }
      }
    }
    check(open, session, violations);
    return violations;
  }

  /// All calls so far have their one result; forgets them.
  private static void check(
      Map<String, Integer> open, @Nullable String session, List<String> violations) {
    open.forEach(
        (call, left) -> {
          if (left != 0) {
            violations.add("not so: a call has one result: " + session + " " + call + ": " + left);
          }
        });
    open.clear();
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) texts.add(rows.getString(1));
    }
    return texts;
  }

  private static long number(Connection connection, String query) throws SQLException {
    return Long.parseLong(texts(connection, query).getFirst());
  }
}
