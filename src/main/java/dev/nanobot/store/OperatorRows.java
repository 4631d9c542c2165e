package dev.nanobot.store;

import dev.nanobot.store.Board.Handling;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// What an operator does with messages that leave, and the note of it in `audit`.
///
/// Every method runs inside a transaction of the caller.
final class OperatorRows {
  private record Leaving(String state, boolean isDropped, long nextAt, long until) {
    static Leaving of(ResultSet row) throws SQLException {
      return new Leaving(row.getString(1), row.getBoolean(2), row.getLong(3), row.getLong(4));
    }

    /// Why nothing can be done with it; `DONE` when something can. An attempt that says nothing
    /// any more holds nobody up.
    Handling standing(long now) {
      return switch (state) {
        case "sent" -> Handling.SENT;
        case "sending" -> until > now ? Handling.SENDING : Handling.DONE;
        default -> isDropped ? Handling.DROPPED : Handling.DONE;
      };
    }
  }

  private OperatorRows() {}

  static Handling retry(Sql sql, long outbound, String who, long now) throws SQLException {
    Optional<Leaving> found = leaving(sql, outbound);
    if (found.isEmpty()) return Handling.NOT_FOUND;
    Leaving leaving = found.get();
    if (leaving.state().equals("pending") && leaving.nextAt() <= now) return Handling.DUE;
    Handling standing = leaving.standing(now);
    if (standing != Handling.DONE) return standing;
    sql.updateOne(
        """
        update outbox set state = 'pending', next_at = 0, wait_ms = 0, spent = attempts,
          owner = null, is_uncertain = max(is_uncertain, state = 'sending'),
          reason = case state when 'sending' then ? else reason end
        where id = ?
        """,
        OutboxRows.UNENDED,
        outbound);
    note(sql, outbound, who, "retried", now);
    return Handling.DONE;
  }

  static Handling drop(Sql sql, long outbound, String who, long now) throws SQLException {
    Optional<Leaving> found = leaving(sql, outbound);
    if (found.isEmpty()) return Handling.NOT_FOUND;
    Handling standing = found.get().standing(now);
    if (standing != Handling.DONE) return standing;
    sql.updateOne(
        """
        update outbox set state = 'dead', is_dropped = 1,
          owner = null, is_uncertain = max(is_uncertain, state = 'sending'),
          reason = case state when 'sending' then ? else reason end
        where id = ?
        """,
        OutboxRows.UNENDED,
        outbound);
    note(sql, outbound, who, "dropped", now);
    return Handling.DONE;
  }

  private static Optional<Leaving> leaving(Sql sql, long outbound) throws SQLException {
    return sql.first(
        Leaving::of,
        "select state, is_dropped, next_at, lease_until from outbox where id = ?",
        outbound);
  }

  private static void note(Sql sql, long outbound, String who, String what, long now)
      throws SQLException {
    sql.updateOne(
        "insert into audit (at, who, what, detail, outbox) values (?, ?, ?, '{}', ?)",
        now,
        who,
        what,
        outbound);
  }
}
