package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.world.World;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Who may write to which session, and until when: `lease_owner`, `lease_until` and `epoch` of
/// `session`.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class LeaseRows {
  private static final long WAIT_REPORTED_MS = 1_000;

  /// A lease that ends later than any can was granted before the clock was set back: it is over.
  private static final String DUE =
      "waiting_since is not null and" + " (lease_until <= ?2 or lease_until > ?2 + 2 * lease_ms)";

  record Due(String key, long waitingSince) {}

  /// How many leases are wanted, of `scope` and its subagents only when it names any, and of none
  /// in `held`.
  record Wanted(int sessionsMax, List<SessionKey> scope, Set<String> held) {
    Wanted(int sessionsMax, Collection<SessionKey> scope, Collection<SessionKey> held) {
      this(
          sessionsMax,
          List.copyOf(scope),
          held.stream().map(SessionKey::value).collect(Collectors.toSet()));
    }
  }

  private final World world;

  LeaseRows(World world) {
    this.world = world;
  }

  List<Lease> lease(Sql sql, String worker, Duration ttl, Wanted wanted) throws SQLException {
    long now = now();
    List<Lease> leases = new ArrayList<>();
    int late = 0;
    for (Due due : due(sql, wanted)) {
      if (now - due.waitingSince() > WAIT_REPORTED_MS) late++;
      long epoch =
          sql.number(
              """
          update session set epoch = epoch + 1, lease_owner = ?, lease_until = ?, lease_ms = ?
          where key = ? returning epoch
          """,
              worker,
              now + ttl.toMillis(),
              ttl.toMillis(),
              due.key());
      leases.add(new Lease(SessionKey.parse(due.key()), epoch));
    }
    if (late > 0) Races.count(sql, Races.LEASE_WAIT, late);
    return leases;
  }

  /// The sessions to lease next, the one that waited longest first.
  List<Due> due(Sql sql, Wanted wanted) throws SQLException {
    List<Due> found = new ArrayList<>(wanted.scope().isEmpty() ? anyDue(sql, wanted) : List.of());
    for (SessionKey session : wanted.scope()) {
      found.addAll(
          sql.list(
              LeaseRows::due,
              SubagentViews.FAMILY
                  + "select key, waiting_since from session"
                  + " where key in (select ?1 union all select key from family) and "
                  + DUE,
              session.value(),
              now()));
    }
    found.removeIf(due -> wanted.held().contains(due.key()));
    found.sort(Comparator.comparing(Due::waitingSince).thenComparing(Due::key));
    return found.subList(0, Math.min(found.size(), wanted.sessionsMax()));
  }

  private List<Due> anyDue(Sql sql, Wanted wanted) throws SQLException {
    return sql.list(
        LeaseRows::due,
        "select key, waiting_since from session where "
            + DUE
            + " order by waiting_since, key limit ?1",
        wanted.sessionsMax() + wanted.held().size(),
        now());
  }

  private static Due due(ResultSet row) throws SQLException {
    return new Due(row.getString(1), row.getLong(2));
  }

  /// Proves that the lease is the newest one, and prolongs it.
  ///
  /// @throws LeaseLost when it is not
  void guard(Sql sql, Lease lease) throws SQLException {
    int rows =
        sql.update(
            """
        update session set lease_until = max(lease_until, ? + lease_ms)
        where key = ? and epoch = ? and lease_owner is not null
        """,
            now(),
            lease.session().value(),
            lease.epoch());
    if (rows == 0) throw new LeaseLost(lease);
  }

  List<Lease> renew(Sql sql, Collection<Lease> leases, Duration ttl) throws SQLException {
    List<Lease> ended = new ArrayList<>();
    for (Lease lease : leases) {
      int rows =
          sql.update(
              """
          update session set lease_until = ? where key = ? and epoch = ?
            and lease_owner is not null
            and not exists (select 1 from turn
              where turn.session = session.key and state = 'running' and is_stopped = 1)
          """,
              now() + ttl.toMillis(),
              lease.session().value(),
              lease.epoch());
      if (rows == 0) ended.add(lease);
    }
    return ended;
  }

  void release(Sql sql, Lease lease) throws SQLException {
    sql.update(
        "update session set lease_owner = null, lease_until = 0 where key = ? and epoch = ?",
        lease.session().value(),
        lease.epoch());
  }

  /// Gives the session back after its turn ended; it waits on if messages came meanwhile.
  void releaseDone(Sql sql, Lease lease) throws SQLException {
    String key = lease.session().value();
    sql.updateOne(
        """
        update session set lease_owner = null, lease_until = 0, waiting_since =
          (select min(received_at) from inbox where session = ? and state = 'new')
        where key = ? and epoch = ?
        """,
        key,
        key,
        lease.epoch());
  }

  int evict(Sql sql, Predicate<String> isGone) throws SQLException {
    int gone = 0;
    for (String owner : owners(sql)) {
      if (!isGone.test(owner)) continue;
      gone++;
      sql.update(
          "update session set lease_owner = null, lease_until = 0 where lease_owner = ?", owner);
      OutboxRows.abandon(sql, owner);
      sql.update("delete from lease where owner = ?", owner);
    }
    if (gone > 0) Races.count(sql, Races.WORKER_GONE, gone);
    return gone;
  }

  /// Registers who has the store open, under a name of its own.
  static void enter(Sql sql, String name, String owner) throws SQLException {
    sql.update("insert into lease (name, owner, epoch, until) values (?, ?, 1, 0)", name, owner);
  }

  /// The workers that hold something.
  static List<String> owners(Sql sql) throws SQLException {
    return sql.list(
        row -> row.getString(1),
        """
        select lease_owner from session where lease_owner is not null
        union select owner from outbox where state = 'sending'
        union select owner from lease where name like 'open:%'
        """);
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
