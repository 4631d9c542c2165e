package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Queueing;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.world.World;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How messages enter `inbox`, in the states new, refused and answered.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class ArrivalRows {
  /// How long nobody is told again that there is no room.
  private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);

  private final World world;

  ArrivalRows(World world) {
    this.world = world;
  }

  Receipt post(Sql sql, Inbound message, int waitingMax, Refusal whenFull) throws SQLException {
    Optional<Receipt> earlier = earlier(sql, message);
    if (earlier.isPresent()) return earlier.get();
    long waiting = waiting(sql, message);
    if (waiting >= waitingMax) return refuse(sql, message, toldOnce(sql, message, whenFull));
    return take(sql, message);
  }

  /// Of many messages for which there is no room, in a chat of a channel, the first one of a minute
  /// is answered.
  private Refusal toldOnce(Sql sql, Inbound message, Refusal refusal) throws SQLException {
    if (refusal.notice().isEmpty() || message.session().isPulled()) return refusal;
    long told =
        sql.number(
            """
            select count(*) from inbox i join outbox o on o.cause = i.id
            where i.principal = ? and i.received_at > ? and i.origin = 'PERSON'
              and i.session = ? and i.state = 'refused' and i.reason = ?
            """,
            message.principal().id(),
            now() - TOLD_AGAIN.toMillis(),
            message.session().value(),
            refusal.reason());
    return told == 0 ? refusal : new Refusal(refusal.reason(), "");
  }

  /// Takes a message that is no repeat.
  Receipt take(Sql sql, Inbound message) throws SQLException {
    long id = enqueue(sql, message, isUnattended(message));
    return new Receipt(id, true, interrupts(sql, message, id));
  }

  private static boolean isUnattended(Inbound message) {
    return switch (message.purpose().origin()) {
      case SCHEDULE -> true;
      case TRIGGER, WEBHOOK -> message.trust() != Trust.OWNER;
      case PERSON, SUBAGENT, UPKEEP -> false;
    };
  }

  /// Puts a message that is no repeat into the inbox; `isUnattended` as in `Asker`.
  long enqueue(Sql sql, Inbound message, boolean isUnattended) throws SQLException {
    touch(sql, message);
    long id = insert(sql, message, isUnattended, "new", "");
    AttachmentRows.attach(sql, id, message);
    sql.update(
        "update session set waiting_since = coalesce(waiting_since, ?) where key = ?",
        now(),
        message.session().value());
    return id;
  }

  /// Ends the turn that runs in the session, where its messages are to do that.
  private static boolean interrupts(Sql sql, Inbound message, long id) throws SQLException {
    if (message.purpose().origin() != Origin.PERSON) return false;
    boolean isToInterrupt =
        SettingRows.get(sql, message.session(), Queueing.SETTING)
            .filter(Queueing.INTERRUPT.name()::equals)
            .isPresent();
    return isToInterrupt && TakenRows.stop(sql, message.session(), id);
  }

  Receipt refuse(Sql sql, Inbound message, Refusal refusal) throws SQLException {
    Optional<Receipt> earlier = earlier(sql, message);
    if (earlier.isPresent()) return earlier.get();
    touch(sql, message);
    long id = insert(sql, message, false, "refused", refusal.reason());
    if (!refusal.notice().isEmpty()) {
      OutboxRows.answer(sql, id, message.session(), refusal.notice(), now());
    }
    return new Receipt(id, true, false, true);
  }

  /// Takes a message that is answered at once.
  Receipt answered(Sql sql, Inbound message) throws SQLException {
    Optional<Receipt> earlier = earlier(sql, message);
    if (earlier.isPresent()) return earlier.get();
    touch(sql, message);
    return new Receipt(insert(sql, message, false, "answered", ""), true);
  }

  /// Every message that comes in is looked for here first, so that its cursor moves, come what may.
  Optional<Receipt> earlier(Sql sql, Inbound message) throws SQLException {
    if (message.cursor() != null) StationRows.pass(sql, message.cursor(), now());
    Optional<Long> id =
        sql.first(
            row -> row.getLong(1),
            "select id from inbox where channel = ? and external_id = ?",
            message.channel(),
            message.externalId());
    if (id.isPresent()) Races.count(sql, Races.DUPLICATE_ARRIVAL, 1);
    return id.map(value -> new Receipt(value, false));
  }

  /// What waits in the message's session, but for what jobs make up for: nobody is turned away
  /// because of that.
  static long waiting(Sql sql, Inbound message) throws SQLException {
    return sql.number(
        "select count(*) from inbox where session = ? and state = 'new' and origin <> 'SCHEDULE'",
        message.session().value());
  }

  private void touch(Sql sql, Inbound message) throws SQLException {
    sql.update(
        """
        insert into session (key, created_at, used_at) values (?, ?, ?)
        on conflict (key) do update set is_deleted = 0,
          used_at = case when ? then used_at else excluded.used_at end
        """,
        message.session().value(),
        now(),
        now(),
        message.purpose().origin() == Origin.UPKEEP); // a session is not used by being looked after
  }

  private long insert(Sql sql, Inbound message, boolean isUnattended, String state, String reason)
      throws SQLException {
    Purpose purpose = message.purpose();
    return sql.number(
        """
        insert into inbox (channel, external_id, session, principal, trust, text, state, reason,
          received_at, ended_at, origin, on_schedule, task, answer_to, hush, memo)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id
        """,
        message.channel(),
        message.externalId(),
        message.session().value(),
        message.principal().id(),
        message.trust().name(),
        sql.redaction().known(message.text()),
        state,
        reason,
        now(),
        state.equals("new") ? null : now(),
        purpose.origin().name(),
        isUnattended,
        purpose.task().name(),
        answerTo(purpose.answerTo()),
        purpose.hush(),
        sql.redaction().known(message.memo()));
  }

  /// Null for the session itself, empty for nobody.
  static @Nullable String answerTo(AnswerTo answerTo) {
    return switch (answerTo) {
      case AnswerTo.Session here -> null;
      case AnswerTo.Chat chat -> chat.target().value();
      case AnswerTo.Nobody nobody -> "";
    };
  }

  /// What such a column says.
  static AnswerTo answerTo(@Nullable String column) {
    if (column == null) return new AnswerTo.Session();
    return column.isEmpty() ? new AnswerTo.Nobody() : new AnswerTo.Chat(SessionKey.parse(column));
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
