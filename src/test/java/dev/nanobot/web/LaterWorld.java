package dev.nanobot.web;

import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;

/// The real world, whose clocks a test puts forward.
final class LaterWorld implements World {
  private final World real = new RealWorld();
  private volatile Duration ahead = Duration.ZERO;

  void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public Instant now() {
    return real.now().plus(ahead);
  }

  @Override
  public long nanos() {
    return real.nanos() + ahead.toNanos();
  }

  @Override
  public void park(Duration longest) {
    real.park(longest);
  }

  @Override
  public Thread start(String name, Runnable body) {
    return real.start(name, body);
  }

  @Override
  public Thread startPlatform(String name, Runnable body) {
    return real.startPlatform(name, body);
  }

  @Override
  public int chance(int bound) {
    return real.chance(bound);
  }

  @Override
  public String id() {
    return real.id();
  }

  @Override
  public String worker() {
    return real.worker();
  }

  @Override
  public boolean isGone(String worker) {
    return real.isGone(worker);
  }
}
