package dev.nanobot.store;

import dev.nanobot.message.Write;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Listed;
import dev.nanobot.store.Memories.News;
import dev.nanobot.store.Memories.Saved;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.store.Memories.Version;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is remembered: `memory`, which only grows.
///
/// Every method runs inside a transaction of the caller.
final class MemoryRows {
  private record Document(long version, long upto, String body) {}

  private record Entry(long id, String body) {}

  private MemoryRows() {}

  static void add(Sql sql, Write.Remember note, @Nullable Long turn, long now) throws SQLException {
    sql.update(
        """
        insert into memory (scope, kind, name, version, body, turn, key, author, at)
        select ?1, 'entry', ?2, (select coalesce(max(version), 0) + 1 from memory
            where scope = ?1 and kind = 'entry' and name = ?2), ?3, ?4, ?5, ?6, ?7
        where not exists (select 1 from memory where key = ?5)
        """,
        note.scope(),
        note.name(),
        note.text(),
        turn,
        note.key(),
        note.author(),
        now);
  }

  static Text text(Sql sql, String scope, String name) throws SQLException {
    Document newest = newest(sql, scope, name);
    List<Entry> later = later(sql, scope, name, newest.upto());
    long upto = later.isEmpty() ? newest.upto() : later.getLast().id();
    return new Text(scope, name, newest.version(), upto, written(name, newest, later));
  }

  private static Document newest(Sql sql, String scope, String name) throws SQLException {
    return sql.first(
            row -> new Document(row.getLong(1), row.getLong(2), row.getString(3)),
            """
            select version, upto, body from memory
            where scope = ? and kind = 'document' and name = ? order by version desc limit 1
            """,
            scope,
            name)
        .orElse(new Document(0, 0, ""));
  }

  private static List<Entry> later(Sql sql, String scope, String name, long upto)
      throws SQLException {
    return sql.list(
        row -> new Entry(row.getLong(1), row.getString(2)),
        """
        select id, body from memory
        where scope = ? and kind = 'entry' and name = ? and id > ? order by version
        """,
        scope,
        name,
        upto);
  }

  private static String written(String name, Document document, List<Entry> later) {
    var text = new StringBuilder(document.body());
    if (document.version() == 0 && !later.isEmpty()) {
      text.append("# ").append(name.replaceFirst("\\.md$", "")).append("\n\n");
    }
    for (Entry entry : later) {
      if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') text.append('\n');
      text.append("- ").append(entry.body().strip().replace("\n", "\n  ")).append('\n');
    }
    return text.toString();
  }

  static Saved save(Sql sql, Draft draft, long now) throws SQLException {
    boolean isRepeat = isDone(sql, draft.key());
    long version = newest(sql, draft.scope(), draft.name()).version();
    boolean isSaved = isRepeat || version == draft.base();
    if (isSaved && !isRepeat) insert(sql, draft, now);
    if (!isSaved) Races.count(sql, Races.MEMORY_CHANGED, 1);
    return new Saved(isSaved, text(sql, draft.scope(), draft.name()));
  }

  private static void insert(Sql sql, Draft draft, long now) throws SQLException {
    sql.updateOne(
        """
        insert into memory (scope, kind, name, version, body, upto, key, author, at)
        values (?, 'document', ?, ?, ?, ?, ?, ?, ?)
        """,
        draft.scope(),
        draft.name(),
        draft.base() + 1,
        draft.body(),
        draft.upto(),
        draft.key(),
        draft.author(),
        now);
  }

  static boolean isDone(Sql sql, String key) throws SQLException {
    return sql.number("select count(*) from memory where key = ?", key) > 0;
  }

  static Optional<String> version(Sql sql, String scope, String name, long version)
      throws SQLException {
    return sql.first(
        row -> row.getString(1),
        """
        select body from memory
        where scope = ? and kind = 'document' and name = ? and version = ?
        """,
        scope,
        name,
        version);
  }

  static List<Version> log(Sql sql, String scope, String name, int versionsMax)
      throws SQLException {
    return sql.list(
        row ->
            new Version(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getInt(4)),
        """
        select version, at, author, length(body) from memory
        where scope = ? and kind = 'document' and name = ? order by version desc limit ?
        """,
        scope,
        name,
        versionsMax);
  }

  static List<Listed> list(Sql sql, String scope) throws SQLException {
    return sql.list(
        row -> new Listed(row.getString(1), row.getLong(2), Instant.ofEpochMilli(row.getLong(3))),
        """
        select name, max(case kind when 'document' then version else 0 end), max(at)
        from memory where scope = ? group by name order by name
        """,
        scope);
  }

  static News news(Sql sql, String scope, long after) throws SQLException {
    List<String> names =
        sql.list(
            row -> row.getString(1),
            "select distinct name from memory where scope = ? and id > ? order by name",
            scope,
            after);
    return new News(names, sql.number("select coalesce(max(id), 0) from memory"));
  }
}
