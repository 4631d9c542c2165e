package dev.nanobot.store;

import dev.nanobot.message.Job;
import dev.nanobot.message.Job.Errand;
import dev.nanobot.message.Json;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Unreadable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rows of `cron_job`, and how a job is written in one.
///
/// Every method runs inside a transaction of the caller.
final class JobRows {
  private static final String SELECT =
      """
      select id, name, is_enabled, schedule, payload, version, next_at, created_at, principal,
        misfire, removed_at_end
      from cron_job\s""";

  private JobRows() {}

  /// Jobs, and those among them that this program cannot read.
  record Rows(List<Planned> jobs, List<Unreadable> unreadable) {
    private boolean add(ResultSet row) throws SQLException {
      try {
        return jobs.add(planned(row));
      } catch (RuntimeException e) { // Whatever is wrong with one job, the others go on.
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return unreadable.add(
            new Unreadable(row.getString(1), row.getString(2), row.getString(9), reason));
      }
    }
  }

  private static Rows rows(Sql sql, String which, @Nullable Object... arguments)
      throws SQLException {
    var rows = new Rows(new ArrayList<>(), new ArrayList<>());
    sql.list(rows::add, SELECT + which, arguments);
    return rows;
  }

  static Optional<Planned> find(Sql sql, String job) throws SQLException {
    return rows(sql, "where id = ?", job).jobs().stream().findFirst();
  }

  static boolean isThere(Sql sql, String job) throws SQLException {
    return sql.number("select count(*) from cron_job where id = ?", job) > 0;
  }

  static Rows all(Sql sql) throws SQLException {
    return rows(sql, "order by next_at is null, next_at, id");
  }

  static List<Planned> of(Sql sql, Principal principal) throws SQLException {
    return rows(sql, "where principal = ? order by next_at is null, next_at, id", principal.id())
        .jobs();
  }

  static Rows due(Sql sql, Instant now, int jobsMax) throws SQLException {
    return rows(
        sql, "where next_at <= ? order by next_at, id limit ?", now.toEpochMilli(), jobsMax);
  }

  static List<Planned> later(Sql sql, Instant now) throws SQLException {
    return rows(sql, "where next_at > ?", now.toEpochMilli()).jobs();
  }

  static Optional<Instant> next(Sql sql) throws SQLException {
    return sql.first(
        row -> Instant.ofEpochMilli(row.getLong(1)),
        "select next_at from cron_job where next_at is not null order by next_at limit 1");
  }

  static long count(Sql sql, Principal principal) throws SQLException {
    return sql.number("select count(*) from cron_job where principal = ?", principal.id());
  }

  static void insert(Sql sql, Job job, Optional<Instant> next, long now) throws SQLException {
    sql.updateOne(
        """
        insert into cron_job (id, name, is_enabled, schedule, payload, next_at, created_at,
          updated_at, principal, misfire, removed_at_end)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        job.id(),
        job.name(),
        job.isEnabled(),
        Json.write(job.schedule().json()),
        Json.write(payload(job.errand())),
        millis(next),
        job.createdAt().toEpochMilli(),
        now,
        job.errand().principal().id(),
        job.misfire().name(),
        job.isRemovedAtEnd());
  }

  static void replace(Sql sql, Job job, Optional<Instant> next, long now) throws SQLException {
    sql.updateOne(
        """
        update cron_job set name = ?, is_enabled = ?, schedule = ?, payload = ?, next_at = ?,
          updated_at = ?, misfire = ?, removed_at_end = ?, version = version + 1
        where id = ?
        """,
        job.name(),
        job.isEnabled(),
        Json.write(job.schedule().json()),
        Json.write(payload(job.errand())),
        millis(next),
        now,
        job.misfire().name(),
        job.isRemovedAtEnd(),
        job.id());
  }

  /// Moves a job on from the slot it was seen at; false when it stands elsewhere by now.
  static boolean move(Sql sql, Planned seen, Optional<Instant> next, long now) throws SQLException {
    int rows =
        sql.update(
            """
        update cron_job set next_at = ?1, updated_at = ?2, is_enabled = ?1 is not null
        where id = ?3 and version = ?4 and next_at = ?5
        """,
            millis(next),
            now,
            seen.job().id(),
            seen.version(),
            millis(seen.next()));
    return rows > 0;
  }

  /// Ends the times of a job as it is.
  static void disable(Sql sql, String job, long now) throws SQLException {
    sql.update(
        "update cron_job set is_enabled = 0, next_at = null, updated_at = ? where id = ?",
        now,
        job);
  }

  static boolean delete(Sql sql, String job) throws SQLException {
    return sql.update("delete from cron_job where id = ?", job) > 0;
  }

  private static @Nullable Long millis(Optional<Instant> time) {
    return time.map(Instant::toEpochMilli).orElse(null);
  }

  private static Planned planned(ResultSet row) throws SQLException {
    Instant createdAt = Instant.ofEpochMilli(row.getLong(8));
    var job =
        new Job(
            row.getString(1),
            row.getString(2),
            Schedule.read(Json.parse(row.getString(4)), createdAt, ZoneOffset.UTC),
            errand(Json.parse(row.getString(5)), new Principal(row.getString(9))),
            Misfire.valueOf(row.getString(10)),
            row.getBoolean(3),
            row.getBoolean(11),
            createdAt);
    long next = row.getLong(7);
    Optional<Instant> slot =
        row.wasNull() ? Optional.empty() : Optional.of(next).map(Instant::ofEpochMilli);
    return new Planned(job, row.getLong(6), slot);
  }

  private static ObjectNode payload(Errand errand) {
    return Json.object()
        .put("message", errand.text())
        .put("session", errand.session().value())
        .put("trust", errand.trust().name())
        .put("answerTo", ArrivalRows.answerTo(errand.answerTo()));
  }

  private static Errand errand(JsonNode json, Principal principal) {
    return new Errand(
        json.path("message").asString(),
        SessionKey.parse(json.path("session").asString()),
        principal,
        Trust.valueOf(json.path("trust").asString()),
        answerTo(json.path("answerTo")));
  }

  private static AnswerTo answerTo(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) return new AnswerTo.Session();
    String target = value.asString();
    return target.isEmpty() ? new AnswerTo.Nobody() : new AnswerTo.Chat(SessionKey.parse(target));
  }
}
