package dev.nanobot.store;

import dev.nanobot.world.PassingWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One process as a test wants it: real threads, a wall clock that moves when told, and a name.
/// Processes made by `beside` share the clock, and know which of them are gone.
final class TestWorld extends PassingWorld {
  private final String worker;
  private final Clock clock;
  private final Set<String> gone;

  private static final class Clock {
    private volatile Instant now = Instant.parse("2026-11-23T08:00:00Z");
  }

  private TestWorld(String worker, Clock clock, Set<String> gone) {
    this.worker = worker;
    this.clock = clock;
    this.gone = gone;
  }

  static TestWorld of(String worker) {
    return new TestWorld(worker, new Clock(), ConcurrentHashMap.newKeySet());
  }

  TestWorld beside(String other) {
    return new TestWorld(other, clock, gone);
  }

  void pass(Duration time) {
    clock.now = clock.now.plus(time);
  }

  void lose(String other) {
    gone.add(other);
  }

  @Override
  public Instant now() {
    return clock.now;
  }

  @Override
  public String worker() {
    return worker;
  }

  @Override
  public boolean isGone(String other) {
    return gone.contains(other);
  }
}
