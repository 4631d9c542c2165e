package dev.nanobot.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every kind of store promises. A test of one kind extends this, and says how its store is
/// opened.
abstract class StoreContract
    implements ArrivalPromises,
        PurposePromises,
        ControlPromises,
        SubagentPromises,
        SubagentEndPromises,
        SchedulePromises,
        ClockPromises,
        CallerPromises,
        ImportPromises,
        AttachmentPromises,
        AskPromises,
        LeasePromises,
        FencePromises,
        TurnPromises,
        AskedPromises,
        TranscriptPromises,
        MemoryPromises,
        CompactionPromises,
        LedgerPromises,
        AccountPromises,
        OutboxPromises,
        ToldPromises,
        ViewPromises,
        TracePromises,
        ThreadPromises,
        BranchPromises,
        PlacePromises,
        TicketPromises,
        LoginPromises,
        GatePromises,
        HeldPromises,
        OverheardPromises,
        BoardPromises,
        HandlingPromises,
        RetentionPromises {
  private static final int STEPS = 600;

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

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aRandomWalkTellsWhatItsModelTells(long seed) {
    new StoreWalk(desk, seed).walk(STEPS);
  }

  @Override
  public Desk desk() {
    return desk;
  }
}
