package dev.nanobot.gateway;

import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;

/// The real world with clocks that run `times` as fast, so that what happens after a minute
/// happens soon.
final class FastWorld implements World {
  private final World world = new RealWorld();
  private final Instant startedAt = world.now();
  private final long startNanos = world.nanos();
  private final int times;
  private volatile Duration jumped = Duration.ZERO; // one test thread sets it

  FastWorld(int times) {
    this.times = times;
  }

  @Override
  public Instant now() {
    return startedAt.plusNanos(nanos() - startNanos).plus(jumped);
  }

  /// Sets the wall clock, and nothing else.
  void jump(Duration by) {
    jumped = jumped.plus(by);
  }

  @Override
  public long nanos() {
    return startNanos + (world.nanos() - startNanos) * times;
  }

  @Override
  public void park(Duration longest) {
    world.park(longest.dividedBy(times).plusNanos(1));
  }

  @Override
  public Thread start(String name, Runnable body) {
    return world.start(name, body);
  }

  @Override
  public Thread startPlatform(String name, Runnable body) {
    return world.startPlatform(name, body);
  }

  @Override
  public int chance(int bound) {
    return world.chance(bound);
  }

  @Override
  public String id() {
    return world.id();
  }

  @Override
  public String worker() {
    return world.worker();
  }

  @Override
  public boolean isGone(String worker) {
    return world.isGone(worker);
  }
}
