package dev.nanobot.store;

import dev.nanobot.message.Redaction;
import dev.nanobot.world.Owner;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection, spoken to in SQL text; statements are prepared once.
///
/// Owned by the thread that opened it.
final class Sql implements AutoCloseable {
  /// Maps the current row.
  @FunctionalInterface
  interface Row<T> {
    T map(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Owner owner = new Owner();
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private final Supplier<Redaction> secrets;

  Sql(Connection connection, Supplier<Redaction> secrets) {
    this.connection = connection;
    this.secrets = secrets;
    owner.check();
  }

  /// What keeps secrets out of the texts that are written.
  Redaction redaction() {
    return secrets.get();
  }

  int update(String sql, @Nullable Object... arguments) throws SQLException {
    return bind(sql, arguments).executeUpdate();
  }

  /// Runs a statement and keeps nothing of it: what it is given is large.
  int updateOnce(String sql, @Nullable Object... arguments) throws SQLException {
    owner.check();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) statement.setObject(i + 1, arguments[i]);
      return statement.executeUpdate();
    }
  }

  /// Runs a statement that changes exactly one row, by what was checked before.
  void updateOne(String sql, @Nullable Object... arguments) throws SQLException {
    int rows = update(sql, arguments);
    if (rows != 1) throw new IllegalStateException("one row changes, not " + rows + ": " + sql);
  }

  <T> List<T> list(Row<T> row, String sql, @Nullable Object... arguments) throws SQLException {
    try (ResultSet rows = bind(sql, arguments).executeQuery()) {
      List<T> result = new ArrayList<>();
      while (rows.next()) result.add(row.map(rows));
      return result;
    }
  }

  /// The first rows, as long as they have at most `charsMax` together in their column `chars`; one
  /// at least.
  <T> List<T> portion(int charsMax, Row<T> row, String sql, @Nullable Object... arguments)
      throws SQLException {
    try (ResultSet rows = bind(sql, arguments).executeQuery()) {
      List<T> result = new ArrayList<>();
      long chars = 0;
      while (rows.next()) {
        chars += rows.getLong("chars");
        if (chars > charsMax && !result.isEmpty()) return result;
        result.add(row.map(rows));
      }
      return result;
    }
  }

  /// The first `most` of the rows that are something; what is behind them is not read.
  <T> List<T> some(int most, Row<Optional<T>> row, String sql, @Nullable Object... arguments)
      throws SQLException {
    try (ResultSet rows = bind(sql, arguments).executeQuery()) {
      List<T> result = new ArrayList<>();
      while (result.size() < most && rows.next()) row.map(rows).ifPresent(result::add);
      return result;
    }
  }

  <T> Optional<T> first(Row<T> row, String sql, @Nullable Object... arguments) throws SQLException {
    try (ResultSet rows = bind(sql, arguments).executeQuery()) {
      return rows.next() ? Optional.of(row.map(rows)) : Optional.empty();
    }
  }

  /// The first column of the only row.
  long number(String sql, @Nullable Object... arguments) throws SQLException {
    return first(row -> row.getLong(1), sql, arguments)
        .orElseThrow(() -> new IllegalStateException("a row is expected: " + sql));
  }

  /// Begins a transaction and takes the write lock.
  void begin() throws SQLException {
    update("begin immediate");
  }

  void commit() throws SQLException {
    update("commit");
  }

  @Override
  public void close() throws SQLException {
    owner.check();
    try (connection) {
      for (PreparedStatement statement : statements.values()) statement.close();
    }
  }

  private PreparedStatement bind(String sql, @Nullable Object... arguments) throws SQLException {
    owner.check();
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) statement.setObject(i + 1, arguments[i]);
    return statement;
  }
}
