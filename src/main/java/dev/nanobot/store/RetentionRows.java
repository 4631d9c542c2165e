package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Board.Old;
import dev.nanobot.store.Store.Deletion;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The end of what is old. What is found is looked at again when it is deleted: another instance
/// may have been faster, or somebody may have come back to it.
///
/// Every method runs inside a read or a transaction of the caller.
final class RetentionRows {
  /// A conversation that was begun for programs that gave it no name, and that only they had: no
  /// person wrote into it, named it or pinned it, and nothing leads back to it.
  private static final String UNNAMED =
      """
      s.used_at < ?1 and s.waiting_since is null and s.lease_owner is null
        and exists (select 1 from ask where session = s.key and is_own = 1)
        and not exists (select 1 from ask where session = s.key and is_own = 0)
        and not exists (select 1 from inbox where session = s.key and origin = 'PERSON'
          and channel not in ('openai', 'import'))
        and json_extract(s.settings, '$.title') is null
        and json_extract(s.settings, '$.pinned') is null
        and not exists (select 1 from caller where session = s.key)
        and not exists (select 1 from cron_job where s.key in
          (json_extract(payload, '$.session'), json_extract(payload, '$.answerTo')))
        and not exists (select 1 from outbox where session = s.key
          and state in ('pending', 'sending'))
        and not exists (select 1 from turn where session = s.key and state = 'running')
        and not exists (
          with recursive family (key) as (
            select session from subagent where parent = s.key
            union select a.session from subagent a join family f on a.parent = f.key)
          select 1 from family f where
            exists (select 1 from turn where session = f.key and state = 'running')
            or exists (select 1 from subagent where session = f.key
              and state in ('queued', 'running')))
      """;

  private static final String ENDED = "is_traced = 1 and finished_at < ?1";

  /// Slots of a job that was removed.
  private static final String LEFT =
      """
      r.at < ?1 and r.state <> 'fired'
        and not exists (select 1 from cron_job where id = r.job)
      """;

  private RetentionRows() {}

  /// Names of what is old, the oldest first.
  static List<String> find(Sql sql, Wanted wanted) throws SQLException {
    String query =
        switch (wanted.kind()) {
          case CONVERSATIONS ->
              "select s.key from session s where " + UNNAMED + " order by s.used_at limit ?2";
          case TRACES -> "select id from turn where " + ENDED + " order by finished_at limit ?2";
          case JOBS ->
              "select distinct r.job from cron_run r where " + LEFT + " order by r.job limit ?2";
        };
    return sql.list(row -> row.getString(1), query, wanted.before(), wanted.max());
  }

  /// What is old, as it was asked for: over before `before`, at most `max` rows of one job.
  record Wanted(Old kind, long before, int max) {}

  /// Deletes what is still old of what was found. Returns how many that were.
  static int delete(Sql sql, Wanted wanted, List<String> found, long now) throws SQLException {
    long before = wanted.before();
    int deleted = 0;
    for (String name : found) {
      deleted +=
          switch (wanted.kind()) {
            case CONVERSATIONS -> conversation(sql, name, before, now);
            case TRACES -> trace(sql, Long.parseLong(name), before);
            case JOBS -> slots(sql, name, before, wanted.max());
          };
    }
    return deleted;
  }

  /// Nothing has its name but what goes with it, so nothing is left to know it by.
  private static int conversation(Sql sql, String key, long before, long now) throws SQLException {
    String still = "select exists (select 1 from session s where " + UNNAMED + " and s.key = ?2)";
    if (sql.number(still, before, key) == 0) return 0;
    SessionKey session = SessionKey.parse(key);
    List<String> family = new ArrayList<>(SubagentViews.family(sql, session));
    family.add(key);
    if (SessionRows.delete(sql, session, now) == Deletion.RUNNING) return 0;
    for (String member : family) {
      sql.update("delete from inbox where session = ?", member);
      sql.update("delete from ask where session = ?", member);
      sql.update("delete from session where key = ?", member);
    }
    return 1;
  }

  /// What a turn did, and what it said that its conversation has too.
  private static int trace(Sql sql, long turn, long before) throws SQLException {
    int ended =
        sql.update("update turn set is_traced = 0 where " + ENDED + " and id = ?2", before, turn);
    if (ended == 0) return 0;
    sql.update("delete from step where turn = ?", turn);
    List<Long> said =
        sql.list(
            row -> row.getLong(1),
            """
            select id from outbox o where turn = ? and (state = 'sent' or is_dropped = 1)
              and (%s or exists (select 1 from transcript t where t.turn = o.turn
                and t.session = o.session and t.kind = 'assistant'
                and json_extract(t.body, '$.text') = o.text))
            """
                .formatted(OutboxRows.IS_STEP),
            turn);
    for (long id : said) {
      sql.update("delete from audit where outbox = ?", id);
      sql.update("delete from outbox where id = ?", id);
    }
    return 1;
  }

  private static int slots(Sql sql, String job, long before, int max) throws SQLException {
    List<Long> slots =
        sql.list(
            row -> row.getLong(1),
            "select r.slot from cron_run r where " + LEFT + " and r.job = ?2 limit ?3",
            before,
            job,
            max);
    for (long slot : slots) {
      sql.updateOne("delete from cron_run where job = ? and slot = ?", job, slot);
    }
    return slots.size();
  }
}
