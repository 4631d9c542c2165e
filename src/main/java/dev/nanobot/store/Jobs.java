package dev.nanobot.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/// Jobs on their way to the threads that do them, up to the end: whoever hands a job in learns that
/// it will be taken, or that it will not.
///
/// Shared: any thread hands in, takes and closes. What is handed in before the end mark is taken
/// before a taker sees the mark. Who hands in behind the mark finds `isClosed` set, because that
/// comes before the mark, and takes the job back.
final class Jobs<J> {
  private final LinkedBlockingQueue<Optional<J>> queue = new LinkedBlockingQueue<>(); // empty: end
  private volatile boolean isClosed; // set once, before the end mark

  /// @throws StoreException when the job will not be done
  void add(J job) {
    Optional<J> entry = Optional.of(job);
    queue.add(entry);
    if (isClosed && queue.remove(entry)) throw closed();
  }

  /// Waits for the next job; empty at the end, and ever after.
  Optional<J> take() throws InterruptedException {
    Optional<J> next = queue.take();
    if (next.isEmpty()) queue.add(next); // for the others
    return next;
  }

  /// Moves what waits to `batch`, until that has `jobsMax`.
  void drain(List<J> batch, int jobsMax) {
    while (batch.size() < jobsMax) {
      Optional<J> next = queue.poll();
      if (next == null) return;
      if (next.isEmpty()) {
        queue.add(next);
        return;
      }
      batch.add(next.get());
    }
  }

  /// Waits for the outcome of a job that was handed in; its failure is thrown as it was. Not
  /// interruptible: an interrupt stays pending.
  static <T> T outcome(CompletableFuture<T> done) {
    try {
      return done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  boolean isClosed() {
    return isClosed;
  }

  /// What is handed in from now on is refused.
  void close() {
    isClosed = true;
    queue.add(Optional.empty());
  }

  /// Closes, and returns what nobody will take: for a taker that ends too early.
  List<J> abandon() {
    close();
    List<J> left = new ArrayList<>();
    Optional<J> next;
    while ((next = queue.poll()) != null) next.ifPresent(left::add);
    queue.add(Optional.empty());
    return left;
  }

  static StoreException closed() {
    return new StoreException("the store is closed", null);
  }
}
