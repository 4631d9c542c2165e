package dev.nanobot.store;

import dev.nanobot.message.Sha256;
import dev.nanobot.world.World;
import java.time.Duration;

/// The tickets of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteTickets(Transactions transactions, World world) implements Tickets {
  @Override
  public void issue(String ticket, Purpose purpose, Duration validFor) {
    long now = world.now().toEpochMilli();
    transactions.act(
        sql -> {
          sql.update("delete from ticket where expires_at <= ?", now);
          if (sql.number("select count(*) from ticket") >= VALID_MAX) {
            throw new IllegalStateException(VALID_MAX + " tickets are valid already");
          }
          sql.update(
              "insert into ticket (hash, purpose, expires_at) values (?, ?, ?)",
              Sha256.hex(ticket),
              purpose.name(),
              now + validFor.toMillis());
        });
  }

  @Override
  public boolean redeem(String ticket, Purpose purpose) {
    String hash = Sha256.hex(ticket);
    long now = world.now().toEpochMilli();
    return transactions.write(
        sql ->
            sql.update(
                    "delete from ticket where hash = ? and purpose = ? and expires_at > ?",
                    hash,
                    purpose.name(),
                    now)
                > 0);
  }
}
