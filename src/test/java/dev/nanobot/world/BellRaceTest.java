package dev.nanobot.world;

import dev.nanobot.race.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BellRaceTest {
  private static final Duration LONG = Duration.ofDays(1);

  @Test
  void aRingWakesTheOwnerWheneverItComes() {
    Race.explore(
        () -> {
          var bell = new Bell(new TimelessWorld());
          Race.together(bell::ring, () -> bell.await(LONG));
        });
  }

  @Test
  void workMadeVisibleBeforeTheRingIsSeenAfterTheWait() {
    Race.explore(
        () -> {
          var bell = new Bell(new TimelessWorld());
          var desk = new Desk();
          Race.together(
              () -> {
                desk.work = true;
                bell.ring();
              },
              () -> {
                bell.await(LONG);
                Race.check(desk.work, "work rung for is seen");
              });
        });
  }

  @Test
  void noWorkOfTwoRingersIsMissed() {
    Race.explore(
        () -> {
          var bell = new Bell(new TimelessWorld());
          var desk = new Desk();
          Race.together(
              () -> {
                desk.work = true;
                bell.ring();
              },
              () -> {
                desk.moreWork = true;
                bell.ring();
              },
              () -> {
                while (!(desk.work && desk.moreWork)) bell.await(LONG);
              });
        });
  }

  private static final class Desk {
    private volatile boolean work;
    private volatile boolean moreWork;
  }

  /// A world in which no time passes: whoever waits is woken, or waits for ever.
  private static final class TimelessWorld extends BareWorld {
    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void park(Duration longest) {
      LockSupport.park();
    }
  }
}
