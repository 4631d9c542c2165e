package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.Samples;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Branches.Choice;
import dev.nanobot.store.Branches.Fork;
import dev.nanobot.store.Store.Room;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database of each version that was, opened by this one.
final class SchemaTest {
  @TempDir Path folder;

  @Test
  void aDatabaseOfTheSecondVersionKeepsItsConversationAndTakesFiles() throws Exception {
    Path file = folder.resolve("nanobot.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var sql = new Sql(connection, () -> Redaction.SHAPES)) {
      Schema.migrate(sql, 2);
      assertThat(sql.number("pragma user_version")).isEqualTo(2);
      fill(sql);
    }
    try (Store store = SqliteStore.open(TestWorld.of("one"), file)) {
      assertThat(store.health().schema()).isEqualTo(String.valueOf(Schema.newest()));
      assertThat(store.transcript(ANN, 0, 9))
          .extracting(Store.Entry::message)
          .containsExactly(new User("old", Instant.parse("2026-11-20T08:00:00Z"), "chat:7"));
      Attachment kept = store.attachments().put(Desk.SENDER, Upload.of("a.png", Samples.png(2, 2)));
      store.post(inbound(ANN, "m2", "new").with(List.of(kept)), 9, FULL);
      Lease lease = store.lease("one", Desk.TTL, 1, Set.of(), List.of()).getFirst();
      var last = (User) store.open(lease).orElseThrow().transcript().getLast();
      assertThat(last.attachments()).containsExactly(kept);
    }
  }

  @Test
  void whatWaitedForAReaderInTheThirdVersionIsSent() throws Exception {
    Path file = folder.resolve("nanobot.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var sql = new Sql(connection, () -> Redaction.SHAPES)) {
      Schema.migrate(sql, 3);
      for (String endpoint : List.of("web", "api", "chat")) {
        sql.update(
            """
            insert into outbox (ord, key, session, endpoint, text, state, next_at, created_at)
            values (0, ?1, ?1 || ':ann', ?1, 'hello', 'pending', 0, 1)
            """,
            endpoint);
      }
    }
    try (Store store = SqliteStore.open(TestWorld.of("one"), file)) {
      assertThat(store.health().outboxPending()).isEqualTo(1);
      assertThat(store.take("one", "chat", Desk.TTL, Room.of(9), List.of())).hasSize(1);
    }
  }

  @Test
  void aDatabaseOfTheThirdVersionTriesAgainWhatWasGivenUpAndEndsItsTraces() throws Exception {
    Path file = folder.resolve("nanobot.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var sql = new Sql(connection, () -> Redaction.SHAPES)) {
      Schema.migrate(sql, 3);
      fill(sql);
      sql.update("update turn set finished_at = 1");
      sql.update(
          """
          insert into outbox (ord, key, session, endpoint, text, state, attempts, next_at,
            created_at)
          values (0, 'm1', 'chat:ann', 'chat', 'lost', 'dead', 8, 0, 1)
          """);
    }
    try (Store store = SqliteStore.open(TestWorld.of("one"), file)) {
      Board board = store.board();
      long dead = board.leaves("dead", Long.MAX_VALUE, 9).getFirst().id();
      assertThat(board.retry(dead, "op")).isEqualTo(Board.Handling.DONE);
      var taken = store.take("one", "chat", Desk.TTL, Room.of(9), List.of()).getFirst();
      assertThat(taken.attempts()).isEqualTo(9);
      assertThat(taken.tries()).isEqualTo(1);
      assertThat(board.prune(Board.Old.TRACES, Instant.ofEpochMilli(2), 9)).isEqualTo(1);
      assertThat(store.transcript(ANN, 0, 9)).hasSize(1);
    }
  }

  @Test
  void whatWaitedInTheFourthVersionIsSaidWithoutButtons() throws Exception {
    Path file = folder.resolve("nanobot.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var sql = new Sql(connection, () -> Redaction.SHAPES)) {
      Schema.migrate(sql, 4);
      sql.update(
          """
          insert into outbox (ord, key, session, endpoint, text, state, next_at, created_at)
          values (0, 'm1', 'chat:ann', 'chat', 'hello', 'pending', 0, 1)
          """);
    }
    try (Store store = SqliteStore.open(TestWorld.of("one"), file)) {
      var taken = store.take("one", "chat", Desk.TTL, Room.of(9), List.of()).getFirst();
      assertThat(taken.text()).isEqualTo("hello");
      assertThat(taken.buttons().isNone()).isTrue();
    }
  }

  @Test
  void aConversationOfTheThirdVersionGoesOnWithBranches() throws Exception {
    Path file = folder.resolve("nanobot.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var sql = new Sql(connection, () -> Redaction.SHAPES)) {
      Schema.migrate(sql, 3);
      fill(sql);
      turn(sql, 2, 1);
      turn(sql, 3, 0);
    }
    try (Store store = SqliteStore.open(TestWorld.of("one"), file)) {
      store.branches().ask(inbound(ANN, "m9", "other"), 3);
      Lease lease = store.lease("one", Desk.TTL, 1, Set.of(), List.of()).getFirst();
      assertThat(Desk.words(store.open(lease).orElseThrow().transcript()))
          .containsExactly("user old", "user other");
      store.finish(lease, Desk.answer("yes"));
      assertThat(store.branches().forks(ANN)).containsExactly(new Fork(4, List.of(3L, 4L)));
      assertThat(store.branches().choose(ANN, 2)).isEqualTo(Choice.NOT_FOUND);
      assertThat(store.branches().choose(ANN, 3)).isEqualTo(Choice.CHOSEN);
      assertThat(Desk.words(store.recent(ANN, 9).stream().map(Store.Entry::message).toList()))
          .containsExactly("user old", "user old 3");
    }
  }

  private static void turn(Sql sql, long id, int isUndone) throws SQLException {
    sql.update(
        """
        insert into turn (id, session, state, started_at, is_undone)
        values (?, 'chat:ann', 'done', 1, ?)
        """,
        id,
        isUndone);
    sql.update(
        """
        insert into transcript (session, seq, turn, epoch, kind, body, at)
        values ('chat:ann', ?1, ?1, 1, 'user',
          '{"text":"old ' || ?1 || '","at":"2026-11-20T08:00:00Z","sender":"chat:7"}', 1)
        """,
        id);
    sql.update("update session set head = ?", id);
  }

  /// One answered message, as the second version wrote it.
  private static void fill(Sql sql) throws SQLException {
    sql.update("insert into session (key, head, created_at, used_at) values ('chat:ann', 1, 1, 1)");
    sql.update(
        """
        insert into turn (id, session, state, started_at) values (1, 'chat:ann', 'done', 1)
        """);
    sql.update(
        """
        insert into inbox (channel, external_id, session, principal, trust, text, state, turn,
          received_at)
        values ('chat', 'm1', 'chat:ann', 'chat:7', 'OWNER', 'old', 'answered', 1, 1)
        """);
    sql.update(
        """
        insert into transcript (session, seq, turn, epoch, kind, body, at)
        values ('chat:ann', 1, 1, 1, 'user',
          '{"text":"old","at":"2026-11-20T08:00:00Z","sender":"chat:7"}', 1)
        """);
  }
}
