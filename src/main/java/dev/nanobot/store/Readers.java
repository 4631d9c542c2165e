package dev.nanobot.store;

import dev.nanobot.world.World;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A few threads that read a SQLite file, each over a connection of its own: native calls would
/// hold a virtual thread's carrier.
///
/// Shared: any thread hands in jobs through `queue`.
final class Readers implements AutoCloseable {
  private static final int READERS = 2;

  private static final Logger log = LoggerFactory.getLogger(Readers.class);

  private record Job<T>(Writer.Work<T> work, CompletableFuture<T> done) {
    void run(Sql sql) throws SQLException {
      try {
        done.complete(work.run(sql));
      } catch (RuntimeException | Error e) { // an error too is the caller's to know
        done.completeExceptionally(e);
      } catch (SQLException e) {
        done.completeExceptionally(StoreErrors.of(e));
        throw e;
      }
    }
  }

  private final SqliteFile file;
  private final Jobs<Job<?>> queue = new Jobs<>();
  private final List<Thread> threads = new ArrayList<>();

  Readers(World world, SqliteFile file) {
    this.file = file;
    for (int i = 1; i <= READERS; i++) {
      threads.add(world.startPlatform("store reader " + i, this::read));
    }
  }

  /// Runs `work` on what is committed by now. Not interruptible: an interrupt stays pending.
  <T> T run(Writer.Work<T> work) {
    var job = new Job<>(work, new CompletableFuture<T>());
    queue.add(job);
    return Jobs.outcome(job.done());
  }

  @Override
  public void close() {
    queue.close();
    try {
      for (Thread thread : threads) thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Readers hold nothing that must be finished.
    }
  }

  private void read() {
    try {
      while (readUntilFailure()) {
        log.debug("a reader opens the database anew");
      }
    } catch (InterruptedException e) {
      log.error("a reader of the store was interrupted", e);
    }
  }

  /// Returns false at the end; true when the connection is to be replaced.
  private boolean readUntilFailure() throws InterruptedException {
    Optional<Job<?>> job = queue.take();
    if (job.isEmpty()) return false;
    try (Sql sql = file.openToRead()) {
      for (; job.isPresent(); job = queue.take()) job.get().run(sql);
      return false;
    } catch (SQLException e) {
      job.ifPresent(failed -> failed.done().completeExceptionally(StoreErrors.of(e)));
      log.info("a read failed, the database is opened anew: {}", e.toString());
      return true;
    } catch (RuntimeException | Error e) { // not of a job: those go to their callers
      job.ifPresent(failed -> failed.done().completeExceptionally(e));
      log.error("a reader failed and goes on", e);
      return true;
    }
  }
}
