package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import java.sql.SQLException;
import java.util.Optional;

/// What was chosen for single sessions: `settings` of `session`, a JSON object of texts.
///
/// Every method runs inside a transaction of the caller.
final class SettingRows {
  private SettingRows() {}

  static Optional<String> get(Sql sql, SessionKey session, String name) throws SQLException {
    return sql.first(
            row -> Optional.ofNullable(row.getString(1)),
            "select json_extract(settings, '$.' || ?) from session where key = ?",
            name,
            session.value())
        .orElse(Optional.empty());
  }

  /// Chooses `value`; an empty one takes the choice back.
  static void set(Sql sql, SessionKey session, String name, String value) throws SQLException {
    sql.updateOne(
        """
        update session set settings = case ?2 when '' then json_remove(settings, '$.' || ?1)
          else json_set(settings, '$.' || ?1, ?2) end where key = ?3
        """,
        name,
        value,
        session.value());
  }
}
