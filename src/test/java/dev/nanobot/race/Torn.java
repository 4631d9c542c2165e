package dev.nanobot.race;

/// A count that is read and then written. It is known to be wrong: an exploration that does not
/// find what it loses finds nothing.
public final class Torn {
  private volatile int count;

  public void add() {
    int before = count;
    count = before + 1;
  }

  public int count() {
    return count;
  }
}
