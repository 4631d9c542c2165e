package dev.nanobot.store;

import dev.nanobot.message.Inbound;
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

/// What waits before the inbox: `held`.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class HeldRows {
  private final World world;
  private final ArrivalRows arrivals;

  HeldRows(World world, ArrivalRows arrivals) {
    this.world = world;
    this.arrivals = arrivals;
  }

  boolean hold(Sql sql, Inbound message, String album, Duration quiet, Duration longest)
      throws SQLException {
    boolean isKnown = arrivals.earlier(sql, message).isPresent();
    Optional<Long> id = isKnown ? Optional.empty() : insert(sql, message, album);
    if (id.isEmpty()) {
      hasten(sql, message.session(), quiet);
      return false;
    }
    AttachmentRows.hold(sql, id.get(), message);
    postpone(sql, message.session(), quiet, longest);
    return true;
  }

  /// Empty for a repeat.
  private Optional<Long> insert(Sql sql, Inbound message, String album) throws SQLException {
    long now = world.now().toEpochMilli();
    return sql.first(
        row -> row.getLong(1),
        """
        insert into held (channel, external_id, session, principal, trust, text, memo, album,
          held_at, due_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id
        """,
        message.channel(),
        message.externalId(),
        message.session().value(),
        message.principal().id(),
        message.trust().name(),
        message.text(),
        message.memo(),
        album,
        now,
        now);
  }

  void postpone(Sql sql, SessionKey session, Duration quiet, Duration longest) throws SQLException {
    sql.update(
        """
        update held set due_at = min(?, ? + (select min(held_at) from held where session = ?))
        where session = ?
        """,
        world.now().toEpochMilli() + quiet.toMillis(),
        longest.toMillis(),
        session.value(),
        session.value());
  }

  /// Ends what a repeat was waited for.
  private void hasten(Sql sql, SessionKey session, Duration quiet) throws SQLException {
    sql.update(
        "update held set due_at = min(due_at, ?) where session = ?",
        world.now().toEpochMilli() + quiet.toMillis(),
        session.value());
  }

  static boolean holds(Sql sql, SessionKey session) throws SQLException {
    return sql.number("select count(*) from held where session = ?", session.value()) > 0;
  }

  static boolean holds(Sql sql, SessionKey session, String album) throws SQLException {
    return sql.number(
            "select count(*) from held where session = ? and album = ?", session.value(), album)
        > 0;
  }

  static boolean drop(Sql sql, String channel, String externalId) throws SQLException {
    AttachmentRows.letGo(sql, channel, externalId);
    return sql.update("delete from held where channel = ? and external_id = ?", channel, externalId)
        > 0;
  }

  Optional<Duration> untilDue(Sql sql, String channel) throws SQLException {
    long now = world.now().toEpochMilli();
    return sql.first(
        row -> Duration.ofMillis(Math.max(0, row.getLong(1) - now)),
        "select due_at from held where channel = ? order by due_at limit 1",
        channel);
  }

  List<Gates.Released> release(Sql sql, String channel, int waitingMax, Refusal whenFull)
      throws SQLException {
    record Waiting(long id, Inbound message) {}
    List<Waiting> due =
        sql.list(
            row -> new Waiting(row.getLong(8), inbound(row)),
            """
            select channel, external_id, session, principal, trust, text, memo, id from held
            where channel = ? and due_at <= ? order by id
            """,
            channel,
            world.now().toEpochMilli());
    List<Gates.Released> released = new ArrayList<>();
    for (Waiting one : due) {
      Inbound message = one.message().with(AttachmentRows.held(sql, one.id()));
      drop(sql, channel, message.externalId());
      Receipt receipt = arrivals.post(sql, message, waitingMax, whenFull);
      released.add(new Gates.Released(message.session(), receipt));
    }
    return released;
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
