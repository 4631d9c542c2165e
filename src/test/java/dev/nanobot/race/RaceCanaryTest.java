package dev.nanobot.race;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Known-bad classes which the exploration must catch, and a good one which it must not: when this
/// test fails, every other race test is worth nothing.
class RaceCanaryTest {
  @Test
  void aLostUpdateIsCaught() {
    assertThatThrownBy(() -> Race.explore(RaceCanaryTest::countWithoutCare))
        .hasMessageContaining("broken: nothing is lost");
  }

  @Test
  void anObjectMadeTwiceForOneKeyIsCaught() {
    assertThatThrownBy(() -> Race.explore(RaceCanaryTest::lookUpThenPut))
        .hasMessageContaining("broken: nothing is lost");
  }

  @Test
  void aLostWakeUpIsCaught() {
    assertThatThrownBy(() -> Race.explore(RaceCanaryTest::ringWithoutMemory))
        .hasMessageContaining("has hung")
        .hasMessageContaining("interleaving");
  }

  @Test
  void aCorrectClassPasses() {
    Race.explore(RaceCanaryTest::countWithCare);
  }

  private static void countWithoutCare() {
    var counter = new Torn();
    Race.together(counter::add, counter::add);
    Race.check(counter.count() == 2, "nothing is lost");
  }

  private static void countWithCare() {
    var counter = new AtomicInteger();
    Race.together(counter::incrementAndGet, counter::incrementAndGet);
    Race.check(counter.get() == 2, "nothing is lost");
  }

  private static void lookUpThenPut() {
    var sessions = new Sessions();
    Race.together(() -> sessions.of("a").messages++, () -> sessions.of("a").messages++);
    Race.check(sessions.of("a").messages == 2, "nothing is lost");
  }

  private static void ringWithoutMemory() {
    var bell = new ForgetfulBell();
    Race.together(bell::ring, bell::await);
  }

  private static final class Session {
    private volatile int messages;
  }

  /// Two callers may each see no session and make one.
  private static final class Sessions {
    private final Map<String, Session> known = new ConcurrentHashMap<>();

    Session of(String key) {
      Session session = known.get(key);
      if (session == null) {
        session = new Session();
        known.put(key, session);
      }
      return session;
    }
  }

  /// A ring before the wait wakes nobody.
  private static final class ForgetfulBell {
    private volatile @Nullable Thread waiting;
    private volatile boolean isRung;

    void ring() {
      Thread thread = waiting;
      if (thread == null) return;
      isRung = true;
      LockSupport.unpark(thread);
    }

    void await() {
      waiting = Thread.currentThread();
      while (!isRung) LockSupport.park();
    }
  }
}
