package dev.nanobot.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.world.World;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

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
              hash(ticket),
              purpose.name(),
              now + validFor.toMillis());
        });
  }

  @Override
  public boolean redeem(String ticket, Purpose purpose) {
    String hash = hash(ticket);
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

  private static String hash(String ticket) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
