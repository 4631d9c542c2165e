package dev.nanobot.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What every kind of store promises. A test of one kind extends this, and says how its store is
/// opened.
abstract class StoreContract implements ArrivalPromises, LeasePromises, FencePromises,
    TurnPromises, TranscriptPromises, OutboxPromises, ViewPromises {
  private Desk desk;

  /// Opens a handle, as the process that `world` is, on the same store within one test.
  abstract Store open(TestWorld world);

  @BeforeEach
  void openTwice() {
    desk = new Desk(this::open);
  }

  @AfterEach
  void closeBoth() {
    desk.close();
  }

  @Override
  public Desk desk() {
    return desk;
  }
}
