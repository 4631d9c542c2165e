package dev.nanobot.store;

/// Somebody stopped the turn that wanted to write. Nothing was written: close it with
/// `Store.cancel`.
public final class TurnStopped extends RuntimeException {
  public TurnStopped(Lease lease) {
    super("the turn in " + lease.session() + " was stopped");
  }
}
