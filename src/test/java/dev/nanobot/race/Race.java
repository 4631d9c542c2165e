package dev.nanobot.race;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;

/// Tries the orders in which a few threads can take their steps, and fails with the trace of the
/// first order that breaks an assertion or leaves a thread waiting for ever.
///
/// A scenario makes its objects anew, runs parts `together` and asserts. Nothing in it may start
/// threads of its own, read a clock, or touch files: those are not steps that can be reordered.
/// Scenarios run on platform threads only.
///
/// Threads are made by a subclass of `Thread`. An object handed over in a `Runnable` given to
/// `new Thread` is taken for thread-local on JDK 25, and its races stay unseen without a word;
/// `RaceCanaryTest` would notice.
public final class Race {
  /// Orders tried in one scenario, at most.
  private static final int ORDERS_MAX = 1_000;

  private Race() {}

  /// Runs `scenario` in many orders.
  public static void explore(Runnable scenario) {
    Lincheck.runConcurrentTest(ORDERS_MAX, scenario);
  }

  /// Runs each part on a thread of its own and waits for all; throws what the first of them threw.
  public static void together(Part... parts) {
    List<Runner> runners = new ArrayList<>();
    for (Part part : parts) runners.add(new Runner(part));
    for (Runner runner : runners) runner.start();
    for (Runner runner : runners) await(runner);
    for (Runner runner : runners) {
      if (runner.thrown != null) throw new AssertionError(runner.thrown.toString(), runner.thrown);
    }
  }

  /// Asserts. Inside a scenario use this: libraries of assertions do more than can be followed.
  public static void check(boolean holds, String promise) {
    if (!holds) throw new AssertionError("broken: " + promise);
  }

  /// A join through the type `Thread`: through a subclass it is no known step, and hangs.
  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("a scenario is not interrupted", e);
    }
  }

  /// What one thread does.
  @FunctionalInterface
  public interface Part {
    void run() throws InterruptedException;
  }

  private static final class Runner extends Thread {
    private final Part part;
    private @Nullable Throwable thrown; // read after join

    Runner(Part part) {
      this.part = part;
    }

    @Override
    public void run() {
      try {
        part.run();
      } catch (Throwable e) { // the root of a thread: it goes to the one who joins
        thrown = e;
      }
    }
  }
}
