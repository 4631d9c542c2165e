package dev.nanobot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The write-ahead log under writers and readers that never pause.
@Timeout(120)
final class LogSizeTest {
  private static final int WRITERS = 4;
  private static final int WRITES = 800;
  private static final int ROW_BYTES = 64 * 1024;
  private static final long LOG_BYTES_MAX = 64L * 1024 * 1024;

  @TempDir Path folder;
  private final TestWorld world = TestWorld.of("one");

  @Test
  void theLogStaysShortWhileAlwaysSomebodyWritesAndReads() throws Exception {
    Path path = folder.resolve("log.db");
    var file = new SqliteFile(path, SqliteFile::open);
    file.create();
    try (var writer = new Writer(world, file);
        var readers = new Readers(world, file)) {
      writer.run(sql -> sql.update("create table t (n integer primary key, body blob)"));
      var isOver = new AtomicBoolean();
      var longest = new AtomicLong();
      List<Thread> reading = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        reading.add(world.start("reader", () -> readOn(readers, isOver)));
      }
      List<Thread> writing = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writing.add(world.start("writer", () -> writeOn(writer, path, longest)));
      }
      for (Thread thread : writing) thread.join();
      isOver.set(true);
      for (Thread thread : reading) thread.join();
      long rows = readers.run(sql -> sql.number("select count(*) from t"));
      assertThat(rows).isEqualTo(WRITERS * WRITES);
      assertThat(longest.get()).isBetween(1L, LOG_BYTES_MAX);
    }
  }

  private static void readOn(Readers readers, AtomicBoolean isOver) {
    while (!isOver.get()) {
      readers.run(sql -> sql.number("select count(*) from t"));
    }
  }

  private static void writeOn(Writer writer, Path path, AtomicLong longest) {
    for (int i = 0; i < WRITES; i++) {
      writer.run(sql -> sql.update("insert into t (body) values (zeroblob(?))", ROW_BYTES));
      longest.accumulateAndGet(size(path), Math::max);
    }
  }

  private static long size(Path path) {
    try {
      return Files.size(path.resolveSibling(path.getFileName() + "-wal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
