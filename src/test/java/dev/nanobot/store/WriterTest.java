package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that share a transaction, and what happens to them when one is bad, the disk is full, or
/// the store closes meanwhile.
@Timeout(300)
final class WriterTest {
  private static final int CALLERS = 8;
  private static final int ROUNDS = 100;

  @TempDir Path folder;
  private final TestWorld world = TestWorld.of("one");
  private SqliteFile file;

  @BeforeEach
  void create() {
    file = new SqliteFile(folder.resolve("writer.db"), SqliteFile::open);
    file.create();
  }

  @Test
  void aBadJobHarmsNoOtherOfItsBatch() throws Exception {
    try (var writer = new Writer(world, file)) {
      writer.run(sql -> sql.update("create table t (n integer primary key)"));
      var begun = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      List<Thread> callers = new ArrayList<>();
      callers.add(
          world.start(
              "first",
              () ->
                  writer.run(
                      sql -> {
                        begun.countDown();
                        await(go); // the others come together meanwhile
                        return 0;
                      })));
      begun.await();
      var failures = new ConcurrentLinkedQueue<RuntimeException>();
      for (int i = 1; i <= 30; i++) {
        int n = i;
        callers.add(
            world.start(
                "caller " + i,
                () -> {
                  try {
                    writer.run(sql -> insert(sql, n));
                  } catch (RuntimeException e) {
                    failures.add(e);
                  }
                }));
      }
      awaitParked(callers.subList(1, callers.size()));
      go.countDown();
      for (Thread caller : callers) caller.join();
      assertThat(failures).hasSize(20);
      assertThat(failures).filteredOn(e -> e instanceof StoreException).hasSize(10);
      assertThat(failures).filteredOn(e -> "my own mistake".equals(e.getMessage())).hasSize(10);
      assertThat(count("select count(*) from t where n % 3 = 1")).isEqualTo(10);
      assertThat(count("select count(*) from t")).isEqualTo(10);
    }
  }

  /// Every third is good; the others fail after their first row is written.
  private static int insert(Sql sql, int n) throws SQLException {
    int rows = sql.update("insert into t (n) values (?)", n);
    if (n % 3 == 0) throw new IllegalStateException("my own mistake");
    if (n % 3 == 2) sql.update("insert into t (n) values (?)", n);
    return rows;
  }

  @Test
  void aFullDiskLeavesNothingHalfDoneAndTheStoreWorksAgainAfterwards() throws Exception {
    var pages = new AtomicInteger(200);
    try (Store store =
        SqliteStore.open(
            world,
            folder.resolve("full.db"),
            (config, path) -> {
              var connection = SqliteFile.open(config, path);
              try (var statement = connection.createStatement()) {
                statement.execute("pragma max_page_count = " + pages.get());
              }
              return connection;
            })) {
      long first = store.post(inbound(ANN, "m1", "before"), 9, FULL).messageId();
      String big = "x".repeat(1_000_000);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> store.post(inbound(ANN, "big", big), 9, FULL))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("disk is full");
      }
      assertThat(store.post(inbound(ANN, "m2", "small"), 9, FULL).isNew()).isTrue();
      assertThat(store.status(first)).isPresent();
      assertThat(store.health().inboxWaiting()).isEqualTo(2);
      pages.set(0x7fffffff);
      assertThatThrownBy(() -> store.post(inbound(ANN, "big", big), 9, FULL))
          .isInstanceOf(StoreException.class); // this one replaces the connection
      assertThat(store.post(inbound(ANN, "big", big), 9, FULL).isNew()).isTrue();
      assertThat(store.health().inboxWaiting()).isEqualTo(3);
    }
  }

  @Test
  void aPendingInterruptStaysPending() throws Exception {
    try (var writer = new Writer(world, file)) {
      writer.run(sql -> sql.update("create table t (n integer)"));
      var isPending = new ConcurrentLinkedQueue<Boolean>();
      world
          .start(
              "interrupted",
              () -> {
                Thread.currentThread().interrupt();
                writer.run(sql -> sql.update("insert into t values (1)"));
                isPending.add(Thread.currentThread().isInterrupted());
              })
          .join();
      assertThat(isPending).containsExactly(true);
      assertThat(count("select count(*) from t")).isEqualTo(1);
    }
  }

  @Test
  void aTransactionDoesNotStartAnotherOne() {
    try (var writer = new Writer(world, file)) {
      assertThatThrownBy(() -> writer.run(outer -> writer.run(inner -> 0)))
          .isInstanceOf(IllegalStateException.class);
      long number = writer.run(sql -> sql.number("select 7"));
      assertThat(number).isEqualTo(7);
    }
  }

  @Test
  void afterAnErrorTheWriterHoldsNoLockAndWritesOn() throws Exception {
    try (var writer = new Writer(world, file)) {
      writer.run(sql -> sql.update("create table t (n integer)"));
      assertThatThrownBy(
              () ->
                  writer.run(
                      sql -> {
                        sql.update("insert into t values (1)");
                        throw new StackOverflowError();
                      }))
          .isInstanceOf(StoreException.class)
          .hasCauseInstanceOf(StackOverflowError.class);
      insertFromElsewhere();
      writer.run(sql -> sql.update("insert into t values (3)"));
      assertThat(count("select sum(n) from t")).isEqualTo(5);
    }
  }

  @Test
  void aBugOfTheDriverIsToldAndTheWriterWritesOn() {
    var openings = new AtomicInteger();
    var faulty =
        new SqliteFile(
            folder.resolve("writer.db"),
            (config, path) -> {
              if (openings.incrementAndGet() == 1) throw new IllegalStateException("a bug");
              return SqliteFile.open(config, path);
            });
    try (var writer = new Writer(world, faulty)) {
      assertThatThrownBy(() -> writer.run(sql -> 0))
          .isInstanceOf(StoreException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
      long number = writer.run(sql -> sql.number("select 7"));
      assertThat(number).isEqualTo(7);
    }
  }

  private void insertFromElsewhere() throws SQLException {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("writer.db"));
        var statement = other.createStatement()) {
      statement.executeUpdate("insert into t values (2)");
    }
  }

  @Test
  void afterAnErrorOfAReaderItReadsOn() {
    var readers = new Readers(world, file);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(
              () ->
                  readers.run(
                      sql -> {
                        throw new StackOverflowError();
                      }))
          .hasCauseInstanceOf(StackOverflowError.class);
    }
    long number = readers.run(sql -> sql.number("select 7"));
    assertThat(number).isEqualTo(7);
    readers.close();
  }

  /// Callers meet the end of the writer and of the readers at every moment of it.
  @Test
  void whoeverCallsWhileTheStoreClosesHasAResultOrIsTold() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var writer = new Writer(world, file);
      var readers = new Readers(world, file);
      var results = new AtomicInteger();
      var ready = new Semaphore(0);
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(
            world.start(
                "caller",
                () -> {
                  ready.release();
                  callUntilClosed(writer, results);
                  callUntilClosed(readers, results);
                }));
      }
      ready.acquire(CALLERS);
      writer.close();
      readers.close();
      for (Thread caller : callers) {
        assertThat(caller.join(Duration.ofMinutes(1))).as("a caller came back").isTrue();
      }
    }
  }

  private static void callUntilClosed(Writer writer, AtomicInteger results) {
    callUntilClosed(() -> writer.run(sql -> results.incrementAndGet()));
  }

  private static void callUntilClosed(Readers readers, AtomicInteger results) {
    callUntilClosed(() -> readers.run(sql -> results.incrementAndGet()));
  }

  private static void callUntilClosed(Runnable call) {
    try {
      while (true) call.run();
    } catch (StoreException e) {
      assertThat(e).hasMessage("the store is closed");
    }
  }

  private long count(String query) throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("writer.db"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      return rows.getLong(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitParked(List<Thread> threads) {
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) Thread.yield();
    }
  }
}
