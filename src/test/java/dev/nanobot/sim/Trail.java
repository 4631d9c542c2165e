package dev.nanobot.sim;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.LongSupplier;
import org.sqlite.Function;

/// What became of jobs, slots and heartbeats in the order it was committed, as triggers of the
/// database saw it: whichever program wrote.
final class Trail {
  private static final String TABLE =
      """
      create table if not exists trail (
        seq integer primary key autoincrement,
        what text not null,        -- added, changed, moved, removed; slot, ended; beat
        name text not null,        -- the job, or the message of a heartbeat
        at integer not null,       -- the time on the clock
        latest integer not null,   -- the latest time that the clock ever showed
        elapsed integer not null,  -- since the run began
        slot integer,
        before integer,            -- the next slot of a job before that
        after integer,             -- and after it
        schedule text,
        is_enabled integer,
        created_at integer,
        note text not null default ''
      )
      """;

  private static final String HEAD = " begin insert into trail (at, latest, elapsed, what, name,";
  private static final String TIMES = " values (sim_now(), sim_latest(), sim_elapsed(), ";

  private static final List<String> TRIGGERS =
      List.of(
          "trail_added after insert on cron_job"
              + HEAD
              + " after, schedule, is_enabled, created_at)"
              + TIMES
              + "'added', new.id, new.next_at, new.schedule, new.is_enabled, new.created_at); end",
          "trail_moved after update on cron_job when new.version = old.version"
              + HEAD
              + " before, after, schedule, created_at)"
              + TIMES
              + "'moved', new.id, old.next_at, new.next_at, new.schedule, new.created_at); end",
          "trail_changed after update on cron_job when new.version <> old.version"
              + HEAD
              + " before, after, schedule, is_enabled, created_at)"
              + TIMES
              + "'changed', new.id, old.next_at, new.next_at, new.schedule, new.is_enabled,"
              + " new.created_at); end",
          "trail_removed after delete on cron_job"
              + HEAD
              + " before)"
              + TIMES
              + "'removed', old.id, old.next_at); end",
          "trail_slot after insert on cron_run"
              + HEAD
              + " slot, note)"
              + TIMES
              + "'slot', new.job, new.slot, new.state || ' ' || new.reason); end",
          "trail_ended after update of state on cron_run when old.state = 'fired'"
              + HEAD
              + " slot, note)"
              + TIMES
              + "'ended', new.job, new.slot, new.state || ' ' || new.reason); end",
          "trail_beat after insert on inbox when new.session = 'heartbeat:main'"
              + HEAD
              + " note)"
              + TIMES
              + "'beat', new.external_id, (select count(*) from inbox where id <> new.id"
              + " and session = new.session and state in ('new', 'taken'))); end");

  /// The planted bug of `RESTARTED_JOBS`: who changes a job, arms the timers of all anew.
  private static final String RESTARTING =
      """
      planted after update on cron_job when new.version <> old.version begin
        update turn set is_stopped = 1 where state = 'running'
          and id in (select turn from inbox where channel = 'cron' and state = 'taken');
        update cron_job set next_at = (select max(slot) from cron_run
            where job = cron_job.id and state = 'fired')
          where is_enabled and id in (select job from cron_run where state = 'fired');
      end""";

  private Trail() {}

  /// Teaches a connection to tell the time; each that writes needs it.
  static void tellTime(Connection connection, Simulator simulator) throws SQLException {
    define(connection, "sim_now", () -> simulator.now().toEpochMilli());
    define(connection, "sim_latest", () -> simulator.latest().toEpochMilli());
    define(connection, "sim_elapsed", simulator::nanos);
  }

  private static void define(Connection connection, String name, LongSupplier value)
      throws SQLException {
    Function.create(
        connection,
        name,
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            result(value.getAsLong());
          }
        });
  }

  static void lay(Statement sql, boolean restartsJobs) throws SQLException {
    sql.executeUpdate(TABLE);
    for (String trigger : TRIGGERS) sql.executeUpdate("create trigger if not exists " + trigger);
    if (restartsJobs) sql.executeUpdate("create trigger if not exists " + RESTARTING);
  }
}
