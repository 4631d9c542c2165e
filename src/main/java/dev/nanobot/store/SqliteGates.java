package dev.nanobot.store;

import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The gates of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteGates(Transactions transactions, World world, GateRows rows, HeldRows held)
    implements Gates {
  @Override
  public Optional<String> cursor(String name) {
    return transactions.read(sql -> StationRows.cursor(sql, name));
  }

  @Override
  public void pass(Cursor cursor) {
    transactions.act(sql -> StationRows.pass(sql, cursor, world.now().toEpochMilli()));
  }

  @Override
  public Optional<Long> find(String channel, String externalId) {
    return transactions.read(
        sql ->
            sql.first(
                row -> row.getLong(1),
                "select id from inbox where channel = ? and external_id = ?",
                channel,
                externalId));
  }

  @Override
  public boolean hold(Inbound message, String album, Duration quiet, Duration longest) {
    return transactions.write(sql -> held.hold(sql, message, album, quiet, longest));
  }

  @Override
  public boolean overhear(
      Inbound message, String album, List<String> files, Duration quiet, Duration longest) {
    return transactions.write(sql -> held.overhear(sql, message, album, files, quiet, longest));
  }

  @Override
  public List<Unfetched> unfetched(String channel) {
    return transactions.read(sql -> held.unfetched(sql, channel));
  }

  @Override
  public void fetched(long id, Inbound message) {
    transactions.act(sql -> HeldRows.fetched(sql, id, message));
  }

  @Override
  public void postpone(SessionKey session, Duration quiet, Duration longest) {
    transactions.act(sql -> held.postpone(sql, session, quiet, longest));
  }

  @Override
  public boolean holds(SessionKey session) {
    return transactions.read(sql -> HeldRows.holds(sql, session));
  }

  @Override
  public boolean drop(String channel, String externalId) {
    return transactions.write(sql -> HeldRows.drop(sql, channel, externalId));
  }

  @Override
  public Optional<Duration> untilDue(String channel) {
    return transactions.read(sql -> held.untilDue(sql, channel));
  }

  @Override
  public List<Released> release(String channel, int waitingMax, Refusal whenFull) {
    return transactions.write(sql -> held.release(sql, channel, waitingMax, whenFull));
  }

  @Override
  public void note(Station station) {
    transactions.act(sql -> StationRows.note(sql, station));
  }

  @Override
  public List<Station> stations() {
    return transactions.read(StationRows::stations);
  }

  @Override
  public Optional<Trust> trust(Principal principal) {
    return transactions.read(sql -> GateRows.trust(sql, principal));
  }

  @Override
  public Optional<SessionKey> offered(String endpoint, String chat, String platformId) {
    return transactions.read(sql -> OutboxRows.offered(sql, endpoint, chat, platformId));
  }

  @Override
  public Said said(Principal principal, Instant since) {
    return transactions.read(sql -> GateRows.said(sql, principal, since));
  }

  @Override
  public Noticed knock(Stranger stranger, Offer offer) {
    // Looking first keeps a crowd of strangers from taking the write lock.
    boolean isIgnored = transactions.read(sql -> rows.isIgnored(sql, stranger, offer));
    return isIgnored
        ? Noticed.IGNORED
        : transactions.write(sql -> rows.knock(sql, stranger, offer));
  }

  @Override
  public List<Pending> pending() {
    return transactions.read(rows::pending);
  }

  @Override
  public Optional<Principal> approve(String code, String welcome) {
    return transactions.write(sql -> rows.approve(sql, code, welcome, Principal.LOCAL));
  }

  @Override
  public Optional<Principal> deny(String code) {
    return transactions.write(sql -> rows.deny(sql, code, Principal.LOCAL));
  }

  @Override
  public boolean revoke(Principal principal) {
    return transactions.write(sql -> rows.revoke(sql, principal, Principal.LOCAL));
  }

  @Override
  public List<Guest> guests() {
    return transactions.read(GateRows::guests);
  }
}
