package dev.nanobot.store;

import dev.nanobot.message.Buttons;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The threads of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteThreads(Transactions transactions) implements Threads {
  @Override
  public List<Entry> entries(SessionKey session, long after, int entriesMax) {
    return transactions.read(sql -> TranscriptRows.after(sql, session, after, entriesMax));
  }

  @Override
  public List<Entry> ofTurn(long turn, long after, int entriesMax) {
    return transactions.read(sql -> TranscriptRows.ofTurn(sql, turn, after, entriesMax));
  }

  @Override
  public List<Entry> before(SessionKey session, long seq, int entriesMax) {
    return transactions.read(sql -> TranscriptRows.before(sql, session, seq, entriesMax));
  }

  @Override
  public List<Said> said(SessionKey session, long after, int saidMax) {
    return transactions.read(
        sql ->
            sql.portion(
                PORTION_CHARS,
                SqliteThreads::said,
                """
            select id, coalesce(turn, 0), coalesce(cause, 0), created_at, text, state,
              buttons, length(text) as chars
            from outbox o where session = ?1 and id > ?2 and not (%s)
              and not exists (
                select 1 from transcript t where t.turn = o.turn and t.session = o.session
                  and t.kind = 'assistant' and json_extract(t.body, '$.text') = o.text)
            order by id limit ?3
            """
                    .formatted(OutboxRows.IS_STEP),
                session.value(),
                after,
                saidMax));
  }

  private static Said said(ResultSet row) throws SQLException {
    return new Said(
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        Instant.ofEpochMilli(row.getLong(4)),
        Buttons.read(row.getString(7)).namedAfter(row.getString(5)),
        row.getString(6));
  }

  @Override
  public long lastSaid(SessionKey session) {
    return transactions.read(
        sql ->
            sql.number(
                "select coalesce(max(id), 0) from outbox where session = ?", session.value()));
  }

  @Override
  public List<Mark> marks(SessionKey session, int messagesMax) {
    return transactions
        .read(
            sql ->
                sql.list(
                    row ->
                        new Mark(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            row.getInt(5)),
                    """
            select id, state, reason, coalesce(turn, 0), length(text) from inbox
            where session = ? and task = 'TALK' order by id desc limit ?
            """,
                    session.value(),
                    messagesMax))
        .reversed();
  }

  @Override
  public List<Heard> heard(SessionKey session, long first, long last) {
    return transactions.read(
        sql ->
            sql.portion(
                PORTION_CHARS,
                SqliteThreads::heard,
                """
            select id, external_id, coalesce(turn, 0), received_at, state, reason, text,
              coalesce(instead_of, 0), length(text) as chars
            from inbox where session = ? and task = 'TALK' and id between ? and ? order by id
            """,
                session.value(),
                first,
                last));
  }

  private static Heard heard(ResultSet row) throws SQLException {
    return new Heard(
        row.getLong(1),
        row.getString(2),
        row.getLong(3),
        Instant.ofEpochMilli(row.getLong(4)),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getLong(8));
  }

  @Override
  public Optional<Standing> standing(SessionKey session) {
    return transactions.read(
        sql ->
            sql.first(
                row ->
                    new Standing(
                        row.getLong(1),
                        row.getInt(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5)),
                """
            select coalesce((select id from turn where session = key and state = 'running'), 0),
              (select count(*) from inbox where session = key and state = 'new'), head, after_turn,
              shifts
            from session where key = ? and is_deleted = 0
            """,
                session.value()));
  }
}
