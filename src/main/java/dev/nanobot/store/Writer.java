package dev.nanobot.store;

import dev.nanobot.world.World;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The one thread that writes to a SQLite file. Jobs that wait together become one transaction, a
/// savepoint each, so that they share the price of one sync and a bad job harms no other.
///
/// Shared: any thread hands in jobs through `queue`; everything else belongs to the writing thread.
/// Whoever handed in a job gets its result, or is told that the store is closed.
final class Writer implements AutoCloseable {
  /// Jobs in one transaction, at most.
  static final int BATCH_JOBS_MAX = 512;

  /// How many commits the writer makes before it moves the log into the file in a quiet moment.
  private static final int CHECKPOINT_COMMITS = 1_000;

  /// How many commits the writer makes before it tries again to begin a long log anew.
  private static final int LOG_COMMITS = 50;

  private static final Duration CLOSING_MAX = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(Writer.class);

  /// What is done in a transaction.
  @FunctionalInterface
  interface Work<T> {
    T run(Sql sql) throws SQLException;
  }

  /// What is done in a transaction and gives nothing back.
  @FunctionalInterface
  interface Change {
    void run(Sql sql) throws SQLException;

    default Work<Boolean> asWork() {
      return sql -> {
        run(sql);
        return true;
      };
    }
  }

  private static final class Job<T> {
    private final Work<T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable Runnable completion; // what is to happen after the commit

    Job(Work<T> work) {
      this.work = work;
    }
  }

  private final World world;
  private final SqliteFile file;
  private final Jobs<Job<?>> queue = new Jobs<>();
  private final Thread thread;
  private @Nullable Sql sql; // null: to be opened; writing thread only
  private int commits; // since the last checkpoint; writing thread only
  private int logCommits; // since the log was last to begin anew; writing thread only

  Writer(World world, SqliteFile file) {
    this.world = world;
    this.file = file;
    this.thread = world.startPlatform("store writer", this::write);
  }

  /// Runs `work` in a transaction and returns when it is durable. Not interruptible: an interrupt
  /// stays pending.
  ///
  /// @throws StoreException when the store failed: nothing happened
  <T> T run(Work<T> work) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("a transaction does not start another one");
    }
    var job = new Job<>(work);
    queue.add(job);
    return Jobs.outcome(job.done);
  }

  /// Commits what waits, and closes the file.
  @Override
  public void close() {
    queue.close();
    try {
      thread.join(CLOSING_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The file is committed: the thread ends by itself.
    }
  }

  boolean isClosed() {
    return queue.isClosed();
  }

  private void write() {
    List<Job<?>> batch = new ArrayList<>();
    try {
      Optional<Job<?>> first;
      while ((first = queue.take()).isPresent()) {
        batch.add(first.get());
        queue.drain(batch, BATCH_JOBS_MAX);
        commit(batch);
        batch.clear();
        checkpoint();
      }
      end();
    } catch (InterruptedException e) {
      log.error("the store's writer was interrupted", e);
    } catch (SQLException e) {
      log.warn("the database was not closed cleanly: {}", e.toString());
    } finally { // also after an error: nobody waits for a thread that is gone
      batch.addAll(queue.abandon());
      for (Job<?> job : batch) job.done.completeExceptionally(Jobs.closed());
    }
  }

  /// Leaves no long log behind: many short runs would each add to it.
  private void end() throws SQLException {
    if (sql == null) return;
    if (commits > 0) file.checkpoint(sql);
    sql.close();
  }

  /// Runs the jobs as one transaction; each learns its result after the commit, or that there was
  /// none.
  private void commit(List<Job<?>> batch) {
    try {
      Sql open = opened();
      open.begin();
      for (Job<?> job : batch) run(open, job);
      open.commit();
      commits++;
      logCommits++;
    } catch (SQLException | RuntimeException | Error e) { // an open transaction locks others out
      reopen(e);
      StoreException failure =
          e instanceof SQLException known
              ? StoreErrors.of(known)
              : new StoreException(
                  "the program failed in a transaction: nothing of it happened", e);
      for (Job<?> job : batch) job.done.completeExceptionally(failure);
      return;
    }
    for (Job<?> job : batch) {
      if (job.completion != null) job.completion.run();
    }
  }

  private <T> void run(Sql sql, Job<T> job) throws SQLException {
    sql.update("savepoint job");
    try {
      T result = job.work.run(sql);
      job.completion = () -> job.done.complete(result);
    } catch (SQLException e) {
      if (isPoison(e)) throw e;
      undo(sql, job, StoreErrors.of(e));
    } catch (RuntimeException e) {
      undo(sql, job, e);
    }
    sql.update("release job");
  }

  private static void undo(Sql sql, Job<?> job, RuntimeException cause) throws SQLException {
    sql.update("rollback to job");
    job.completion = () -> job.done.completeExceptionally(cause);
  }

  private Sql opened() throws SQLException {
    if (sql == null) sql = file.openToWrite();
    return sql;
  }

  /// After a failed transaction nobody knows what the connection still believes: it is replaced.
  private void reopen(Throwable cause) {
    log.info("a transaction failed, the database is opened anew: {}", cause.toString());
    if (sql == null) return;
    try {
      sql.close();
    } catch (SQLException e) {
      log.warn("the failed connection did not close: {}", e.toString());
    }
    sql = null;
  }

  /// Moves the log into the file while nobody waits; a long one also while somebody does.
  private void checkpoint() {
    if (sql == null) return;
    boolean isLong = logCommits >= LOG_COMMITS && file.isLogLong();
    if (!isLong && !(commits >= CHECKPOINT_COMMITS && queue.isEmpty())) return;
    long start = world.nanos();
    commits = 0;
    try {
      if (isLong) restartLog(sql);
      else file.checkpoint(sql);
      log.debug("checkpoint took {} ms", world.since(start).toMillis());
    } catch (SQLException e) {
      reopen(e);
    }
  }

  private void restartLog(Sql open) throws SQLException {
    logCommits = 0;
    if (!file.restartLog(open)) log.debug("the log goes on: somebody reads it for long");
  }

  /// Errors after which SQLite has ended the transaction by itself, or the file is not to be
  /// trusted.
  private static boolean isPoison(SQLException e) {
    if (!(e instanceof SQLiteException failure)) return true;
    SQLiteErrorCode code = failure.getResultCode();
    return switch (code.code & 0xff) {
      case 5, 6, 7, 9, 10, 11, 13, 14, 26 -> true; // busy locked nomem interrupt ioerr corrupt …
      default -> false;
    };
  }
}
