package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.world.World;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What waits before the inbox: `held`. What was overheard is there as if it were not, until it
/// belongs to what is heard.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class HeldRows {
  private static final String COLUMNS =
      "channel, external_id, session, principal, trust, text, memo, id";

  private final World world;
  private final ArrivalRows arrivals;

  HeldRows(World world, ArrivalRows arrivals) {
    this.world = world;
    this.arrivals = arrivals;
  }

  boolean hold(Sql sql, Inbound message, String album, Duration quiet, Duration longest)
      throws SQLException {
    boolean isKnown = arrivals.earlier(sql, message).isPresent();
    var piece = new Piece(message, album, false, "");
    Optional<Long> id = isKnown ? Optional.empty() : insert(sql, piece);
    if (id.isEmpty()) {
      hasten(sql, message.session(), quiet);
      return false;
    }
    AttachmentRows.hold(sql, id.get(), message);
    if (!album.isEmpty()) join(sql, message.session(), album);
    postpone(sql, message.session(), quiet, longest);
    return true;
  }

  /// What is held; `files` are those that are not fetched, as an array, or empty.
  private record Piece(Inbound message, String album, boolean isOverheard, String files) {}

  boolean overhear(
      Sql sql, Inbound message, String album, List<String> files, Duration quiet, Duration longest)
      throws SQLException {
    if (arrivals.earlier(sql, message).isPresent()) return false;
    boolean isHeard = isHeard(sql, message.session(), album);
    var piece = new Piece(message, album, !isHeard, array(files));
    boolean isNew = insert(sql, piece).isPresent();
    if (isNew && isHeard) postpone(sql, message.session(), quiet, longest);
    else if (isNew) limit(sql, message.session());
    return isNew && isHeard;
  }

  private static String array(List<String> files) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    files.forEach(array::add);
    return files.isEmpty() ? "" : Json.write(array);
  }

  /// Whether another piece of an album was heard, now or before.
  private static boolean isHeard(Sql sql, SessionKey session, String album) throws SQLException {
    return sql.number(
            """
            select exists (select 1 from held
                where session = ?1 and album = ?2 and is_overheard = 0)
              or exists (select 1 from inbox
                where session = ?1 and album = ?2 and album <> '')
            """,
            session.value(),
            album)
        == 1;
  }

  /// What was overheard of an album waits from now on with what is heard of it.
  private void join(Sql sql, SessionKey session, String album) throws SQLException {
    sql.update(
        """
        update held set is_overheard = 0, held_at = ?
        where session = ? and album = ? and is_overheard = 1
        """,
        world.now().toEpochMilli(),
        session.value(),
        album);
  }

  private static void limit(Sql sql, SessionKey session) throws SQLException {
    sql.update(
        """
        delete from held where session = ?1 and is_overheard = 1 and id not in (
          select id from held where session = ?1 and is_overheard = 1 order by id desc limit ?2)
        """,
        session.value(),
        Gates.OVERHEARD_MAX);
  }

  /// Empty for a repeat.
  private Optional<Long> insert(Sql sql, Piece piece) throws SQLException {
    Inbound message = piece.message();
    long now = world.now().toEpochMilli();
    return sql.first(
        row -> row.getLong(1),
        """
        insert into held (channel, external_id, session, principal, trust, text, memo, album,
          is_overheard, files, held_at, due_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id
        """,
        message.channel(),
        message.externalId(),
        message.session().value(),
        message.principal().id(),
        message.trust().name(),
        message.text(),
        message.memo(),
        piece.album(),
        piece.isOverheard(),
        piece.files(),
        now,
        piece.isOverheard() ? now + Gates.OVERHEARD.toMillis() : now);
  }

  void postpone(Sql sql, SessionKey session, Duration quiet, Duration longest) throws SQLException {
    sql.update(
        """
        update held set due_at = min(?1, ?2
          + (select min(held_at) from held where session = ?3 and is_overheard = 0))
        where session = ?3 and is_overheard = 0
        """,
        world.now().toEpochMilli() + quiet.toMillis(),
        longest.toMillis(),
        session.value());
  }

  /// Ends what a repeat was waited for.
  private void hasten(Sql sql, SessionKey session, Duration quiet) throws SQLException {
    sql.update(
        "update held set due_at = min(due_at, ?) where session = ? and is_overheard = 0",
        world.now().toEpochMilli() + quiet.toMillis(),
        session.value());
  }

  static boolean holds(Sql sql, SessionKey session) throws SQLException {
    return sql.number(
            "select count(*) from held where session = ? and is_overheard = 0", session.value())
        > 0;
  }

  static boolean drop(Sql sql, String channel, String externalId) throws SQLException {
    AttachmentRows.letGo(sql, channel, externalId);
    return sql.update("delete from held where channel = ? and external_id = ?", channel, externalId)
        > 0;
  }

  /// What was overheard is due when it is to be forgotten, and nobody waits for that.
  Optional<Duration> untilDue(Sql sql, String channel) throws SQLException {
    long now = world.now().toEpochMilli();
    return sql.first(
        row -> Duration.ofMillis(Math.max(0, row.getLong(1) - now)),
        """
        select due_at from held where channel = ?1 and (is_overheard = 0 or due_at <= ?2)
        order by due_at limit 1
        """,
        channel,
        now);
  }

  List<Gates.Unfetched> unfetched(Sql sql, String channel) throws SQLException {
    return sql.list(
        row -> new Gates.Unfetched(row.getLong(8), inbound(row), texts(row.getString(9))),
        "select "
            + COLUMNS
            + ", files from held where files <> '' and is_overheard = 0 and channel = ?"
            + " and due_at <= ? order by id",
        channel,
        world.now().toEpochMilli());
  }

  private static List<String> texts(String array) {
    return Json.parse(array).valueStream().map(JsonNode::stringValue).toList();
  }

  static void fetched(Sql sql, long id, Inbound message) throws SQLException {
    int rows =
        sql.update(
            "update held set text = ?, files = '' where id = ? and files <> ''",
            message.text(),
            id);
    if (rows == 1) AttachmentRows.hold(sql, id, message);
  }

  List<Gates.Released> release(Sql sql, String channel, int waitingMax, Refusal whenFull)
      throws SQLException {
    record Waiting(long id, Inbound message, String album) {}
    long now = world.now().toEpochMilli();
    sql.update(
        "delete from held where channel = ? and is_overheard = 1 and due_at <= ?", channel, now);
    List<Waiting> due =
        sql.list(
            row -> new Waiting(row.getLong(8), inbound(row), row.getString(9)),
            "select "
                + COLUMNS
                + """
                , album from held
                where channel = ? and due_at <= ? and is_overheard = 0 and session not in (
                  select session from held where files <> '' and is_overheard = 0)
                order by id
                """,
            channel,
            now);
    List<Gates.Released> released = new ArrayList<>();
    for (Waiting one : due) {
      Inbound message = one.message().with(AttachmentRows.held(sql, one.id()));
      drop(sql, channel, message.externalId());
      Receipt receipt = arrivals.post(sql, message, waitingMax, whenFull);
      if (!one.album().isEmpty()) name(sql, receipt, one.album());
      released.add(new Gates.Released(message.session(), receipt));
    }
    return released;
  }

  private static void name(Sql sql, Receipt receipt, String album) throws SQLException {
    sql.update("update inbox set album = ? where id = ?", album, receipt.messageId());
  }

  private static Inbound inbound(ResultSet row) throws SQLException {
    return new Inbound(
            row.getString(1),
            row.getString(2),
            SessionKey.parse(row.getString(3)),
            new Principal(row.getString(4)),
            Trust.valueOf(row.getString(5)),
            row.getString(6))
        .noting(row.getString(7));
  }
}
