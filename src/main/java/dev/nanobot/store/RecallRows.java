package dev.nanobot.store;

import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Sharing;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Memories.Hit;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The index of what was said and remembered: `recall`, with two cursors that say how far it is.
/// The row of an entry of a transcript has twice its id, that of a memory one more.
///
/// Every method runs inside a transaction of the caller.
final class RecallRows {
  /// The most rows that one transaction indexes, of each kind.
  private static final int ROWS_MAX = 500;

  private static final int SNIPPET_WORDS = 32;
  private static final String SAID = "recall:said";
  private static final String NOTED = "recall:noted";

  private record Said(long id, String session, long turn, String kind, String body, long at) {}

  private record Noted(
      long id, String scope, String kind, String name, String body, long upto, long at) {}

  private RecallRows() {}

  static boolean isBehind(Sql sql) throws SQLException {
    return sql.number("select coalesce(max(id), 0) from transcript") > cursor(sql, SAID)
        || sql.number("select coalesce(max(id), 0) from memory") > cursor(sql, NOTED);
  }

  /// Indexes some of what is new.
  static void advance(Sql sql, long now) throws SQLException {
    List<Said> said = said(sql, cursor(sql, SAID));
    for (Said entry : said) index(sql, entry);
    if (!said.isEmpty()) move(sql, SAID, said.getLast().id(), now);
    List<Noted> noted = noted(sql, cursor(sql, NOTED));
    for (Noted row : noted) index(sql, row);
    if (!noted.isEmpty()) move(sql, NOTED, noted.getLast().id(), now);
  }

  private static List<Said> said(Sql sql, long after) throws SQLException {
    return sql.list(
        row ->
            new Said(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6)),
        """
        select id, session, turn, kind, case kind when 'result' then '' else body end, at
        from transcript where id > ? order by id limit ?
        """,
        after,
        ROWS_MAX);
  }

  private static List<Noted> noted(Sql sql, long after) throws SQLException {
    return sql.list(
        row ->
            new Noted(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                row.getLong(7)),
        """
        select id, scope, kind, name, body, upto, at from memory
        where id > ? order by id limit ?
        """,
        after,
        ROWS_MAX);
  }

  private static void index(Sql sql, Said entry) throws SQLException {
    if (entry.kind().equals("result")) return;
    Message message = Entries.read(entry.kind(), entry.body());
    String text = message instanceof User user ? user.text() : ((Assistant) message).text();
    if (text.isBlank()) return;
    String sender = message instanceof User user ? user.sender() : "";
    Optional<String> scope = scope(sql, entry.turn(), sender);
    if (scope.isEmpty()) return;
    insert(sql, 2 * entry.id(), text, "said", scope.get(), entry.session(), entry.at());
  }

  /// Whose an entry is: its sender's, or the one's with whom its turn began.
  private static Optional<String> scope(Sql sql, long turn, String sender) throws SQLException {
    return sql.first(
        row -> Sharing.own(row.getString(1), Trust.valueOf(row.getString(2))),
        """
        select principal, trust from inbox where turn = ?
        order by case principal when ? then 0 else 1 end, id limit 1
        """,
        turn,
        sender);
  }

  /// A document stands for its earlier versions, and for the entries that it knows of.
  private static void index(Sql sql, Noted row) throws SQLException {
    if (row.kind().equals("document")) {
      sql.update(
          """
          delete from recall where rowid in (select 2 * id + 1 from memory
            where scope = ?1 and name = ?2 and id < ?3
              and (kind = 'document' or id <= ?4))
          """,
          row.scope(),
          row.name(),
          row.id(),
          row.upto());
    }
    if (row.body().isBlank()) return;
    insert(sql, 2 * row.id() + 1, row.body(), "noted", row.scope(), row.name(), row.at());
  }

  private static void insert(
      Sql sql, long rowid, String text, String kind, String scope, String source, long at)
      throws SQLException {
    sql.update(
        "insert into recall (rowid, text, kind, scope, source, at) values (?, ?, ?, ?, ?, ?)",
        rowid,
        Words.apart(text),
        kind,
        scope,
        source,
        at);
  }

  static List<Hit> search(Sql sql, String scope, String principalScope, String query, int hitsMax)
      throws SQLException {
    return sql.list(
        row ->
            new Hit(
                row.getString(1),
                Instant.ofEpochMilli(row.getLong(2)),
                Words.together(row.getString(3))),
        """
        select source, at, snippet(recall, 0, '', '', '…', ?5) from recall
        where recall match ?1
          and (kind = 'noted' and scope = ?2 or kind = 'said' and scope = ?3
            and not exists (select 1 from transcript e join turn t on t.id = e.turn
              where e.id = recall.rowid / 2 and t.is_undone = 1))
        order by bm25(recall), at desc, rowid limit ?4
        """,
        query,
        scope,
        principalScope,
        hitsMax,
        SNIPPET_WORDS);
  }

  /// Takes a session out of the index, before its transcript goes.
  static void forget(Sql sql, SessionKey session) throws SQLException {
    sql.update(
        "delete from recall where rowid in (select 2 * id from transcript where session = ?)",
        session.value());
  }

  /// Ids that were removed at the end are given again: the cursor steps back before them.
  static void stepBack(Sql sql) throws SQLException {
    sql.update(
        """
        update cursor set value = (select coalesce(max(id), 0) from transcript)
        where channel = ? and cast(value as integer) >
          (select coalesce(max(id), 0) from transcript)
        """,
        SAID);
  }

  static long cursor(Sql sql, String name) throws SQLException {
    return sql.first(
            row -> row.getLong(1),
            "select cast(value as integer) from cursor where channel = ?",
            name)
        .orElse(0L);
  }

  static void move(Sql sql, String name, long value, long now) throws SQLException {
    sql.update(
        """
        insert into cursor (channel, value, updated_at) values (?, ?, ?)
        on conflict (channel) do update set value = excluded.value,
          updated_at = excluded.updated_at
        """,
        name,
        Long.toString(value),
        now);
  }
}
