package dev.nanobot.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The versions of the tables: an ordered list of scripts, which only grows. `pragma user_version`
/// says how many of them a file has seen.
final class Schema {
  private static final List<String> SCRIPTS =
      List.of("schema.sql", "schema-2.sql", "schema-3.sql", "schema-4.sql", "schema-5.sql");

  private Schema() {}

  static int newest() {
    return SCRIPTS.size();
  }

  /// Brings the file to the newest version, inside the caller's transaction.
  ///
  /// @throws StoreException when the file is newer than this program, or of another one
  static void migrate(Sql sql) throws SQLException {
    migrate(sql, newest());
  }

  /// Brings the file to a version that was or is.
  static void migrate(Sql sql, int wanted) throws SQLException {
    long version = sql.number("pragma user_version");
    if (isForeign(sql, version)) {
      throw new StoreException(
          "the database was made by another program: move it away, or set NANOBOT_HOME to another"
              + " folder",
          null);
    }
    if (version > newest()) {
      throw new StoreException(
          "the database was written by a newer nanobot (schema "
              + version
              + ", this one knows "
              + newest()
              + "): update nanobot, or set NANOBOT_HOME to another folder",
          null);
    }
    if (version >= wanted) return;
    for (String script : SCRIPTS.subList((int) version, wanted)) {
      for (String statement : statements(script)) sql.update(statement);
    }
    sql.update("pragma user_version = " + wanted);
  }

  private static boolean isForeign(Sql sql, long version) throws SQLException {
    String ours = "select count(*) from sqlite_master where type = 'table' and name = 'inbox'";
    if (version > 0) return sql.number(ours) == 0;
    return version < 0 || sql.number("select count(*) from sqlite_master") > 0;
  }

  /// The statements of a script. A semicolon ends one at the end of a line only.
  private static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    var statement = new StringBuilder();
    for (String line : (Iterable<String>) read(script).lines()::iterator) {
      int comment = line.indexOf("--");
      String code = comment < 0 ? line : line.substring(0, comment);
      statement.append(code).append('\n');
      if (code.stripTrailing().endsWith(";")) {
        statements.add(statement.toString());
        statement.setLength(0);
      }
    }
    return statements;
  }

  private static String read(String script) {
    try (InputStream in = Schema.class.getResourceAsStream(script)) {
      if (in == null) throw new IllegalStateException("the program contains " + script);
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
