package dev.nanobot.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Something that runs on a thread of its own, for which another thread waits.
///
/// The thread writes the fields and ends; whoever joined it reads them.
final class Run<T> {
  private final Thread thread;
  private @Nullable T outcome;
  private @Nullable Throwable failure;

  /// `start` is that of `World` for the kind of thread that is wanted.
  Run(BiFunction<String, Runnable, Thread> start, String name, Body<T> body) {
    thread =
        start.apply(
            name,
            () -> {
              try {
                outcome = body.run();
              } catch (InterruptedException | RuntimeException | Error e) {
                failure = e; // Thrown again by the thread that joins.
              }
            });
  }

  /// Waits until all have ended, also when interrupted; an interrupt is passed on to them first.
  static <T> List<T> joinAll(List<Run<T>> runs) throws InterruptedException {
    boolean interrupted = false;
    for (Run<T> run : runs) {
      while (!run.hasEnded()) {
        try {
          run.thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          runs.forEach(each -> each.thread.interrupt());
        }
      }
    }
    if (interrupted) throw new InterruptedException();
    var outcomes = new ArrayList<T>(runs.size());
    for (Run<T> run : runs) outcomes.add(run.outcome());
    return List.copyOf(outcomes);
  }

  private boolean hasEnded() {
    return !thread.isAlive();
  }

  private T outcome() throws InterruptedException {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new InterruptedException();
    }
    if (outcome == null) throw new IllegalStateException("a run that has ended has an outcome");
    return outcome;
  }

  /// What runs.
  @FunctionalInterface
  interface Body<T> {
    T run() throws InterruptedException;
  }
}
