package dev.nanobot.store;

import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The logins of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteLogins(Transactions transactions, World world) implements Logins {
  @Override
  public void begin(String name, String mark, String agent, Duration validFor) {
    long now = world.now().toEpochMilli();
    transactions.act(
        sql -> {
          sql.update("delete from login where expires_at <= ? or mark <> ?", now, mark);
          sql.update(
              """
              delete from login where name in (
                select name from login order by created_at desc, name limit -1 offset ?)
              """,
              MAX - 1);
          sql.update(
              """
              insert into login (name, mark, agent, created_at, expires_at)
              values (?, ?, ?, ?, ?)
              """,
              name,
              mark,
              agent,
              now,
              now + validFor.toMillis());
        });
  }

  @Override
  public boolean isOn(String name) {
    long now = world.now().toEpochMilli();
    return transactions.read(
        sql ->
            sql.number(
                    "select exists (select 1 from login where name = ? and expires_at > ?)",
                    name,
                    now)
                == 1);
  }

  @Override
  public List<Login> of(String mark) {
    long now = world.now().toEpochMilli();
    return transactions.read(
        sql ->
            sql.list(
                row ->
                    new Login(
                        row.getString(1),
                        row.getString(2),
                        Instant.ofEpochMilli(row.getLong(3)),
                        Instant.ofEpochMilli(row.getLong(4))),
                """
                select name, agent, created_at, expires_at from login
                where mark = ? and expires_at > ? order by created_at desc, name
                """,
                mark,
                now));
  }

  @Override
  public boolean end(String name) {
    long now = world.now().toEpochMilli();
    return transactions.write(
        sql -> sql.update("delete from login where name = ? and expires_at > ?", name, now) > 0);
  }
}
