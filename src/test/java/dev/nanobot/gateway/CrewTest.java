package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrewTest {
  private final FastWorld world = new FastWorld(100);
  private final Crew crew = new Crew(world);

  @Test
  void aMemberThatFailsGoesOn() throws Exception {
    var runs = new AtomicInteger();
    var third = new CountDownLatch(1);
    crew.start(
        "fails",
        () -> {
          int run = runs.incrementAndGet();
          if (run == 1) throw new IllegalStateException("a bug");
          if (run == 2) throw new StackOverflowError("a deep bug");
          third.countDown();
          new CountDownLatch(1).await();
        });
    third.await();
    crew.stop();
    assertThat(runs).hasValue(3);
  }

  @Test
  void aStopEndsAll() throws Exception {
    var begun = new CountDownLatch(3);
    var ended = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      crew.start(
          "member " + i,
          () -> {
            begun.countDown();
            try {
              new CountDownLatch(1).await();
            } finally {
              ended.incrementAndGet();
            }
          });
    }
    begun.await();
    crew.stop();
    assertThat(ended).hasValue(3);
  }

  @Test
  void aStopEndsAMemberThatLostItsInterrupt() throws Exception {
    var begun = new CountDownLatch(1);
    crew.start(
        "deaf",
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            new CountDownLatch(1).await();
          }
        });
    begun.await();
    crew.stop();
  }

  @Test
  void aMemberWhoseWorkIsDoneEnds() throws Exception {
    var runs = new AtomicInteger();
    crew.start("short", runs::incrementAndGet);
    crew.stop();
    assertThat(runs).hasValue(1);
  }
}
