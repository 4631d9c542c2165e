package dev.nanobot.store;

import dev.nanobot.message.Buttons;
import dev.nanobot.message.Origin;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import dev.nanobot.store.Board.Came;
import dev.nanobot.store.Board.Count;
import dev.nanobot.store.Board.Figures;
import dev.nanobot.store.Board.Filter;
import dev.nanobot.store.Board.Leaves;
import dev.nanobot.store.Board.Traffic;
import dev.nanobot.store.Board.Withdrawal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists of `inbox` and `outbox` for an operator.
///
/// Every method runs inside a transaction of the caller.
final class BoardRows {
  private static final String CAME =
      """
      select i.id, i.channel, i.external_id, i.session, i.principal, i.origin, i.task, i.state,
        i.reason, coalesce(i.turn, 0), coalesce(t.openings, 0), i.text, i.received_at, i.ended_at
      from inbox i left join turn t on t.id = i.turn
      """;

  /// What is taken belongs to a turn that runs.
  private static final String TAKEN =
      " and i.turn in (select id from turn where state = 'running')";

  private static final String LEAVES =
      """
      select id, session, coalesce(turn, 0), coalesce(cause, 0), text,
        case when state = 'dead' and is_dropped = 1 then 'dropped' else state end, attempts,
        reason, created_at, next_at, sent_at, buttons
      from outbox
      """;

  /// What was given up, and nobody dropped.
  static final String GIVEN_UP = "state = 'dead' and is_dropped = 0";

  private BoardRows() {}

  static List<Came> came(Sql sql, Filter filter, long before, int messagesMax) throws SQLException {
    List<Object> arguments = new ArrayList<>(List.of(before));
    String where = "where i.id < ?";
    if (!filter.session().isEmpty()) {
      where += " and i.session = ?";
      arguments.add(filter.session());
    }
    // The state stands in the text, so that the indexes of what is rare can be used.
    if (!filter.state().isEmpty()) where += " and i.state = '" + filter.state() + "'";
    if (filter.state().equals("taken")) where += TAKEN;
    arguments.add(messagesMax);
    return sql.list(
        BoardRows::came, CAME + where + " order by i.id desc limit ?", arguments.toArray());
  }

  static Optional<Came> came(Sql sql, long message) throws SQLException {
    return sql.first(BoardRows::came, CAME + "where i.id = ?", message);
  }

  private static Came came(ResultSet row) throws SQLException {
    return new Came(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        SessionKey.parse(row.getString(4)),
        row.getString(5),
        Origin.valueOf(row.getString(6)),
        Task.valueOf(row.getString(7)),
        row.getString(8),
        row.getString(9),
        row.getLong(10),
        row.getInt(11),
        row.getString(12),
        Instant.ofEpochMilli(row.getLong(13)),
        instant(row, 14));
  }

  private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static Withdrawal withdraw(Sql sql, long message, long now) throws SQLException {
    Optional<Came> found = came(sql, message);
    if (found.isEmpty()) return Withdrawal.NOT_FOUND;
    if (!found.get().state().equals("new")) return Withdrawal.TAKEN;
    SessionKey session = found.get().session();
    Optional<Long> left = WayRows.left(sql, session);
    SlotRows.endOfMessage(sql, message, "withdrawn", now);
    sql.updateOne(
        """
        update inbox set state = 'superseded', reason = 'withdrawn', ended_at = ?
        where id = ? and state = 'new'
        """,
        now,
        message);
    if (left.isPresent()) WayRows.comeBack(sql, session, left.get());
    return Withdrawal.WITHDRAWN;
  }

  static List<Leaves> leaves(Sql sql, String state, long before, int messagesMax)
      throws SQLException {
    // The state stands in the text, so that the indexes of what is rare can be used.
    String condition =
        switch (state) {
          case "dead" -> GIVEN_UP;
          case "dropped" -> "state = 'dead' and is_dropped = 1";
          default -> "state = '" + state + "'";
        };
    return sql.list(
        BoardRows::leaves,
        LEAVES + "where id < ? and " + condition + " order by id desc limit ?",
        before,
        messagesMax);
  }

  static List<Long> givenUp(Sql sql) throws SQLException {
    return sql.list(
        row -> row.getLong(1), "select id from outbox where " + GIVEN_UP + " order by id");
  }

  static Optional<Leaves> leaves(Sql sql, long outbound) throws SQLException {
    return sql.first(BoardRows::leaves, LEAVES + "where id = ?", outbound);
  }

  private static Leaves leaves(ResultSet row) throws SQLException {
    return new Leaves(
        row.getLong(1),
        SessionKey.parse(row.getString(2)),
        row.getLong(3),
        row.getLong(4),
        Buttons.read(row.getString(12)).namedAfter(row.getString(5)),
        row.getString(6),
        row.getInt(7),
        row.getString(8),
        Instant.ofEpochMilli(row.getLong(9)),
        Instant.ofEpochMilli(row.getLong(10)),
        instant(row, 11));
  }

  static Traffic traffic(Sql sql, String endpoint) throws SQLException {
    String sent = "from (select endpoint, sent_at from outbox order by id desc limit ?2)";
    String heard = "from (select session, received_at from inbox order by id desc limit ?2)";
    return new Traffic(
        count(
            sql,
            "select count(*) from inbox where state = 'new' and session >= ?1 || ':'"
                + " and session < ?1 || ';'",
            endpoint),
        count(
            sql, "select count(*) from outbox where endpoint = ?1 and state = 'pending'", endpoint),
        count(sql, "select count(*) from outbox where endpoint = ?1 and " + GIVEN_UP, endpoint),
        last(
            sql,
            "select max(received_at) "
                + heard
                + " where session >= ?1 || ':' and session < ?1 || ';'",
            endpoint),
        last(sql, "select max(sent_at) " + sent + " where endpoint = ?1", endpoint),
        sql.first(
                row -> row.getString(1),
                """
            select reason from outbox where endpoint = ? and state = 'pending' and reason <> ''
            order by id limit 1
            """,
                endpoint)
            .orElse(""));
  }

  private static int count(Sql sql, String query, String endpoint) throws SQLException {
    return (int) sql.number(query, endpoint);
  }

  private static Optional<Instant> last(Sql sql, String query, String endpoint)
      throws SQLException {
    return sql.first(row -> instant(row, 1), query, endpoint, Board.RECENT_MAX)
        .orElse(Optional.empty());
  }

  static Figures figures(Sql sql, Instant now) throws SQLException {
    long newest = sql.number("select coalesce(max(id), 0) from turn");
    return new Figures(
        ever(sql, "inbox"),
        ever(sql, "turn"),
        ever(sql, "outbox"),
        age(sql, now, "select coalesce(min(received_at), 0) from inbox where state = 'new'"),
        age(
            sql,
            now,
            """
            select coalesce(min(waiting_since), 0) from session
            where waiting_since is not null and lease_owner is null
            """),
        sql.list(
            row -> Duration.ofMillis(row.getLong(1)),
            """
            select max(0, t.started_at - (select min(received_at) from inbox where turn = t.id))
            from turn t where t.id > ? and exists (select 1 from inbox where turn = t.id)
            """,
            newest - Figures.TURNS_MAX),
        sql.list(
            row -> new Count(row.getString(1), row.getLong(2)),
            "select kind, count(*) from step where turn > ? group by 1 order by 1",
            newest - Figures.TURNS_MAX));
  }

  /// How many rows a table ever had: also those that were deleted.
  private static long ever(Sql sql, String table) throws SQLException {
    return sql.number(
        "select coalesce((select seq from sqlite_sequence where name = ?), 0)", table);
  }

  private static Duration age(Sql sql, Instant now, String oldest) throws SQLException {
    long millis = sql.number(oldest);
    return millis == 0 ? Duration.ZERO : Duration.between(Instant.ofEpochMilli(millis), now);
  }
}
