package dev.nanobot.store;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Asks.Ask;
import dev.nanobot.store.Imports.Dated;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Conversations that begin with a copy of another one, of the branch that a turn stands on.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class BranchRows {
  /// The most entries that are copied, the last ones; a summary stands for what came before.
  private static final int ENTRIES_MAX = 2_000;

  /// A turn that is not in what its session's model is told where the way leads back from ?2.
  private static final String ELSEWHERE =
      "(is_undone = 1 or parent is not null) and id not in (select id from back)";

  private final ImportRows imports;
  private final AttachmentRows attachments;

  BranchRows(ImportRows imports, AttachmentRows attachments) {
    this.imports = imports;
    this.attachments = attachments;
  }

  /// Whether a turn is part of what its session's model is told.
  static boolean isInConversation(Sql sql, SessionKey session, long turn) throws SQLException {
    return sql.number(
            """
            select exists (select 1 from turn t join session s on s.key = t.session
              where t.id = ? and s.key = ? and t.is_undone = 0 and t.id > s.after_turn)
            """,
            turn,
            session.value())
        == 1;
  }

  /// Whether nobody has spoken in the session since a message. Control words, reports of subagents
  /// and what the gateway does by itself are no speech.
  static boolean isNewest(Sql sql, SessionKey session, long message) throws SQLException {
    return sql.number(
            """
            select exists (select 1 from inbox where session = ? and id > ? and origin = 'PERSON'
              and (state = 'new' or turn is not null))
            """,
            session.value(),
            message)
        == 0;
  }

  /// Puts a conversation up to the end of a turn into a session that has none.
  void copy(Sql sql, SessionKey from, long turn, SessionKey to, Ask ask) throws SQLException {
    long last = sql.number("select coalesce(max(seq), 0) from transcript where turn = ?", turn);
    Optional<Summarised> summary = summary(sql, from, turn, last);
    long first = summary.map(Summarised::upto).orElse(0L);
    Principal principal = ask.terms().principal();
    List<Dated> entries = new ArrayList<>();
    for (Dated entry : entries(sql, from, turn, new Range(first, last))) {
      if (entries.isEmpty() && !(entry.message() instanceof User)) continue;
      entries.add(new Dated(entry.at(), own(sql, entry.message(), principal)));
    }
    if (entries.isEmpty()) return;
    imports.append(sql, to, ask.id() + "/before", principal, entries);
    if (summary.isPresent()) insert(sql, to, summary.get());
  }

  /// A summary of what comes before an entry's number.
  private record Summarised(long upto, String body, long at) {}

  /// Numbers of entries: after the first, up to the last.
  private record Range(long first, long last) {}

  private static Optional<Summarised> summary(Sql sql, SessionKey session, long turn, long last)
      throws SQLException {
    return sql.first(
        row -> new Summarised(row.getLong(1), row.getString(2), row.getLong(3)),
        WayRows.BACK
            + """
            select upto, body, at from summary where session = ?1 and upto <= ?3
              and turn > (select after_turn from session where key = ?1)
              and not exists (select 1 from transcript e where e.session = ?1
                and e.seq = summary.upto
                and e.turn in (select id from turn where session = ?1 and
            """
            + ELSEWHERE
            + ")) order by upto desc limit 1",
        session.value(),
        turn,
        last);
  }

  private static List<Dated> entries(Sql sql, SessionKey session, long turn, Range range)
      throws SQLException {
    return sql.list(
            row ->
                new Dated(
                    Instant.ofEpochMilli(row.getLong(1)),
                    Entries.read(row.getString(2), row.getString(3))),
            WayRows.BACK
                + """
                select at, kind, body from transcript where session = ?1 and seq > ?3 and seq <= ?4
                  and turn > (select after_turn from session where key = ?1)
                  and turn not in (select id from turn where session = ?1 and
                """
                + ELSEWHERE
                + ") order by seq desc limit ?5",
            session.value(),
            turn,
            range.first(),
            range.last(),
            ENTRIES_MAX)
        .reversed();
  }

  /// The same entry with files of its own: those of a session go with it.
  private Message own(Sql sql, Message message, Principal principal) throws SQLException {
    if (!(message instanceof User user) || user.attachments().isEmpty()) return message;
    List<Attachment> copies = new ArrayList<>();
    for (Attachment attachment : user.attachments()) {
      copies.add(attachments.copy(sql, attachment, principal).orElse(attachment));
    }
    return new User(user.text(), user.at(), user.sender(), copies);
  }

  /// It stands before the first entry.
  private void insert(Sql sql, SessionKey session, Summarised summary) throws SQLException {
    sql.update(
        """
        insert into summary (session, upto, body, turn, epoch, at)
        select ?1, 0, ?2, min(turn), min(epoch), ?3 from transcript where session = ?1
        """,
        session.value(),
        summary.body(),
        summary.at());
  }
}
