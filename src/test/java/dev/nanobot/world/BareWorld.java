package dev.nanobot.world;

import java.time.Duration;
import java.time.Instant;

/// A world of which only what a test says is there.
public abstract class BareWorld implements World {
  @Override
  public Instant now() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long nanos() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void park(Duration longest) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Thread start(String name, Runnable body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Thread startPlatform(String name, Runnable body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int chance(int bound) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String id() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String worker() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isGone(String worker) {
    throw new UnsupportedOperationException();
  }
}
