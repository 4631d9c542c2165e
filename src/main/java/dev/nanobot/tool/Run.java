package dev.nanobot.tool;

import dev.nanobot.message.Outcome;
import dev.nanobot.world.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of several calls that run side by side, on a thread of its own.
///
/// The thread writes the fields and ends; whoever joined it reads them.
final class Run {
  private final Thread thread;
  private @Nullable Outcome outcome;
  private @Nullable Throwable failure;

  Run(World world, String name, Body body) {
    thread =
        world.start(
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
  static List<Outcome> joinAll(List<Run> runs) throws InterruptedException {
    boolean interrupted = false;
    for (Run run : runs) {
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
    var outcomes = new ArrayList<Outcome>(runs.size());
    for (Run run : runs) outcomes.add(run.outcome());
    return List.copyOf(outcomes);
  }

  private boolean hasEnded() {
    return !thread.isAlive();
  }

  private Outcome outcome() throws InterruptedException {
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
  interface Body {
    Outcome run() throws InterruptedException;
  }
}
