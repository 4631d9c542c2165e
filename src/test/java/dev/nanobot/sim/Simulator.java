package dev.nanobot.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One carrier, one seed: virtual threads of several processes that run one at a time, in an order
/// the seed decides, under a virtual clock that jumps over idle time.
///
/// Owned by the thread that calls `run`.
final class Simulator {
  private static final class Timer {
    private final long at;
    private final long order;
    private final SimWorld process;
    private @Nullable Thread thread; // null: cancelled

    Timer(long at, long order, SimWorld process, Thread thread) {
      this.at = at;
      this.order = order;
      this.process = process;
      this.thread = thread;
    }
  }

  private record Ready(SimWorld process, Runnable continuation) {}

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final Random random;
  private final Thread carrier = Thread.currentThread();
  private final List<Ready> ready = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.<Timer>comparingLong(timer -> timer.at)
              .thenComparingLong(timer -> timer.order));
  private long nanos;
  private Duration wallOffset = Duration.ZERO;
  private Instant latest = START; // before the last time that the clock was set
  private long order;
  private long steps;
  private int hash;
  private final List<String> failures = new ArrayList<>(); // of threads that nobody waits for
  private volatile @Nullable String foreigner; // set by a thread that must not be here

  Simulator(long seed) {
    random = new Random(seed);
  }

  long nanos() {
    return nanos;
  }

  Instant now() {
    return START.plusNanos(nanos).plus(wallOffset);
  }

  long steps() {
    return steps;
  }

  /// Tells two runs apart: the same seed gives the same hash.
  int hash() {
    return hash;
  }

  /// The latest time that the clock ever showed.
  Instant latest() {
    return latest.isAfter(now()) ? latest : now();
  }

  void jumpClock(Duration by) {
    latest = latest();
    wallOffset = wallOffset.plus(by);
  }

  void add(SimWorld process, Runnable continuation) {
    if (Thread.currentThread() != carrier && !Thread.currentThread().isVirtual()) {
      foreigner = Thread.currentThread().toString(); // What is thrown here, nobody sees.
      throw new AssertionError("simulated code was woken by " + foreigner);
    }
    if (!process.isDead()) ready.add(new Ready(process, continuation));
  }

  /// Parks the calling simulated thread for at most `longest`.
  void park(SimWorld process, Duration longest) {
    var timer =
        new Timer(nanos + Math.max(1, longest.toNanos()), order++, process, Thread.currentThread());
    timers.add(timer);
    LockSupport.park();
    timer.thread = null;
  }

  /// Runs until `end`, or until nothing is left to do.
  void run(Duration end) {
    while (step(end.toNanos())) {
      steps++;
      check();
    }
    check();
  }

  /// Notes that a thread ended as none may.
  void fail(Throwable why) {
    failures.add(Thread.currentThread().getName() + " ended by " + why);
  }

  List<String> failures() {
    return failures;
  }

  /// A thread from outside woke a simulated one: it would never run, and the run proves nothing.
  private void check() {
    if (foreigner != null) {
      throw new AssertionError("simulated code was woken by " + foreigner);
    }
  }

  private boolean step(long end) {
    List<Ready> runnable = ready.stream().filter(r -> !r.process().isPaused()).toList();
    if (!runnable.isEmpty()) {
      int pick = random.nextInt(runnable.size());
      Ready chosen = runnable.get(pick);
      ready.remove(chosen);
      hash = 31 * hash + pick;
      if (!chosen.process().isDead()) chosen.continuation().run();
      return true;
    }
    while (!timers.isEmpty() && (timers.peek().thread == null || timers.peek().process.isDead())) {
      timers.poll();
    }
    if (timers.isEmpty() || timers.peek().at > end) return false;
    Timer next = timers.poll();
    Thread thread = next.thread;
    nanos = Math.max(nanos, next.at);
    if (thread != null && next.process.isPaused()) {
      timers.add(new Timer(next.process.pausedUntil(), order++, next.process, thread));
    } else {
      LockSupport.unpark(thread);
    }
    return true;
  }
}
