package dev.nanobot.store;

import dev.nanobot.message.Buttons;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Subagent;
import dev.nanobot.store.Store.Health;
import dev.nanobot.store.Store.Status;
import dev.nanobot.store.Store.Summary;
import dev.nanobot.store.Store.Usage;
import dev.nanobot.world.World;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What can be asked about messages, sessions and the store.
///
/// Shared: immutable; every method runs inside a read of the caller.
final class Views {
  private static final String SUMMARY =
      """
      select key, head + 1 - coalesce(
          (select min(seq) from transcript where transcript.session = s.key), head + 1),
        (select count(*) from inbox where inbox.session = s.key and state = 'new'),
        exists (select 1 from turn where turn.session = s.key and state = 'running'), used_at
      from session s
      """;

  private final World world;

  Views(World world) {
    this.world = world;
  }

  static Optional<Status> status(Sql sql, long message) throws SQLException {
    Optional<Status> bare =
        sql.first(
            row ->
                new Status(
                    message,
                    SessionKey.parse(row.getString(1)),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    "",
                    new Usage("", 0, 0, 0, 0)),
            "select session, state, reason, coalesce(turn, 0) from inbox where id = ?",
            message);
    if (bare.isEmpty()) return bare;
    Status status = bare.get();
    return Optional.of(
        new Status(
            message,
            status.session(),
            status.state(),
            status.reason(),
            status.turn(),
            answer(sql, status),
            usage(sql, status.turn())));
  }

  private static String answer(Sql sql, Status status) throws SQLException {
    return String.join(
        "\n\n",
        sql.list(
            row -> Buttons.read(row.getString(2)).namedAfter(row.getString(1)),
            """
        select text, buttons from outbox where session = ? and (turn = ? or cause = ?) order by id
        """,
            status.session().value(),
            status.turn(),
            status.messageId()));
  }

  private static Usage usage(Sql sql, long turn) throws SQLException {
    return sql.first(
            row ->
                new Usage(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getInt(5)),
            """
        select model, tokens_in, tokens_out, tokens_cached,
          (select coalesce(sum(attempts), 0) from step where turn = turn.id and kind = 'model')
        from turn where id = ?
        """,
            turn)
        .orElse(new Usage("", 0, 0, 0, 0));
  }

  static List<Summary> sessions(Sql sql, int sessionsMax) throws SQLException {
    return sessions(sql, sessionsMax, "");
  }

  static List<Summary> chats(Sql sql, int sessionsMax) throws SQLException {
    return sessions(sql, sessionsMax, "and key not glob '" + Subagent.CHANNEL + "[:@]*'");
  }

  private static List<Summary> sessions(Sql sql, int sessionsMax, String condition)
      throws SQLException {
    return sql.list(
        Views::summary,
        SUMMARY + " where is_deleted = 0 " + condition + " order by used_at desc, key limit ?",
        sessionsMax);
  }

  static Optional<Summary> session(Sql sql, SessionKey session) throws SQLException {
    return sql.first(
        Views::summary, SUMMARY + " where is_deleted = 0 and key = ?", session.value());
  }

  private static Summary summary(ResultSet row) throws SQLException {
    return new Summary(
        SessionKey.parse(row.getString(1)),
        row.getLong(2),
        row.getInt(3),
        row.getBoolean(4),
        Instant.ofEpochMilli(row.getLong(5)));
  }

  Health health(Sql sql) throws SQLException {
    long oldest =
        sql.number(
            "select coalesce(min(created_at), 0) from outbox where state in ('pending', "
                + "'sending')");
    return new Health(
        Long.toString(sql.number("pragma user_version")),
        sql.number("select count(*) from inbox where state = 'new'"),
        sql.number("select count(*) from turn where state = 'running'"),
        sql.number("select count(*) from outbox where state in ('pending', 'sending')"),
        sql.number("select count(*) from outbox where " + BoardRows.GIVEN_UP),
        oldest == 0 ? Duration.ZERO : Duration.between(Instant.ofEpochMilli(oldest), world.now()),
        Races.all(sql));
  }
}
