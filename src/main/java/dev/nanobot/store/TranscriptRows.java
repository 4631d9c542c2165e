package dev.nanobot.store;

import dev.nanobot.message.Message;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// What was said in a session: `transcript`, which only grows.
///
/// Every method runs inside a transaction of the caller.
final class TranscriptRows {
  /// An entry as it is stored.
  record Encoded(long turn, String kind, String body) {
    Message decode() {
      return Entries.read(kind, body);
    }
  }

  private TranscriptRows() {}

  static void append(Sql sql, Lease lease, long turn, Message message, long now)
      throws SQLException {
    long seq =
        sql.number(
            "update session set head = head + 1 where key = ? returning head",
            lease.session().value());
    sql.updateOne(
        """
        insert into transcript (session, seq, turn, epoch, kind, body, at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        lease.session().value(),
        seq,
        turn,
        lease.epoch(),
        Entries.kind(message),
        Entries.write(sql.redaction().known(message)),
        now);
  }

  /// The whole of a turn, and what came before it in its conversation, from some user's message
  /// on, after the newest summary and without what was undone. Nothing for a turn that has said
  /// and heard nothing.
  static List<Encoded> tail(Sql sql, SessionKey session, long turn) throws SQLException {
    long turnFirst =
        sql.number("select coalesce(min(seq), 0) from transcript where turn = ?", turn);
    if (turnFirst == 0) return List.of();
    long summarised = SummaryRows.newest(sql, session).upto();
    long first =
        sql.number(
            """
        select coalesce(min(seq), ?3) from (
          select seq, kind from transcript where session = ?1 and seq > ?2 and seq < ?3
            and turn > (select after_turn from session where key = ?1)
            and turn not in (select id from turn where session = ?1 and is_undone = 1)
          order by seq desc limit ?4)
        where kind = 'user'
        """,
            session.value(),
            summarised,
            turnFirst,
            Store.HISTORY_ENTRIES_MAX);
    return sql.list(
        row -> new Encoded(row.getLong(1), row.getString(2), row.getString(3)),
        """
        select turn, kind, body from transcript where session = ?1 and seq >= ?2
          and turn not in (select id from turn where session = ?1 and is_undone = 1)
        order by seq
        """,
        session.value(),
        first);
  }

  static List<Entry> entries(Sql sql, SessionKey session, long after, int entriesMax)
      throws SQLException {
    return sql.list(
        TranscriptRows::entry,
        """
        select seq, turn, at, kind, body from transcript
        where session = ? and seq > ? order by seq limit ?
        """,
        session.value(),
        after,
        entriesMax);
  }

  /// A portion of the entries above a sequence number, without what was undone.
  static List<Entry> after(Sql sql, SessionKey session, long after, int entriesMax)
      throws SQLException {
    return sql.portion(
        Threads.PORTION_CHARS,
        TranscriptRows::entry,
        """
        select seq, turn, at, kind, body, length(body) as chars from transcript
        where session = ?1 and seq > ?2
          and turn not in (select id from turn where session = ?1 and is_undone = 1)
        order by seq limit ?3
        """,
        session.value(),
        after,
        entriesMax);
  }

  /// A portion of the entries of a turn above a sequence number.
  static List<Entry> ofTurn(Sql sql, long turn, long after, int entriesMax) throws SQLException {
    return sql.portion(
        Threads.PORTION_CHARS,
        TranscriptRows::entry,
        """
        select seq, turn, at, kind, body, length(body) as chars from transcript
        where turn = ? and seq > ?
        order by seq limit ?
        """,
        turn,
        after,
        entriesMax);
  }

  /// The last entries below a sequence number, without what was undone.
  static List<Entry> before(Sql sql, SessionKey session, long seq, int entriesMax)
      throws SQLException {
    return sql.list(
            TranscriptRows::entry,
            """
        select seq, turn, at, kind, body from transcript where session = ?1 and seq < ?2
          and turn not in (select id from turn where session = ?1 and is_undone = 1)
        order by seq desc limit ?3
        """,
            session.value(),
            seq,
            entriesMax)
        .reversed();
  }

  /// The last entries of a conversation, without what was undone.
  static List<Entry> recent(Sql sql, SessionKey session, int entriesMax) throws SQLException {
    return sql.list(
            TranscriptRows::entry,
            """
        select seq, turn, at, kind, body from transcript where session = ?1
          and turn > (select after_turn from session where key = ?1)
          and turn not in (select id from turn where session = ?1 and is_undone = 1)
        order by seq desc limit ?2
        """,
            session.value(),
            entriesMax)
        .reversed();
  }

  static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong(1),
        row.getLong(2),
        Instant.ofEpochMilli(row.getLong(3)),
        Entries.read(row.getString(4), row.getString(5)));
  }
}
