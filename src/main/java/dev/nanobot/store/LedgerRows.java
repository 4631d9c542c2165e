package dev.nanobot.store;

import dev.nanobot.message.Budgets;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reservation;
import dev.nanobot.message.Usage;
import dev.nanobot.store.Ledger.Grouping;
import dev.nanobot.store.Ledger.Spent;
import dev.nanobot.world.World;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What models took, and what is set aside: `spending` and `reservation`.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class LedgerRows {
  private final World world;
  private final ZoneId zone;

  LedgerRows(World world, ZoneId zone) {
    this.world = world;
    this.zone = zone;
  }

  /// On whose account a turn's questions go; `job` is empty where none began it.
  private record Payer(String principal, String session, String job) {}

  private record Sum(long tokens, long micros) {
    Sum plus(Sum other) {
      return new Sum(tokens + other.tokens, micros + other.micros);
    }
  }

  LocalDate today() {
    return LocalDate.ofInstant(world.now(), zone);
  }

  static List<Spent> spent(
      Sql sql, LocalDate first, LocalDate last, Grouping by, Map<Grouping, String> only)
      throws SQLException {
    var where = new StringBuilder("day between ? and ?");
    List<Object> arguments = new ArrayList<>(List.of(first.toString(), last.toString()));
    new TreeMap<>(only)
        .forEach(
            (grouping, value) -> {
              where.append(" and ").append(column(grouping)).append(" = ?");
              arguments.add(value);
            });
    return sql.list(
        row ->
            new Spent(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7)),
        "select "
            + column(by)
            + ", sum(calls), sum(tokens_in), sum(tokens_out), sum(tokens_cached), sum(micros),"
            + " sum(unpriced) from spending where "
            + where
            + " group by 1 order by 1",
        arguments.toArray());
  }

  private static String column(Grouping grouping) {
    return grouping.name().toLowerCase(Locale.ROOT);
  }

  /// Writes down what an answer took; what was set aside for it is free again.
  void answered(Sql sql, Lease lease, long turn, Reply reply) throws SQLException {
    release(sql, lease, turn);
    forfeit(sql, turn);
    Payer payer = payer(sql, lease, turn);
    Usage usage = reply.usage();
    boolean isPriced = usage.bill().calls() > 0;
    spend(
        sql,
        payer,
        reply.model(),
        isPriced ? usage.bill().calls() : 1,
        usage.input(),
        usage.output(),
        usage.cached(),
        usage.bill().micros(),
        isPriced ? usage.bill().unpriced() : 1);
  }

  Optional<Overdraft> reserve(Sql sql, Lease lease, long turn, Reservation wanted, Budgets budgets)
      throws SQLException {
    release(sql, lease, turn);
    forfeit(sql, turn);
    Payer payer = payer(sql, lease, turn);
    Optional<Overdraft> passed = passed(sql, payer, wanted, budgets);
    if (passed.isPresent()) return passed;
    sql.updateOne(
        """
        insert into reservation (turn, epoch, principal, session, job, model, tokens_in,
          tokens_out, micros, unpriced) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        turn,
        lease.epoch(),
        payer.principal(),
        payer.session(),
        payer.job(),
        wanted.model(),
        wanted.input(),
        wanted.output(),
        wanted.micros(),
        wanted.hasPrice() ? 0 : 1);
    return Optional.empty();
  }

  private Optional<Overdraft> passed(Sql sql, Payer payer, Reservation wanted, Budgets budgets)
      throws SQLException {
    Optional<Overdraft> passed = passed(sql, "day", "''", "", wanted, budgets.day());
    if (passed.isEmpty()) {
      String principal = payer.principal();
      passed = passed(sql, "principalDay", "principal", principal, wanted, budgets.principalDay());
    }
    if (passed.isEmpty()) {
      String session = payer.session();
      passed = passed(sql, "sessionDay", "session", session, wanted, budgets.sessionDay());
    }
    if (passed.isPresent() || payer.job().isEmpty()) return passed;
    return passed(sql, "jobDay", "job", payer.job(), wanted, budgets.jobDay());
  }

  private Optional<Overdraft> passed(
      Sql sql, String scope, String column, String value, Reservation wanted, Limit limit)
      throws SQLException {
    if (!limit.isSet()) return Optional.empty();
    Sum used =
        sum(sql, "spending where day = ?2 and " + column + " = ?1", value, today().toString())
            .plus(sum(sql, "reservation where " + column + " = ?1", value));
    if (limit.tokens() > 0 && used.tokens() + wanted.tokens() > limit.tokens()) {
      return Optional.of(
          new Overdraft(scope, false, used.tokens(), wanted.tokens(), limit.tokens()));
    }
    if (limit.micros() > 0 && used.micros() + wanted.micros() > limit.micros()) {
      return Optional.of(
          new Overdraft(scope, true, used.micros(), wanted.micros(), limit.micros()));
    }
    return Optional.empty();
  }

  private static Sum sum(Sql sql, String where, Object... arguments) throws SQLException {
    String columns = "coalesce(sum(tokens_in + tokens_out), 0), coalesce(sum(micros), 0)";
    return sql.first(
            row -> new Sum(row.getLong(1), row.getLong(2)),
            "select " + columns + " from " + where,
            arguments)
        .orElseThrow();
  }

  void release(Sql sql, Lease lease, long turn) throws SQLException {
    sql.update("delete from reservation where turn = ? and epoch = ?", turn, lease.epoch());
  }

  /// Counts what is set aside for a turn as spent.
  void forfeit(Sql sql, long turn) throws SQLException {
    record Lost(Payer payer, String model, long input, long output, long micros, int unpriced) {}
    Optional<Lost> found =
        sql.first(
            row ->
                new Lost(
                    new Payer(row.getString(1), row.getString(2), row.getString(3)),
                    row.getString(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getInt(8)),
            """
        delete from reservation where turn = ?
        returning principal, session, job, model, tokens_in, tokens_out, micros, unpriced
        """,
            turn);
    if (found.isEmpty()) return;
    Lost lost = found.get();
    spend(
        sql,
        lost.payer(),
        lost.model(),
        1,
        lost.input(),
        lost.output(),
        0,
        lost.micros(),
        lost.unpriced());
  }

  private void spend(
      Sql sql,
      Payer payer,
      String model,
      int calls,
      long input,
      long output,
      long cached,
      long micros,
      int unpriced)
      throws SQLException {
    sql.update(
        """
        insert into spending (day, principal, session, job, model, calls, tokens_in, tokens_out,
          tokens_cached, micros, unpriced) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict do update set calls = calls + excluded.calls,
          tokens_in = tokens_in + excluded.tokens_in,
          tokens_out = tokens_out + excluded.tokens_out,
          tokens_cached = tokens_cached + excluded.tokens_cached,
          micros = micros + excluded.micros, unpriced = unpriced + excluded.unpriced
        """,
        today().toString(),
        payer.principal(),
        payer.session(),
        payer.job(),
        model,
        calls,
        input,
        output,
        cached,
        micros,
        unpriced);
  }

  /// A job's messages come from the channel `cron` and are called JOB@SLOT.
  private static Payer payer(Sql sql, Lease lease, long turn) throws SQLException {
    String job =
        sql.first(
                row -> row.getString(1),
                """
        select case channel when 'cron'
          then substr(external_id, 1, instr(external_id || '@', '@') - 1) else '' end
        from inbox where turn = ? order by id limit 1
        """,
                turn)
            .orElse("");
    String principal = TakenRows.asker(sql, turn).principal().id();
    return new Payer(principal, lease.session().value(), job);
  }
}
