package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Moment;
import dev.nanobot.store.Store.Status;
import dev.nanobot.store.Store.Trace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A message's way, as the rows tell it: what was done with it, who stopped it, why nothing came of
/// it.
///
/// Every method runs inside a read of the caller.
final class Traces {
  private static final String ACCEPTED =
      """
      select received_at, 'accepted', channel || ' ' || external_id || ' from ' || principal, 0
      from inbox where id = ?
      """;

  private static final String TURN =
      """
      select started_at, 'leased', 'turn ' || id
        || case task when 'COMPACT' then ', to compact the conversation'
          when 'CONSOLIDATE' then ', to consolidate memory' else '' end
        || ', opened ' || openings || case openings when 1 then ' time' else ' times' end
        || case is_traced when 1 then '' else '; what it did is no longer kept' end, 0
      from turn where id = ?
      """;

  private static final String STEPS =
      """
      select started_at, kind,
        case when kind = 'model' and state <> 'done'
          then 'asked' || case name when '' then '' else ' for a ' || name end
            || case state when 'unknown' then ', no answer: the turn ended first' else '' end
          when state = 'unknown' then name || ' unknown: nobody recorded what it did'
          else name || ' ' || state end
        || case when attempts > 1 then ', attempt ' || attempts else '' end
        || case when tokens_out > 0 then ', ' || tokens_in || ' tokens in, ' || tokens_out
          || ' out' else '' end, coalesce(finished_at - started_at, 0)
      from step where turn = ? order by k
      """;

  private static final String SUMMARIES =
      """
      select at, 'compacted', 'the conversation up to entry ' || upto || ' is a summary now', 0
      from summary where session = ? and turn = ? order by upto
      """;

  private static final String SUBAGENTS =
      """
      select created_at, 'subagent', session || ' "' || label || '" ' || state
        || case reason when '' then '' else ': ' || reason end,
        coalesce(ended_at - created_at, 0)
      from subagent where turn = ? order by id
      """;

  /// The first word of a control word's message; the texts of others are nobody's business here.
  private static final String CONTROL_WORD =
      """
      case when s.turn is null and s.text glob '/*' then ', '
        || substr(s.text, 1, instr(s.text || ' ', ' ') - 1) else '' end
      """;

  private static final String STOPPED_BY =
      """
      select s.received_at, 'stopped', 'by message ' || s.id || %s || ', from ' || s.principal, 0
      from inbox m join inbox s on s.id = m.superseded_by where m.id = ?
      """
          .formatted(CONTROL_WORD);

  private static final String STOPPED =
      SubagentViews.FAMILY
          + """
          select ?3, 'stopped', 'message ' || m.id
            || case when m.session = ?1 then '' else ' in ' || m.session end
            || case when m.turn is null then ', which waited' else ', which was at work' end, 0
          from (select ?1 as key union all select key from family) member
          join inbox m on m.session = member.key
          where m.state in ('taken', 'superseded') and m.superseded_by = ?2 order by m.id
          """;

  private static final String END =
      """
      select ended_at, state, case state
          when 'answered' then case
            when s.turn is null then 'at once, without a model' || %s
            when exists (select 1 from turn where id = s.turn) then ''
            else 'its conversation was deleted later, and the steps with it' end
          when 'merged' then 'answered together with message ' || coalesce((select max(a.id)
            from inbox a where a.turn = s.turn and a.state = 'answered'), '')
          when 'superseded' then 'not answered: ' || reason
          else reason end, ended_at - received_at
      from inbox s where id = ? and ended_at is not null
      """
          .formatted(CONTROL_WORD);

  private static final String SAID =
      """
      select created_at, 'outbox', key || ' to ' || session || ', '
        || case when state = 'dead' and is_dropped = 1 then 'dropped' else state end
        || case reason when '' then '' else ': ' || reason end, 0
      from outbox where turn = ?1 or cause = ?2
      union all select sent_at, 'sent', key || case platform_id when '' then ''
        else ' as ' || platform_id end
        || case when attempts > 1 then ', attempt ' || attempts else '' end, sent_at - created_at
      from outbox where (turn = ?1 or cause = ?2) and sent_at is not null
      union all select a.at, a.what, o.key || ' by ' || a.who, 0
      from outbox o join audit a on a.outbox = o.id where o.turn = ?1 or o.cause = ?2
      """;

  private Traces() {}

  static Optional<Trace> of(Sql sql, long message) throws SQLException {
    Optional<Status> found = Views.status(sql, message);
    if (found.isEmpty()) return Optional.empty();
    Status status = found.get();
    long turn = status.turn();
    List<Moment> moments = new ArrayList<>(sql.list(Traces::moment, ACCEPTED, message));
    moments.addAll(sql.list(Traces::moment, TURN, turn));
    moments.addAll(sql.list(Traces::moment, STEPS, turn));
    moments.addAll(sql.list(Traces::moment, SUMMARIES, status.session().value(), turn));
    moments.addAll(sql.list(Traces::moment, SUBAGENTS, turn));
    moments.addAll(sql.list(Traces::moment, STOPPED_BY, message));
    moments.addAll(stopped(sql, status.session(), message, moments.getFirst().at()));
    moments.addAll(sql.list(Traces::moment, END, message));
    moments.addAll(sql.list(Traces::moment, SAID, turn, message));
    moments.sort(Comparator.comparing(Moment::at)); // stable: what was listed first stays first
    return Optional.of(new Trace(status, List.copyOf(moments)));
  }

  /// What a message that came at `at` stopped, below its session too.
  private static List<Moment> stopped(Sql sql, SessionKey session, long message, Instant at)
      throws SQLException {
    return sql.list(Traces::moment, STOPPED, session.value(), message, at.toEpochMilli());
  }

  private static Moment moment(ResultSet row) throws SQLException {
    return new Moment(
        Instant.ofEpochMilli(row.getLong(1)),
        row.getString(2),
        row.getString(3),
        Duration.ofMillis(row.getLong(4)));
  }
}
