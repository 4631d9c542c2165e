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

  boolean hold(Sql sql, Inbound message, Duration quiet, Duration longest) throws SQLException {
    if (arrivals.earlier(sql, message).isPresent()) return false;
    long now = world.now().toEpochMilli();
    int rows =
        sql.update(
            """
            insert or ignore into held (channel, external_id, session, principal, trust, text,
              memo, held_at, due_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            message.channel(),
            message.externalId(),
            message.session().value(),
            message.principal().id(),
            message.trust().name(),
            message.text(),
            message.memo(),
            now,
            now);
    String session = message.session().value();
    sql.update(
        """
        update held set due_at = min(?, ? + (select min(held_at) from held where session = ?))
        where session = ? and ?
        """,
        now + quiet.toMillis(),
        longest.toMillis(),
        session,
        session,
        rows > 0);
    return rows > 0;
  }

  static boolean holds(Sql sql, SessionKey session) throws SQLException {
    return sql.number("select count(*) from held where session = ?", session.value()) > 0;
  }

  static boolean drop(Sql sql, String channel, String externalId) throws SQLException {
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
    List<Inbound> due =
        sql.list(
            HeldRows::inbound,
            """
            select channel, external_id, session, principal, trust, text, memo from held
            where channel = ? and due_at <= ? order by id
            """,
            channel,
            world.now().toEpochMilli());
    List<Gates.Released> released = new ArrayList<>();
    for (Inbound message : due) {
      Receipt receipt = arrivals.post(sql, message, waitingMax, whenFull);
      drop(sql, channel, message.externalId());
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
