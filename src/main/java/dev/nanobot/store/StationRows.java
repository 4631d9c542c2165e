package dev.nanobot.store;

import dev.nanobot.message.Cursor;
import dev.nanobot.store.Gates.State;
import dev.nanobot.store.Gates.Station;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How far channels have listened, and how they are: `cursor` and `station`.
final class StationRows {
  private StationRows() {}

  static Optional<String> cursor(Sql sql, String name) throws SQLException {
    return sql.first(row -> row.getString(1), "select value from cursor where channel = ?", name);
  }

  static void pass(Sql sql, Cursor cursor, long now) throws SQLException {
    sql.update(
        """
        insert into cursor (channel, value, updated_at) values (?, ?, ?)
        on conflict (channel) do update set value = excluded.value,
          updated_at = excluded.updated_at
        """,
        cursor.name(),
        cursor.value(),
        now);
  }

  static void note(Sql sql, Station station) throws SQLException {
    sql.update(
        """
        insert into station (endpoint, state, detail, failures, since, at, worker)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        on conflict (endpoint) do update set detail = excluded.detail,
          failures = excluded.failures, at = excluded.at, worker = excluded.worker,
          state = excluded.state,
          since = case when state = excluded.state then since else excluded.since end
        """,
        station.endpoint(),
        station.state().name().toLowerCase(Locale.ROOT),
        station.detail(),
        station.failures(),
        station.since().toEpochMilli(),
        station.at().toEpochMilli(),
        station.worker());
  }

  static List<Station> stations(Sql sql) throws SQLException {
    return sql.list(
        row ->
            new Station(
                row.getString(1),
                State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3),
                row.getInt(4),
                Instant.ofEpochMilli(row.getLong(5)),
                Instant.ofEpochMilli(row.getLong(6)),
                row.getString(7)),
        """
        select endpoint, state, detail, failures, since, at, worker from station order by endpoint
        """);
  }
}
