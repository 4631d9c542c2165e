package dev.nanobot.store;

/// A write came under a lease that another worker has since taken over. Nothing was written: stop.
public final class LeaseLost extends RuntimeException {
  public LeaseLost(Lease lease) {
    super("the lease on " + lease.session() + " of epoch " + lease.epoch() + " is lost");
  }
}
