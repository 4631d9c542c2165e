package dev.nanobot.world;

import java.time.Duration;
import java.time.Instant;

/// The only source of time, threads, chance and identifiers, so that a test can replay a run from
/// a seed.
///
/// Shared: every method may be called from any thread.
public interface World {
  /// The wall clock. It may jump; use it for what people and rows see, never for waiting.
  Instant now();

  /// A clock that only grows, in nanoseconds from an arbitrary origin: for measuring and waiting.
  long nanos();

  /// Parks the calling thread until an unpark, an interrupt or the end of `longest`, whichever
  /// comes first. It may also return for no reason: callers look again.
  void park(Duration longest);

  /// Starts a virtual thread.
  Thread start(String name, Runnable body);

  /// Starts a platform thread, for work that would pin a virtual one (native calls).
  Thread startPlatform(String name, Runnable body);

  /// Uniform in [0, bound).
  int chance(int bound);

  /// A new identifier of 26 lower-case letters and digits, 128 random bits, never given twice.
  String id();

  /// Names this process among all that ever ran: host, process id and start.
  String worker();

  /// Whether `worker` certainly no longer runs. False when in doubt, for example on another host.
  boolean isGone(String worker);

  /// Sleeps by the growing clock.
  default void sleep(Duration duration) throws InterruptedException {
    long end = nanos() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - nanos()) {
      if (Thread.interrupted()) throw new InterruptedException();
      park(Duration.ofNanos(left));
    }
    if (Thread.interrupted()) throw new InterruptedException();
  }

  /// The shorter of two times.
  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /// The time since `startNanos`, a value of `nanos()`.
  default Duration since(long startNanos) {
    return Duration.ofNanos(nanos() - startNanos);
  }
}
