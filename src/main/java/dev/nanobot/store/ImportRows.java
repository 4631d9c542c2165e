package dev.nanobot.store;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Imports.Dated;
import dev.nanobot.store.Imports.Imported;
import dev.nanobot.world.World;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Conversations from elsewhere as rows like all others: a message of the inbox for each that a
/// person said, a turn for each answer, and the transcript.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class ImportRows {
  static final String CHANNEL = "import";

  private final World world;

  ImportRows(World world) {
    this.world = world;
  }

  /// `name` names the turn in the inbox.
  private record Turn(String name, List<Dated> messages) {
    Instant begun() {
      return messages.getFirst().at();
    }

    Instant ended() {
      return messages.getLast().at();
    }

    /// What came with it; of files from elsewhere nothing is here.
    List<Attachment> attachments() {
      return messages.stream()
          .map(Dated::message)
          .flatMap(each -> each instanceof User user ? user.attachments().stream() : Stream.of())
          .toList();
    }
  }

  Imported conversation(
      Sql sql, SessionKey session, String source, Principal principal, List<Dated> messages)
      throws SQLException {
    int known = known(sql, source);
    if (messages.size() <= known) return new Imported(0, messages.size(), false);
    if (isBusy(sql, session)) return new Imported(0, known, true);
    List<Dated> fresh = messages.subList(known, messages.size());
    append(sql, session, turns(source, known, fresh), principal);
    sql.update(
        """
        insert into imported (source, entries, at) values (?, ?, ?)
        on conflict (source) do update set entries = excluded.entries, at = excluded.at
        """,
        source,
        messages.size(),
        world.now().toEpochMilli());
    return new Imported(fresh.size(), known, false);
  }

  static int known(Sql sql, String source) throws SQLException {
    return sql.first(row -> row.getInt(1), "select entries from imported where source = ?", source)
        .orElse(0);
  }

  /// Appends what was said elsewhere to a session that is not busy; `source` is new.
  void append(Sql sql, SessionKey session, String source, Principal principal, List<Dated> messages)
      throws SQLException {
    append(sql, session, turns(source, 0, messages), principal);
  }

  private static void append(Sql sql, SessionKey session, List<Turn> turns, Principal principal)
      throws SQLException {
    touch(sql, session, turns.getFirst().begun(), turns.getLast().ended());
    // A lease from before has not seen these entries: its writes come too late.
    long epoch =
        sql.number(
            """
            update session set epoch = epoch + 1, lease_owner = null, lease_until = 0 where key = ?
            returning epoch
            """,
            session.value());
    for (Turn turn : turns) append(sql, new Lease(session, epoch), principal, turn);
  }

  /// Whether a turn runs in the session.
  static boolean isBusy(Sql sql, SessionKey session) throws SQLException {
    return sql.number(
            "select count(*) from turn where session = ? and state = 'running'", session.value())
        > 0;
  }

  private static void touch(Sql sql, SessionKey session, Instant begun, Instant ended)
      throws SQLException {
    sql.update(
        """
        insert into session (key, created_at, used_at) values (?, ?, ?)
        on conflict (key) do update set is_deleted = 0,
          used_at = max(used_at, excluded.used_at)
        """,
        session.value(),
        begun.toEpochMilli(),
        ended.toEpochMilli());
  }

  /// A turn begins with what a person says after an answer.
  private static List<Turn> turns(String source, int known, List<Dated> messages) {
    List<Turn> turns = new ArrayList<>();
    List<Dated> turn = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      boolean begins =
          !turn.isEmpty()
              && messages.get(i).message() instanceof User
              && turn.getLast().message() instanceof Assistant before
              && before.isFinal();
      if (begins) {
        turns.add(new Turn(source + "#" + (known + i - turn.size()), List.copyOf(turn)));
        turn.clear();
      }
      turn.add(messages.get(i));
    }
    turns.add(new Turn(source + "#" + (known + messages.size() - turn.size()), turn));
    return turns;
  }

  private static void append(Sql sql, Lease lease, Principal principal, Turn turn)
      throws SQLException {
    long id =
        sql.number(
            """
            insert into turn (session, state, reason, started_at, finished_at)
            values (?, 'done', 'imported', ?, ?) returning id
            """,
            lease.session().value(),
            turn.begun().toEpochMilli(),
            turn.ended().toEpochMilli());
    WayRows.lengthen(sql, lease.session(), id);
    long message =
        sql.number(
            """
            insert into inbox (channel, external_id, session, principal, trust, text, state, reason,
              turn, received_at, ended_at)
            values (?, ?, ?, ?, ?, ?, 'answered', 'imported', ?, ?, ?) returning id
            """,
            CHANNEL,
            turn.name(),
            lease.session().value(),
            principal.id(),
            (principal.equals(Principal.LOCAL) ? Trust.OWNER : Trust.ALLOWED).name(),
            sql.redaction().known(said(turn)),
            id,
            turn.begun().toEpochMilli(),
            turn.ended().toEpochMilli());
    AttachmentRows.attach(sql, message, lease.session(), principal, turn.attachments());
    for (Dated entry : turn.messages()) {
      TranscriptRows.append(sql, lease, id, entry.message(), entry.at().toEpochMilli());
    }
  }

  private static String said(Turn turn) {
    Message first = turn.messages().getFirst().message();
    return first instanceof User user ? user.text() : "";
  }

  static boolean isAllowed(Sql sql, Principal principal) throws SQLException {
    return sql.number("select count(*) from principal where id = ?", principal.id()) > 0;
  }

  boolean allow(Sql sql, Principal principal) throws SQLException {
    return sql.update(
            "insert or ignore into principal (id, role, added_at) values (?, 'allowed', ?)",
            principal.id(),
            world.now().toEpochMilli())
        > 0;
  }
}
