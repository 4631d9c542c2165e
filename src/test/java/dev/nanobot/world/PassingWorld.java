package dev.nanobot.world;

import java.time.Duration;
import java.time.Instant;

/// The real world, but for what a test says otherwise.
public abstract class PassingWorld implements World {
  protected final World real = new RealWorld();

  @Override
  public Instant now() {
    return real.now();
  }

  @Override
  public long nanos() {
    return real.nanos();
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
