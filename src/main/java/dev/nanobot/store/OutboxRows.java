package dev.nanobot.store;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Buttons;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Attempt;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.Store.Room;
import dev.nanobot.world.World;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is to be said: `outbox`, from pending to sent or dead.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class OutboxRows {
  /// Whether `o` tells of a step, which the transcript has too.
  static final String IS_STEP = "o.turn is not null and o.key glob 't*.*'";

  /// Why what was being sent is to be sent again, when nobody says how that ended.
  static final String UNENDED = "the last attempt did not end; the message may have arrived";

  /// What may have arrived waits again; with a condition at its end.
  private static final String GIVE_BACK =
      "update outbox set state = 'pending', is_uncertain = 1, owner = null, reason = ? where ";

  /// With the memo of the last message that it answers; or else of the last one of its target.
  private static final String COLUMNS =
      """
      select o.id, o.key, o.session, o.text, o.attempts, o.spent, o.is_uncertain, o.parts_said,
        coalesce(
          (select memo from inbox i where i.turn = o.turn and i.session = o.session
            order by i.id desc limit 1),
          (select memo from inbox i where i.id = o.cause),
          (select memo from inbox i where i.session = o.session and i.memo <> ''
            order by i.id desc limit 1),
          ''), m.id, m.name, m.type, m.size, o.buttons, o.created_at, o.wait_ms
      from outbox o\s
      """;
  private static final String FILES = "left join media m on m.outbox = o.id ";

  /// A wait that ends later than any can was begun before the clock was set back: it is over.
  private static final String DUE =
      "endpoint = ?1 and state = 'pending' and (next_at <= ?2 or next_at > ?2 + 2 * wait_ms)";

  /// The same of an attempt that says nothing more; `?3` is how long one lasts.
  private static final String SILENT =
      "endpoint = ?1 and state = 'sending' and (lease_until <= ?2 or lease_until > ?2 + 2 * ?3)";

  /// What there is room for of an endpoint's messages, and none to a target that is `busy`.
  record Wanted(String endpoint, Duration ttl, Room room, Set<String> busy) {
    Wanted(String endpoint, Duration ttl, Room room, Collection<SessionKey> busy) {
      this(endpoint, ttl, room, busy.stream().map(SessionKey::value).collect(Collectors.toSet()));
    }

    /// The message of a row of id and target, unless that is busy.
    private Optional<Long> free(ResultSet row) throws SQLException {
      return busy.contains(row.getString(2)) ? Optional.empty() : Optional.of(row.getLong(1));
    }
  }

  private final World world;

  OutboxRows(World world) {
    this.world = world;
  }

  /// Says something as part of a turn, in the order of calls.
  static void say(Sql sql, long turn, SessionKey target, String text, long now)
      throws SQLException {
    say(sql, turn, target, new Write.Say(target, text), now);
  }

  /// The same with files, each a message after the text.
  static void say(Sql sql, long turn, SessionKey target, Write.Say say, long now)
      throws SQLException {
    long ord = next(sql, turn);
    insert(sql, turn, ord, "t" + turn + "/" + ord, null, target, say.text(), say.buttons(), now);
    for (Attachment file : say.files()) {
      String key = "t" + turn + "/" + ++ord;
      insert(sql, turn, ord, key, null, target, "[file " + file.about() + "]", Buttons.NONE, now);
      long id = sql.number("select id from outbox where key = ?", key);
      AttachmentRows.say(sql, id, target, file);
    }
  }

  /// Says what the transcript has of a step of the model, under the step's key: a step is told
  /// once.
  static void tell(Sql sql, StepKey step, SessionKey target, String text, long now)
      throws SQLException {
    long ord = next(sql, step.turn());
    insert(sql, step.turn(), ord, step.toString(), null, target, text, Buttons.NONE, now);
  }

  private static long next(Sql sql, long turn) throws SQLException {
    return sql.number("select coalesce(max(ord) + 1, 0) from outbox where turn = ?", turn);
  }

  /// Answers a message that no turn takes.
  static void answer(Sql sql, long message, SessionKey target, String text, long now)
      throws SQLException {
    insert(sql, null, 0, "m" + message, message, target, text, Buttons.NONE, now);
  }

  /// Says something that nobody asked for, under a key of its own.
  static void notify(Sql sql, String key, SessionKey target, String text, long now)
      throws SQLException {
    insert(sql, null, 0, key, null, target, text, Buttons.NONE, now);
  }

  /// Whoever reads what was said in a pulled session has nothing to press: there the text names
  /// the buttons.
  private static void insert(
      Sql sql,
      @Nullable Long turn,
      long ord,
      String key,
      @Nullable Long cause,
      SessionKey target,
      String text,
      Buttons buttons,
      long now)
      throws SQLException {
    boolean isPulled = target.isPulled();
    sql.updateOne(
        """
        insert into outbox (turn, ord, key, cause, session, endpoint, text, buttons, state,
          next_at, created_at, sent_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
        """,
        turn,
        ord,
        key,
        cause,
        target.value(),
        target.endpoint(),
        sql.redaction().all(isPulled ? buttons.namedAfter(text) : text),
        isPulled ? "" : buttons.without(sql.redaction()).json(),
        isPulled ? "sent" : "pending",
        now,
        isPulled ? now : null);
  }

  /// What a worker that is gone was sending: nobody knows whether it arrived.
  static void abandon(Sql sql, String owner) throws SQLException {
    sql.update(GIVE_BACK + "state = 'sending' and owner = ?", UNENDED, owner);
  }

  boolean isAnyDue(Sql sql, Wanted wanted) throws SQLException {
    boolean isPending =
        sql.number(
                "select exists (select 1 from outbox where " + DUE + ")", wanted.endpoint(), now())
            == 1;
    return isPending || !silent(sql, wanted, now()).isEmpty();
  }

  List<Outbound> take(Sql sql, String worker, Wanted wanted) throws SQLException {
    long now = now();
    for (long id : silent(sql, wanted, now)) {
      sql.updateOne(GIVE_BACK + "id = ?", UNENDED, id);
    }
    List<Long> ids = due(sql, wanted, now);
    for (long id : ids) {
      sql.updateOne(
          """
          update outbox set state = 'sending', attempts = attempts + 1, owner = ?, lease_until = ?
          where id = ?
          """,
          worker,
          now + wanted.ttl().toMillis(),
          id);
    }
    List<Outbound> taken = new ArrayList<>();
    for (long id : ids) {
      taken.add(
          sql.first(OutboxRows::outbound, COLUMNS + FILES + "where o.id = ?", id).orElseThrow());
    }
    long again = taken.stream().filter(Outbound::mayBeDuplicate).count();
    if (again > 0) Races.count(sql, Races.SENT_AGAIN, again);
    return taken;
  }

  /// The oldest of each target, if it is due, in their order and as many as there is room for.
  private static List<Long> due(Sql sql, Wanted wanted, long now) throws SQLException {
    // Another index has the session first, too: by it, all that a chat was ever told would be read.
    return sql.some(
        wanted.room().messages(),
        new Choice(wanted)::of,
        "select id, session, exists (select 1 from media where outbox = o.id) from outbox o where "
            + DUE
            + """
             and not exists (
              select 1 from outbox e indexed by outbox_target
              where e.session = o.session and e.state in ('pending', 'sending')
                and (e.state = 'sending' or e.id < o.id))
            order by id
            """,
        wanted.endpoint(),
        now);
  }

  /// Chooses among what is due. Files for which there is no room keep out no text.
  ///
  /// Owned by the thread of the transaction.
  private static final class Choice {
    private final Wanted wanted;
    private int files;

    Choice(Wanted wanted) {
      this.wanted = wanted;
    }

    Optional<Long> of(ResultSet row) throws SQLException {
      boolean isFile = row.getBoolean(3);
      if (isFile && files >= wanted.room().files()) return Optional.empty();
      Optional<Long> chosen = wanted.free(row);
      if (isFile && chosen.isPresent()) files++;
      return chosen;
    }
  }

  private static List<Long> silent(Sql sql, Wanted wanted, long now) throws SQLException {
    return sql.some(
        Integer.MAX_VALUE,
        wanted::free,
        "select id, session from outbox where " + SILENT,
        wanted.endpoint(),
        now,
        wanted.ttl().toMillis());
  }

  void sent(Sql sql, List<Delivery> deliveries) throws SQLException {
    for (Delivery delivery : deliveries) {
      sql.update(
          """
          update outbox set state = 'sent', platform_id = ?, sent_at = ?, owner = null, reason = ''
          where id = ? and state <> 'sent'
          """,
          delivery.platformId(),
          now(),
          delivery.outboundId());
    }
  }

  void postpone(Sql sql, Attempt attempt, Duration wait, boolean isUndecided, String reason)
      throws SQLException {
    int rows =
        sql.update(
            """
            update outbox set state = 'pending', next_at = ?, wait_ms = ?,
              is_uncertain = max(is_uncertain, ?), reason = ?, owner = null
            where id = ? and state = 'sending' and attempts = ?
            """,
            now() + wait.toMillis(),
            wait.toMillis(),
            isUndecided ? 1 : 0,
            sql.redaction().all(reason),
            attempt.outboundId(),
            attempt.number());
    if (rows == 0) Races.count(sql, Races.LATE_SENDER, 1);
  }

  void putOff(Sql sql, Attempt attempt, Duration wait, String reason) throws SQLException {
    int rows =
        sql.update(
            """
            update outbox set state = 'pending', next_at = ?, wait_ms = ?, spent = spent + 1,
              reason = ?, owner = null
            where id = ? and state = 'sending' and attempts = ?
            """,
            now() + wait.toMillis(),
            wait.toMillis(),
            sql.redaction().all(reason),
            attempt.outboundId(),
            attempt.number());
    if (rows == 0) Races.count(sql, Races.LATE_SENDER, 1);
  }

  static void saidPart(Sql sql, Attempt attempt) throws SQLException {
    int rows =
        sql.update(
            """
            update outbox set state = 'pending', spent = attempts, is_uncertain = 0, next_at = 0,
              wait_ms = 0, reason = '', owner = null, parts_said = parts_said + 1
            where id = ? and state = 'sending' and attempts = ?
            """,
            attempt.outboundId(),
            attempt.number());
    if (rows == 0) Races.count(sql, Races.LATE_SENDER, 1);
  }

  void bury(Sql sql, Attempt attempt, boolean isUndecided, String reason) throws SQLException {
    int rows =
        sql.update(
            """
            update outbox set state = 'dead', is_uncertain = max(is_uncertain, ?), reason = ?,
              owner = null
            where id = ? and state = 'sending' and attempts = ?
            """,
            isUndecided ? 1 : 0,
            sql.redaction().all(reason),
            attempt.outboundId(),
            attempt.number());
    if (rows == 0) Races.count(sql, Races.LATE_SENDER, 1);
  }

  static List<Outbound> unsent(Sql sql, SessionKey session) throws SQLException {
    return sql.list(
        OutboxRows::outbound,
        COLUMNS
            + "indexed by outbox_target "
            + FILES
            + "where o.session = ? and o.state in ('pending', 'sending') order by o.id",
        session.value());
  }

  static Optional<SessionKey> offered(Sql sql, String endpoint, String chat, String platformId)
      throws SQLException {
    return sql
        .list(
            row -> SessionKey.parse(row.getString(1)),
            """
            select session from outbox where platform_id = ? and buttons <> '' and endpoint = ?
            order by id desc
            """,
            platformId,
            endpoint)
        .stream()
        .filter(session -> session.chat().equals(chat))
        .findFirst();
  }

  private static Outbound outbound(ResultSet row) throws SQLException {
    return new Outbound(
        row.getLong(1),
        row.getString(2),
        SessionKey.parse(row.getString(3)),
        row.getString(4),
        row.getInt(5),
        row.getInt(6),
        row.getBoolean(7),
        row.getInt(8),
        row.getString(9),
        file(row),
        Buttons.read(row.getString(14)),
        new Outbound.Past(
            Instant.ofEpochMilli(row.getLong(15)), Duration.ofMillis(row.getLong(16))));
  }

  private static @Nullable Attachment file(ResultSet row) throws SQLException {
    @Nullable String id = row.getString(10);
    return id == null
        ? null
        : new Attachment(id, row.getString(11), row.getString(12), row.getLong(13));
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
