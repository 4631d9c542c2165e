package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Subagent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The chats of a store in a SQLite file: `session`, with what was chosen in its settings.
///
/// Shared: immutable.
record SqliteChats(Transactions transactions) implements Chats {
  /// The settings that are a list's own; they end with the session.
  static final String TITLE = "title";

  static final String PINNED = "pinned";

  /// What of a first message is read for a title, in characters.
  private static final int READ_CHARS_MAX = 1_000;

  private static final String CHAT =
      """
      select key, coalesce(json_extract(settings, '$.title'), ''),
        coalesce(
          (select substr(json_extract(body, '$.text'), 1, ?2) from transcript
            where transcript.session = s.key and kind = 'user' and turn not in (
              select id from turn where turn.session = s.key and is_undone = 1)
            order by seq limit 1),
          (select substr(text, 1, ?2) from inbox
            where inbox.session = s.key and task = 'TALK' order by id limit 1), ''),
        json_extract(settings, '$.pinned') is not null,
        head + 1 - coalesce(
          (select min(seq) from transcript where transcript.session = s.key), head + 1),
        (select count(*) from inbox where inbox.session = s.key and state = 'new'),
        exists (select 1 from turn where turn.session = s.key and state = 'running'), used_at
      from session s
      """;

  @Override
  public List<Chat> list(int chatsMax) {
    return transactions.read(
        sql ->
            sql.list(
                SqliteChats::chat,
                CHAT
                    + "where key in (select key from session where is_deleted = 0"
                    + " and key not glob '"
                    + Subagent.CHANNEL
                    + "[:@]*' order by json_extract(settings, '$.pinned') is null, used_at desc,"
                    + " key limit ?1)"
                    + " order by 4 desc, used_at desc, key",
                chatsMax,
                READ_CHARS_MAX));
  }

  @Override
  public Optional<Chat> find(SessionKey session) {
    return transactions.read(
        sql ->
            sql.first(
                SqliteChats::chat,
                CHAT + "where key = ?1 and is_deleted = 0",
                session.value(),
                READ_CHARS_MAX));
  }

  private static Chat chat(ResultSet row) throws SQLException {
    String chosen = row.getString(2);
    return new Chat(
        SessionKey.parse(row.getString(1)),
        new Title(chosen.isEmpty() ? title(row.getString(3)) : chosen, !chosen.isEmpty()),
        row.getBoolean(4),
        row.getLong(5),
        row.getInt(6),
        row.getBoolean(7),
        Instant.ofEpochMilli(row.getLong(8)));
  }

  /// The first line that says something.
  private static String title(String text) {
    String line =
        text.lines().map(String::strip).filter(one -> !one.isEmpty()).findFirst().orElse("");
    if (line.codePointCount(0, line.length()) <= TITLE_CHARS_MAX) return line;
    return line.substring(0, line.offsetByCodePoints(0, TITLE_CHARS_MAX - 1)) + "…";
  }

  @Override
  public boolean rename(SessionKey session, String title) {
    return choose(session, TITLE, title);
  }

  @Override
  public boolean pin(SessionKey session, boolean isPinned) {
    return choose(session, PINNED, isPinned ? "yes" : "");
  }

  private boolean choose(SessionKey session, String setting, String value) {
    return transactions.write(
        sql -> {
          String there = "select count(*) from session where key = ? and is_deleted = 0";
          if (sql.number(there, session.value()) == 0) return false;
          SettingRows.set(sql, session, setting, value);
          return true;
        });
  }
}
