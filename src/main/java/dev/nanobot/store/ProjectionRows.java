package dev.nanobot.store;

import dev.nanobot.store.Memories.Projection;
import dev.nanobot.store.Memories.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// What was lately written to files that people may edit: `projection`.
///
/// Every method runs inside a transaction of the caller.
final class ProjectionRows {
  /// How many older ones are known of a file.
  static final int KEPT = 50;

  private ProjectionRows() {}

  static List<Projection> recent(Sql sql, String scope, String name, int most) throws SQLException {
    return sql.list(
        row -> projection(row, scope, name),
        """
        select version, upto, body, n, hash, is_placed, at from projection
        where scope = ? and name = ? order by n desc limit ?
        """,
        scope,
        name,
        most);
  }

  private static Projection projection(ResultSet row, String scope, String name)
      throws SQLException {
    return new Projection(
        new Text(scope, name, row.getLong(1), row.getLong(2), row.getString(3)),
        row.getLong(4),
        row.getString(5),
        row.getBoolean(6),
        Instant.ofEpochMilli(row.getLong(7)));
  }

  static Projection add(Sql sql, Text text, String hash, boolean isPlaced, long now)
      throws SQLException {
    long n =
        sql.number(
            """
            insert into projection (scope, name, n, version, upto, body, hash, is_placed, at)
            values (?1, ?2, (select coalesce(max(n), 0) + 1 from projection
                where scope = ?1 and name = ?2), ?3, ?4, ?5, ?6, ?7, ?8) returning n
            """,
            text.scope(),
            text.name(),
            text.version(),
            text.upto(),
            text.body(),
            hash,
            isPlaced,
            now);
    sql.update(
        "delete from projection where scope = ? and name = ? and n < ?",
        text.scope(),
        text.name(),
        n - KEPT);
    return new Projection(text, n, hash, isPlaced, Instant.ofEpochMilli(now));
  }

  static void placed(Sql sql, Projection projection, boolean isPlaced) throws SQLException {
    String what = isPlaced ? "update projection set is_placed = 1" : "delete from projection";
    sql.update(
        what + " where scope = ? and name = ? and n = ?",
        projection.text().scope(),
        projection.text().name(),
        projection.n());
  }
}
