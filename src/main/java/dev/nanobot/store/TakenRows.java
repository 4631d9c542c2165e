package dev.nanobot.store;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Message;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Queueing;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What turns take from `inbox`: the states from new to taken, and to the end.
///
/// Every method runs inside a transaction of the caller, who has proved the lease.
final class TakenRows {
  /// Whether the session itself hears what comes of a message.
  private static final String IS_HEARD_HERE = "answer_to is null and hush = ''";

  private static final String COLUMNS =
      "id, text, received_at, principal, origin, task, " + IS_HEARD_HERE;

  /// A message that waits.
  record Arrived(
      long id,
      String text,
      Instant at,
      String principal,
      Origin origin,
      Task task,
      boolean isHeardHere) {
    /// A turn answers once, so that what somebody else hears of does not join what is said here.
    boolean isConversation() {
      return origin.isConversation() && isHeardHere;
    }

    Message.User message(List<Attachment> attachments, List<String> speech) {
      boolean isSaid = origin == Origin.PERSON;
      String sender = isSaid ? principal : origin.name().toLowerCase(Locale.ROOT);
      return new Message.User(told(speech), at, sender, attachments);
    }

    /// The text with what is spoken. Who asks again repeats what was heard the first time.
    private String told(List<String> speech) {
      List<String> more = speech.stream().filter(line -> !text.contains(line)).toList();
      return more.isEmpty() ? text : (text + "\n" + String.join("\n", more)).strip();
    }
  }

  private TakenRows() {}

  /// What a new turn takes: the oldest message, and with it what else belongs to the conversation.
  static List<Arrived> first(Sql sql, SessionKey session) throws SQLException {
    List<Arrived> waiting = waiting(sql, session);
    if (waiting.isEmpty()) return waiting;
    Arrived first = waiting.getFirst();
    boolean isAlone = !first.isConversation() || queueing(sql, session).isOneByOne();
    return isAlone ? List.of(first) : conversation(waiting);
  }

  /// What joins a turn that runs.
  static List<Arrived> joining(Sql sql, SessionKey session, long turn) throws SQLException {
    List<Arrived> waiting = waiting(sql, session);
    boolean joins =
        !waiting.isEmpty()
            && queueing(sql, session).joinsRunningTurn()
            && isConversation(sql, turn);
    return joins ? conversation(waiting) : List.of();
  }

  private static List<Arrived> waiting(Sql sql, SessionKey session) throws SQLException {
    return sql.list(
        TakenRows::arrived,
        "select "
            + COLUMNS
            + """
             from inbox where session = ?1 and state = 'new' and id < coalesce((
              select min(m.message) from media m join inbox u on u.id = m.message
              where m.session = ?1 and m.speech = '' and u.state = 'new'), ?2)
            order by id
            """,
        session.value(),
        Long.MAX_VALUE);
  }

  private static Arrived arrived(ResultSet row) throws SQLException {
    return new Arrived(
        row.getLong(1),
        row.getString(2),
        Instant.ofEpochMilli(row.getLong(3)),
        row.getString(4),
        Origin.valueOf(row.getString(5)),
        Task.valueOf(row.getString(6)),
        row.getBoolean(7));
  }

  private static List<Arrived> conversation(List<Arrived> waiting) {
    return waiting.stream().filter(Arrived::isConversation).toList();
  }

  private static Queueing queueing(Sql sql, SessionKey session) throws SQLException {
    return Queueing.valueOf(
        SettingRows.get(sql, session, Queueing.SETTING).orElse(Queueing.STEER.name()));
  }

  /// Whether what the turn took first is said in the session and heard there.
  private static boolean isConversation(Sql sql, long turn) throws SQLException {
    return sql.first(
            row -> Origin.valueOf(row.getString(1)).isConversation() && row.getBoolean(2),
            "select origin, " + IS_HEARD_HERE + " from inbox where turn = ? order by id limit 1",
            turn)
        .orElse(true);
  }

  /// Whether the turn answers a person, in the session itself.
  static boolean isAskedHere(Sql sql, long turn) throws SQLException {
    return sql.number(
            "select exists (select 1 from inbox where turn = ? and origin = ? and "
                + IS_HEARD_HERE
                + ")",
            turn,
            Origin.PERSON.name())
        == 1;
  }

  /// Takes a message; returns it as the turn sees it.
  static Message.User take(Sql sql, long turn, Arrived message) throws SQLException {
    sql.updateOne("update inbox set state = 'taken', turn = ? where id = ?", turn, message.id());
    List<Attachment> attachments = AttachmentRows.of(sql, message.id());
    boolean isSpoken = attachments.stream().anyMatch(Attachment::isAudio);
    List<String> speech = isSpoken ? AttachmentRows.speech(sql, message.id()) : List.of();
    return message.message(attachments, speech);
  }

  /// In whose name a turn acts. A stopped turn that died before it took anything acts in nobody's
  /// name: it does not act.
  static Asker asker(Sql sql, long turn) throws SQLException {
    String instructions = AskRows.instructions(sql, turn);
    return sql.first(
            row ->
                new Asker(
                    new Principal(row.getString(1)),
                    Trust.valueOf(row.getString(2)),
                    row.getBoolean(3),
                    instructions),
            """
        select principal, trust,
          not exists (select 1 from inbox o where o.turn = ?1 and o.on_schedule = 0)
        from inbox where turn = ?1
        order by case trust when 'OWNER' then 2 when 'SYSTEM' then 1 else 0 end, id desc limit 1
        """,
            turn)
        .orElse(new Asker(new Principal("nobody"), Trust.ALLOWED));
  }

  /// Who hears what comes of a turn, as the first message it took names them.
  private record Wish(AnswerTo answerTo, String hush) {}

  private static Wish wish(Sql sql, long turn) throws SQLException {
    return sql.first(
            row -> new Wish(ArrivalRows.answerTo(row.getString(1)), row.getString(2)),
            "select answer_to, hush from inbox where turn = ? order by id limit 1",
            turn)
        .orElse(new Wish(new AnswerTo.Session(), ""));
  }

  /// Who hears `answer` of the turn.
  static Optional<SessionKey> hearer(Sql sql, Lease lease, long turn, String answer)
      throws SQLException {
    Wish wish = wish(sql, turn);
    String said = answer.strip();
    boolean isSilent = said.isEmpty() || said.equals(wish.hush());
    return isSilent ? Optional.empty() : wish.answerTo().target(lease.session());
  }

  /// Who hears what the turn says to its own session before it answers: a session that is no chat
  /// has another one that hears it.
  static SessionKey chat(Sql sql, Lease lease, long turn) throws SQLException {
    return wish(sql, turn).answerTo().target(lease.session()).orElse(lease.session());
  }

  /// What a stop found in one session.
  record Halted(boolean wasRunning, int waiting) {}

  /// Supersedes what waits in a session, by `message` if there is one, and marks its turn.
  static Halted halt(Sql sql, SessionKey session, @Nullable Long message, long now)
      throws SQLException {
    Optional<Long> left = WayRows.left(sql, session);
    int waiting =
        sql.update(
            """
            update inbox
            set state = 'superseded', superseded_by = ?, ended_at = ?, reason = 'stopped'
            where session = ? and state = 'new'
            """,
            message,
            now,
            session.value());
    if (left.isPresent()) WayRows.comeBack(sql, session, left.get());
    return new Halted(stop(sql, session, message), waiting);
  }

  /// Marks the session's turn as stopped, by `message` if there is one; false when none runs that
  /// could be. It ends without an answer, so what it took is superseded already.
  static boolean stop(Sql sql, SessionKey session, @Nullable Long message) throws SQLException {
    int running =
        sql.update(
            """
            update turn set is_stopped = 1
            where session = ? and state = 'running' and is_stopped = 0
            """,
            session.value());
    if (running == 0) return false;
    sql.update(
        "update inbox set superseded_by = ? where session = ? and state = 'taken'",
        message,
        session.value());
    return true;
  }

  /// The last message is answered; the others were merged into it.
  static void answered(Sql sql, long turn, long now) throws SQLException {
    sql.update(
        """
        update inbox set ended_at = ?1,
          state = case id when (select max(id) from inbox where turn = ?2) then 'answered'
            else 'merged' end
        where turn = ?2 and state = 'taken'
        """,
        now,
        turn);
    SlotRows.endOfTurn(sql, turn, "ran", "", now);
  }

  /// Ends the turn's messages without an answer.
  static void end(Sql sql, long turn, String state, String reason, long now) throws SQLException {
    sql.update(
        """
        update inbox set state = ?, reason = ?, ended_at = ? where turn = ? and state = 'taken'
        """,
        state,
        reason,
        now,
        turn);
    SlotRows.endOfTurn(sql, turn, "failed", reason, now);
  }
}
