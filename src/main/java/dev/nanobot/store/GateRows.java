package dev.nanobot.store;

import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Sha256;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Gates.Decision;
import dev.nanobot.store.Gates.Guest;
import dev.nanobot.store.Gates.Noticed;
import dev.nanobot.store.Gates.Offer;
import dev.nanobot.store.Gates.Pending;
import dev.nanobot.store.Gates.Said;
import dev.nanobot.store.Gates.Stranger;
import dev.nanobot.store.Gates.Wish;
import dev.nanobot.world.World;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may talk: `principal`, `stranger`, and `audit` of what was decided.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class GateRows {
  private static final String COLUMNS =
      "select endpoint, sender, name, session, state, asked_at, expires_at from stranger";

  private static final String WRONG_CODE = "wrong pairing code";

  private final World world;

  GateRows(World world) {
    this.world = world;
  }

  private record Row(Stranger stranger, String state, long askedAt, long expiresAt) {
    static Row of(ResultSet row) throws SQLException {
      var stranger =
          new Stranger(
              row.getString(1),
              row.getString(2),
              row.getString(3),
              SessionKey.parse(row.getString(4)));
      return new Row(stranger, row.getString(5), row.getLong(6), row.getLong(7));
    }

    Pending pending() {
      return new Pending(stranger, Instant.ofEpochMilli(askedAt), Instant.ofEpochMilli(expiresAt));
    }
  }

  static Optional<Trust> trust(Sql sql, Principal principal) throws SQLException {
    return sql.first(
        row -> row.getString(1).equals("owner") ? Trust.OWNER : Trust.ALLOWED,
        "select role from principal where id = ?",
        principal.id());
  }

  static Said said(Sql sql, Principal principal, Instant since) throws SQLException {
    return sql.first(
            row -> new Said(row.getInt(1), row.getInt(2)),
            """
            select coalesce(sum(not is_too_many), 0), coalesce(sum(is_too_many), 0) from (
              select state = 'refused' and reason = ? as is_too_many from inbox
              where principal = ? and received_at > ? and origin = 'PERSON')
            """,
            Gates.TOO_MANY,
            principal.id(),
            since.toEpochMilli())
        .orElseThrow();
  }

  /// Whether nothing comes of it that a stranger spoke: found out without a write.
  boolean isIgnored(Sql sql, Stranger stranger, Offer offer) throws SQLException {
    long now = now();
    Optional<Row> known = row(sql, stranger).filter(row -> row.expiresAt() > now);
    if (known.isEmpty()) return strangers(sql, stranger.endpoint(), now) >= Gates.STRANGERS_MAX;
    return !isDue(sql, known.get(), offer, now);
  }

  /// Whether somebody who was only noticed so far is to be told a code now.
  private static boolean isDue(Sql sql, Row known, Offer offer, long now) throws SQLException {
    return offer instanceof Offer.Code
        && known.state().equals("silent")
        && hasRoom(sql, known.stranger().endpoint(), now);
  }

  private static boolean hasRoom(Sql sql, String endpoint, long now) throws SQLException {
    return sql.number(
            """
            select count(*) from stranger
            where endpoint = ? and state = 'pending' and expires_at > ?
            """,
            endpoint,
            now)
        < Gates.PENDING_MAX;
  }

  private static long strangers(Sql sql, String endpoint, long now) throws SQLException {
    return sql.number(
        "select count(*) from stranger where endpoint = ? and expires_at > ?", endpoint, now);
  }

  Noticed knock(Sql sql, Stranger stranger, Offer offer) throws SQLException {
    if (isIgnored(sql, stranger, offer)) return Noticed.IGNORED;
    long now = now();
    sql.update("delete from stranger where expires_at <= ?", now);
    boolean isNew = row(sql, stranger).isEmpty();
    if (offer instanceof Offer.Code(String code, String notice)
        && hasRoom(sql, stranger.endpoint(), now)) {
      put(sql, stranger, "pending", Sha256.hex(code), now);
      OutboxRows.notify(sql, "pairing/" + world.id(), stranger.session(), notice, now);
      return Noticed.TOLD;
    }
    if (isNew) put(sql, stranger, "silent", null, now);
    return Noticed.SEEN;
  }

  private static void put(
      Sql sql, Stranger stranger, String state, @Nullable String codeHash, long now)
      throws SQLException {
    sql.updateOne(
        """
        insert into stranger (endpoint, sender, name, session, state, code_hash, asked_at,
          expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (endpoint, sender) do update set name = excluded.name,
          session = excluded.session, state = excluded.state, code_hash = excluded.code_hash,
          asked_at = excluded.asked_at, expires_at = excluded.expires_at
        """,
        stranger.endpoint(),
        stranger.sender(),
        stranger.name(),
        stranger.session().value(),
        state,
        codeHash,
        now,
        now + Gates.CODE_VALID.toMillis());
  }

  private static Optional<Row> row(Sql sql, Stranger stranger) throws SQLException {
    return sql.first(
        Row::of,
        COLUMNS + " where endpoint = ? and sender = ?",
        stranger.endpoint(),
        stranger.sender());
  }

  List<Pending> pending(Sql sql) throws SQLException {
    return sql
        .list(
            Row::of,
            COLUMNS + " where state = 'pending' and expires_at > ? order by asked_at",
            now())
        .stream()
        .map(Row::pending)
        .toList();
  }

  private Optional<Row> holder(Sql sql, String code) throws SQLException {
    return sql.first(
        Row::of,
        COLUMNS + " where code_hash = ? and state = 'pending' and expires_at > ?",
        Sha256.hex(code),
        now());
  }

  /// Does what an owner wants, unless they have guessed too often.
  Decision decide(Sql sql, Wish wish, Principal who) throws SQLException {
    boolean isLocked = !(wish instanceof Wish.Revoke) && wrong(sql, who) >= Gates.WRONG_CODES_MAX;
    if (isLocked) return new Decision.Locked();
    Optional<Principal> found =
        switch (wish) {
          case Wish.Approve(String code, String welcome) -> approve(sql, code, welcome, who);
          case Wish.Deny(String code) -> deny(sql, code, who);
          case Wish.Revoke(Principal guest) ->
              revoke(sql, guest, who) ? Optional.of(guest) : Optional.empty();
        };
    if (found.isPresent()) return new Decision.Done(found.get());
    if (!(wish instanceof Wish.Revoke)) audit(sql, WRONG_CODE, who, who);
    return new Decision.Unknown();
  }

  private long wrong(Sql sql, Principal who) throws SQLException {
    return sql.number(
        "select count(*) from audit where who = ? and what = 'wrong pairing code' and at > ?",
        who.id(),
        now() - Gates.WRONG_CODES_TIME.toMillis());
  }

  Optional<Principal> approve(Sql sql, String code, String welcome, Principal who)
      throws SQLException {
    Optional<Row> holder = holder(sql, code);
    if (holder.isEmpty()) return Optional.empty();
    Stranger stranger = holder.get().stranger();
    Principal principal = stranger.principal();
    sql.update(
        "insert or ignore into principal (id, role, added_at) values (?, 'allowed', ?)",
        principal.id(),
        now());
    sql.updateOne(
        "delete from stranger where endpoint = ? and sender = ?",
        stranger.endpoint(),
        stranger.sender());
    OutboxRows.notify(sql, "pairing/" + world.id(), stranger.session(), welcome, now());
    audit(sql, "pairing approved", principal, who);
    return Optional.of(principal);
  }

  Optional<Principal> deny(Sql sql, String code, Principal who) throws SQLException {
    Optional<Row> holder = holder(sql, code);
    if (holder.isEmpty()) return Optional.empty();
    Stranger stranger = holder.get().stranger();
    sql.updateOne(
        """
        update stranger set state = 'denied', code_hash = null, expires_at = ?
        where endpoint = ? and sender = ?
        """,
        now() + Gates.DENIED.toMillis(),
        stranger.endpoint(),
        stranger.sender());
    audit(sql, "pairing denied", stranger.principal(), who);
    return Optional.of(stranger.principal());
  }

  boolean revoke(Sql sql, Principal principal, Principal who) throws SQLException {
    int rows = sql.update("delete from principal where id = ?", principal.id());
    if (rows > 0) audit(sql, "pairing revoked", principal, who);
    return rows > 0;
  }

  static List<Guest> guests(Sql sql) throws SQLException {
    return sql.list(
        row -> new Guest(new Principal(row.getString(1)), Instant.ofEpochMilli(row.getLong(2))),
        "select id, added_at from principal order by id");
  }

  private void audit(Sql sql, String what, Principal principal, Principal who) throws SQLException {
    sql.update(
        "insert into audit (at, who, what, detail) values (?, ?, ?, ?)",
        now(),
        who.id(),
        what,
        Json.write(Json.object().put("principal", principal.id())));
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
