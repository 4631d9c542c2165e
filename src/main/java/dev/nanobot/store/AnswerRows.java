package dev.nanobot.store;

import dev.nanobot.message.Json;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.Store.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// How far the answers of messages are.
final class AnswerRows {
  private AnswerRows() {}

  /// One statement, so that all of it is of one moment. A turn takes messages into the transcript
  /// in the order of their ids: the n-th of its users' entries is the n-th of its messages.
  static Optional<Answer> of(Sql sql, long message) throws SQLException {
    return sql.first(
        AnswerRows::answer,
        """
        select i.state, i.reason, coalesce(i.turn, 0),
          (select json_group_array(text) from (
            select json_extract(t.body, '$.text') text from transcript t
            where t.turn = i.turn and t.kind = 'assistant' and t.seq > coalesce((
              select u.seq from (
                select seq, row_number() over (order by seq) nth from transcript
                where turn = i.turn and kind = 'user') u
              where u.nth = (
                select count(*) from inbox o where o.turn = i.turn and o.id <= i.id)), 0)
            order by t.seq)),
          coalesce((select x.text from outbox x where x.turn = i.turn and x.session = i.session
            order by x.id desc limit 1), ''),
          coalesce(r.model, ''), coalesce(r.tokens_in, 0), coalesce(r.tokens_out, 0),
          coalesce(r.tokens_cached, 0),
          (select coalesce(sum(s.attempts), 0) from step s
            where s.turn = i.turn and s.kind = 'model'), coalesce(i.ended_at, 0),
          coalesce(r.finish, '')
        from inbox i left join turn r on r.id = i.turn
        where i.id = ?
        """,
        message);
  }

  private static Answer answer(ResultSet row) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : Json.parse(row.getString(4))) {
      if (!text.stringValue().isBlank()) texts.add(text.stringValue());
    }
    return new Answer(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        texts,
        row.getString(5),
        new Usage(row.getString(6), row.getLong(7), row.getLong(8), row.getLong(9), row.getInt(10)),
        row.getString(12).isEmpty() ? Finish.STOP : Finish.valueOf(row.getString(12)),
        row.getLong(11) == 0 ? null : Instant.ofEpochMilli(row.getLong(11)));
  }
}
