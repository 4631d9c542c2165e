package dev.nanobot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The write-ahead log under writers and readers that never pause.
@Timeout(300)
final class LogSizeTest {
  private static final int WRITERS = 4;
  private static final int WRITES = 800;
  private static final int WRITES_MAX = 4 * WRITES;
  private static final int ROW_BYTES = 64 * 1024;
  private static final long LOG_BYTES_MAX = 64L * 1024 * 1024;

  /// The writer waits for a read that is shorter.
  private static final Duration READ_MAX = Duration.ofMillis(100);

  @TempDir Path folder;
  private final TestWorld world = TestWorld.of("one");
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final Set<Long> reads = ConcurrentHashMap.newKeySet(); // when those that go on began
  private final AtomicBoolean isHeld = new AtomicBoolean();
  private final AtomicLong longest = new AtomicLong();

  @Test
  void theLogStaysShortWhileAlwaysSomebodyWritesAndReads() throws Exception {
    Path path = folder.resolve("log.db");
    var file = new SqliteFile(path, SqliteFile::open);
    file.create();
    try (var writer = new Writer(world, file);
        var readers = new Readers(world, file)) {
      writer.run(sql -> sql.update("create table t (n integer primary key, body blob)"));
      List<Thread> reading = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        reading.add(world.start("reader", () -> readOn(readers)));
      }
      List<Thread> writing = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writing.add(world.start("writer", () -> writeOn(writer, path)));
      }
      for (Thread thread : writing) thread.join();
      isOver.set(true);
      for (Thread thread : reading) thread.join();
      long rows = readers.run(sql -> sql.number("select count(*) from t"));
      assertThat(rows).isBetween((long) WRITERS * WRITES, (long) WRITERS * WRITES_MAX);
      assertThat(longest.get()).isLessThanOrEqualTo(LOG_BYTES_MAX);
      assertThat(size(path)).isBetween(1L, LOG_BYTES_MAX);
    }
  }

  private void readOn(Readers readers) {
    while (!isOver.get()) {
      readers.run(
          sql -> {
            long begin = world.nanos();
            reads.add(begin);
            try {
              return sql.number("select count(*) from t");
            } finally {
              reads.remove(begin);
            }
          });
    }
  }

  /// Writes on while the log is long, because the machine let a reader rest.
  private void writeOn(Writer writer, Path path) {
    for (int i = 0; i < WRITES || i < WRITES_MAX && size(path) > LOG_BYTES_MAX; i++) {
      writer.run(sql -> sql.update("insert into t (body) values (zeroblob(?))", ROW_BYTES));
      measure(size(path));
    }
  }

  /// A read that rests holds the log for as long; from then on it counts when it was short again.
  private void measure(long size) {
    if (reads.stream().anyMatch(begin -> world.since(begin).compareTo(READ_MAX) > 0)) {
      isHeld.set(true);
    } else if (size <= LOG_BYTES_MAX) {
      isHeld.set(false);
    }
    if (!isHeld.get()) longest.accumulateAndGet(size, Math::max);
  }

  private static long size(Path path) {
    try {
      return Files.size(path.resolveSibling(path.getFileName() + "-wal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
