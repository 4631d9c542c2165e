package dev.nanobot.bench;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Usage;
import dev.nanobot.store.Lease;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.world.RealWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// What saving costs: in a long session against a short one, and against bare group commit.
final class Saving {
  static final String PART = "saving";

  private static final int LONG_ENTRIES = 10_000;
  private static final int SHORT_ENTRIES = 10;
  private static final int ROUNDS = 400;
  private static final int WARM_UP = 100;
  private static final int CALLERS = 64;
  private static final int POSTS = 20_000;
  private static final String WORKER = "bench";
  private static final String BODY = "x".repeat(300);
  private static final Refusal FULL = new Refusal("full", "full");

  private Saving() {}

  static List<Figure> measure(Path folder) throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (Store store = SqliteStore.open(new RealWorld(), folder.resolve("saving/nanobot.db"))) {
      figures.addAll(lengths(store));
    }
    double bare = bare(Files.createDirectories(folder.resolve("bare")));
    try (Store store = SqliteStore.open(new RealWorld(), folder.resolve("posting/nanobot.db"))) {
      double posts = posts(store);
      figures.add(Figure.note(PART, "messages accepted a second, 64 callers", posts, "/s"));
      figures.add(Figure.note(PART, "bare group commit, one row each, batches of 64", bare, "/s"));
      figures.add(Figure.note(PART, "accepting, as a share of bare group commit",
          posts / bare, "x"));
    }
    return figures;
  }

  private static List<Figure> lengths(Store store) {
    SessionKey longSession = SessionKey.of("bench", "long");
    SessionKey shortSession = SessionKey.of("bench", "short-warm");
    for (int i = 0; i < LONG_ENTRIES / 2; i++) turn(store, longSession, "grow" + i);
    for (int i = 0; i < WARM_UP; i++) turn(store, shortSession, "warm" + i);
    long[][] inLong = new long[2][ROUNDS];
    long[][] inShort = new long[2][ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      note(inLong, i, turn(store, longSession, "late" + i));
      SessionKey fresh = SessionKey.of("bench", "short" + i);
      for (int k = 0; k < SHORT_ENTRIES / 2; k++) turn(store, fresh, "early" + k);
      note(inShort, i, turn(store, fresh, "measured"));
    }
    double saveLong = Samples.of(inLong[0]).medianMs();
    double saveShort = Samples.of(inShort[0]).medianMs();
    return List.of(
        Figure.note(PART, "saving a message and an answer, session of 10 entries, p50",
            saveShort, "ms"),
        Figure.note(PART, "saving a message and an answer, session of 10,000, p50",
            saveLong, "ms"),
        Figure.low(PART, "the long one against the short one", saveLong / saveShort, "x", 1.25),
        Figure.note(PART, "opening a turn, session of 10 entries, p50",
            Samples.of(inShort[1]).medianMs(), "ms"),
        Figure.note(PART, "opening a turn, session of 10,000 (200 are read), p50",
            Samples.of(inLong[1]).medianMs(), "ms"));
  }

  private static void note(long[][] times, int i, long[] time) {
    times[0][i] = time[0];
    times[1][i] = time[1];
  }

  /// One turn without a model; the nanoseconds of what saves (post and finish), and of opening.
  private static long[] turn(Store store, SessionKey session, String id) {
    long start = System.nanoTime();
    store.post(message(session, id), 32, FULL);
    long saving = System.nanoTime() - start;
    Lease lease = store.lease(WORKER, Duration.ofSeconds(30), 1, List.of(session), List.of()).getFirst();
    start = System.nanoTime();
    store.open(lease).orElseThrow();
    long opening = System.nanoTime() - start;
    var reply = new Reply(Assistant.of(BODY), Reply.Finish.STOP, Usage.NONE, "none");
    start = System.nanoTime();
    store.finish(lease, reply);
    return new long[] {saving + System.nanoTime() - start, opening};
  }

  private static Inbound message(SessionKey session, String id) {
    return new Inbound("bench", session.chat() + "/" + id, session, new Principal("bench:1"),
        Trust.ALLOWED, BODY);
  }

  private static double posts(Store store) throws InterruptedException {
    run(store, "warm", POSTS / 2);
    long start = System.nanoTime();
    run(store, "measured", POSTS);
    return POSTS / ((System.nanoTime() - start) / 1e9);
  }

  private static void run(Store store, String round, int posts) throws InterruptedException {
    var next = new AtomicInteger();
    var done = new CountDownLatch(CALLERS);
    for (int i = 0; i < CALLERS; i++) {
      Thread.ofVirtual().start(() -> {
        for (int k = next.getAndIncrement(); k < posts; k = next.getAndIncrement()) {
          store.post(message(SessionKey.of("bench", round + k % 2_000), round + k), 32, FULL);
        }
        done.countDown();
      });
    }
    done.await();
  }

  /// Rows a second into one table with one unique index, on one thread, 64 rows a commit.
  private static double bare(Path folder) throws SQLException {
    try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bare.db"))) {
      for (String pragma : List.of("journal_mode = wal", "synchronous = full")) {
        try (var statement = sql.createStatement()) {
          statement.execute("pragma " + pragma);
        }
      }
      try (var statement = sql.createStatement()) {
        statement.execute("create table row (id integer primary key, key text unique, body text)");
      }
      sql.setAutoCommit(false);
      try (var insert = sql.prepareStatement("insert into row (key, body) values (?, ?)")) {
        insert(sql, insert, "warm", POSTS / 2);
        long start = System.nanoTime();
        insert(sql, insert, "measured", POSTS);
        return POSTS / ((System.nanoTime() - start) / 1e9);
      }
    }
  }

  private static void insert(Connection sql, PreparedStatement insert, String round, int rows)
      throws SQLException {
    for (int i = 0; i < rows; i++) {
      insert.setString(1, round + i);
      insert.setString(2, BODY);
      insert.executeUpdate();
      if (i % CALLERS == CALLERS - 1) sql.commit();
    }
    sql.commit();
  }
}
