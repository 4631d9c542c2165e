package dev.nanobot.tool;

import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;

/// The real world, but each look at the clock costs a second.
final class HurriedWorld implements World {
  private final World world = new RealWorld();
  private long looks;

  @Override
  public Instant now() {
    return world.now();
  }

  @Override
  public long nanos() {
    return Duration.ofSeconds(looks++).toNanos();
  }

  @Override
  public void park(Duration longest) {
    world.park(longest);
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
