package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.world.World;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The table `caller`, and how calls enter the inbox.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class CallerRows {
  private static final String SELECT =
      "select name, session, principal, trust, style, secret from caller";

  private final World world;
  private final ArrivalRows arrivals;

  CallerRows(World world, ArrivalRows arrivals) {
    this.world = world;
    this.arrivals = arrivals;
  }

  Receipt bind(Sql sql, Inbound message, Caller caller, Function<Boolean, String> answer)
      throws SQLException {
    Receipt receipt = arrivals.answered(sql, message);
    if (!receipt.isNew()) return receipt;
    String text = answer.apply(bind(sql, caller));
    OutboxRows.answer(sql, receipt.messageId(), message.session(), text, now());
    return receipt;
  }

  boolean bind(Sql sql, Caller caller) throws SQLException {
    int rows =
        sql.update(
            """
        insert into caller (name, session, principal, trust, style, secret, created_at)
        values (?, ?, ?, ?, ?, ?, ?)
        on conflict (name) do update set session = excluded.session,
          principal = excluded.principal, trust = excluded.trust, created_at = excluded.created_at
        where caller.secret = '' and excluded.secret = ''
        """,
            caller.name(),
            caller.session().value(),
            caller.principal().id(),
            caller.trust().name(),
            caller.style(),
            caller.secret().reveal(),
            now());
    return rows > 0;
  }

  static boolean remove(Sql sql, String name) throws SQLException {
    return sql.update("delete from caller where name = ?", name) > 0;
  }

  static Optional<Caller> find(Sql sql, String name) throws SQLException {
    return sql.first(CallerRows::caller, SELECT + " where name = ?", name);
  }

  static List<Caller> all(Sql sql) throws SQLException {
    return sql.list(CallerRows::caller, SELECT + " order by name");
  }

  private static Caller caller(ResultSet row) throws SQLException {
    return new Caller(
        row.getString(1),
        SessionKey.parse(row.getString(2)),
        new Principal(row.getString(3)),
        Trust.valueOf(row.getString(4)),
        row.getString(5),
        row.getString(6).isEmpty() ? Secret.NONE : new Secret(row.getString(6)));
  }

  Optional<Receipt> call(Sql sql, Inbound message, int waitingMax) throws SQLException {
    Optional<Receipt> earlier = arrivals.earlier(sql, message);
    if (earlier.isPresent()) return earlier;
    if (ArrivalRows.waiting(sql, message) >= waitingMax) return Optional.empty();
    return Optional.of(arrivals.take(sql, message));
  }

  Optional<Receipt> callAnew(Sql sql, Inbound message) throws SQLException {
    Optional<Receipt> earlier = arrivals.earlier(sql, message);
    if (earlier.isPresent()) return earlier;
    String session = message.session().value();
    long underWay =
        sql.number(
            """
            select exists (select 1 from inbox where session = ?1 and state in ('new', 'taken'))
              or exists (select 1 from subagent
                where parent = ?1 and state in ('queued', 'running'))
            """,
            session);
    if (underWay == 1) return Optional.empty();
    Receipt receipt = arrivals.take(sql, message);
    SessionRows.beginAnew(sql, message.session());
    return Optional.of(receipt);
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
