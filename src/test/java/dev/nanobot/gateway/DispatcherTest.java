package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.provider.ProviderException;
import dev.nanobot.store.Store.Status;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DispatcherTest {
  @TempDir private Path directory;

  private House house(int turnsMax, House.Model model, dev.nanobot.tool.Tool... tools) {
    return new House(new RealWorld(), directory.resolve("store.db"), turnsMax, model, tools);
  }

  @Test
  void twoSessionsAreAnsweredSideBySide() throws Exception {
    var both = new CyclicBarrier(2);
    try (House house =
        house(
                4,
                transcript -> {
                  meet(both);
                  return House.echo(transcript);
                })
            .work()) {
      long one = house.hear("1", "a");
      long two = house.hear("2", "b");
      assertThat(house.end(one).answer()).isEqualTo("echo a");
      assertThat(house.end(two).answer()).isEqualTo("echo b");
    }
  }

  @Test
  void oneSessionIsNeverInTwoThreads() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    try (House house =
        house(
                8,
                transcript -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  Thread.yield();
                  inside.decrementAndGet();
                  return House.echo(transcript);
                })
            .work()) {
      List<Long> messages = new ArrayList<>();
      for (int i = 0; i < 30; i++) messages.add(house.hear("1", "m" + i));
      for (long message : messages) house.end(message);
      assertThat(most).hasValue(1);
      assertThat(house.transcript("1").stream().filter(line -> line.startsWith("user")))
          .hasSize(30);
    }
  }

  @Test
  void noMoreTurnsRunThanAllowedAndWhoWaitsLongestIsNext() throws Exception {
    var entered = new LinkedBlockingQueue<String>();
    var permits = new Semaphore(0);
    try (House house =
        house(
            2,
            transcript -> {
              entered.add(House.heard(transcript));
              permits.acquire();
              return House.echo(transcript);
            })) {
      List<Long> messages = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        messages.add(house.hear("s" + i, "m" + i));
        long heard = house.world.now().toEpochMilli();
        house.until("a millisecond passes", () -> house.world.now().toEpochMilli() > heard);
      }
      house.work();
      assertThat(List.of(entered.take(), entered.take())).containsExactlyInAnyOrder("m0", "m1");
      assertThat(house.store.health().turnsRunning()).isEqualTo(2);
      for (int i = 2; i < 6; i++) {
        permits.release();
        assertThat(entered.take()).isEqualTo("m" + i);
        assertThat(house.store.health().turnsRunning()).isEqualTo(2);
      }
      permits.release(2);
      for (long message : messages) assertThat(house.end(message).state()).isEqualTo("answered");
    }
  }

  @Test
  void aStopEndsAHangingModelAndWhatWaitedIsNeverAnswered() throws Exception {
    var asked = new LinkedBlockingQueue<String>();
    try (House house =
        house(
                2,
                transcript -> {
                  String text = House.heard(transcript);
                  asked.add(text);
                  if (!text.equals("after")) new CountDownLatch(1).await();
                  return House.echo(transcript);
                })
            .work()) {
      long hanging = house.hear("1", "hang");
      assertThat(asked.take()).isEqualTo("hang");
      long waiting = house.hear("1", "waits");
      long stop = house.hear("1", "/stop");
      assertThat(house.end(hanging).state()).isEqualTo("superseded");
      assertThat(house.end(waiting).state()).isEqualTo("superseded");
      assertThat(house.end(stop).answer())
          .isEqualTo("Stopped. One message that waited will not be answered.");
      assertThat(house.end(house.hear("1", "after")).answer()).isEqualTo("echo after");
      assertThat(asked).containsExactly("after");
      assertThat(house.notices("1"))
          .containsExactly("Stopped. One message that waited will not be answered.", "echo after");
    }
  }

  @Test
  void aStopThatTheModelTakesForAFailureIsStillAStop() throws Exception {
    var asked = new CountDownLatch(1);
    try (House house =
        house(
                2,
                transcript -> {
                  asked.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    throw new ProviderException(
                        ProviderException.Kind.UNAVAILABLE, "the line was cut");
                  }
                  return House.echo(transcript);
                })
            .work()) {
      long hanging = house.hear("1", "hang");
      asked.await();
      house.hear("1", "/stop");
      assertThat(house.end(hanging).state()).isEqualTo("superseded");
      assertThat(house.notices("1")).containsExactly("Stopped.");
    }
  }

  /// Between the lease and the first question, a stop finds a thread that has not opened its turn.
  @Test
  void aStopBeforeTheTurnIsOpenedLeavesNothingToAnswer() throws Exception {
    var asked = new AtomicInteger();
    try (House house =
        house(
            2,
            transcript -> {
              asked.incrementAndGet();
              return House.echo(transcript);
            })) {
      long message = house.hear("1", "never");
      assertThat(
              house.store.lease(
                  house.world.worker(), Duration.ofSeconds(30), 1, List.of(), List.of()))
          .hasSize(1)
          .allSatisfy(
              lease -> {
                house.hear("1", "/stop");
                assertThat(house.store.open(lease)).isEmpty();
              });
      house.work();
      assertThat(house.end(message).state()).isEqualTo("superseded");
      assertThat(house.end(house.hear("1", "next")).answer()).isEqualTo("echo next");
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void aFailureOfTheModelIsToldAndTheSessionGoesOn() throws Exception {
    var fails = new AtomicBoolean(true);
    try (House house =
        house(
                2,
                transcript -> {
                  if (fails.get()) {
                    throw new ProviderException(
                        ProviderException.Kind.ACCESS, "The key was refused.");
                  }
                  return House.echo(transcript);
                })
            .work()) {
      Status failed = house.end(house.hear("1", "a"));
      assertThat(failed.state()).isEqualTo("dead");
      assertThat(failed.reason()).isEqualTo("model: The key was refused.");
      assertThat(failed.answer()).isEqualTo("Sorry, I could not answer: The key was refused.");
      fails.set(false);
      assertThat(house.end(house.hear("1", "b")).answer()).isEqualTo("echo b");
    }
  }

  @Test
  void aBugIsTriedAFewTimesAndThenTold() throws Exception {
    dies(
        () -> {
          throw new IllegalStateException("a bug");
        });
  }

  @Test
  void anErrorIsNoReasonToHoldASessionForEver() throws Exception {
    dies(
        () -> {
          throw new StackOverflowError("a deep bug");
        });
  }

  @Test
  void anAnswerThatTheStoreNeverTakesIsNotAskedForWithoutEnd() throws Exception {
    String trigger =
        "create trigger refusing before insert on outbox when new.text = 'echo a' "
            + "begin select raise(abort, 'no room'); end";
    try (House house = house(1, House::echo);
        var database = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
        var statement = database.createStatement()) {
      statement.executeUpdate(trigger);
      assertThat(house.store.health().inboxWaiting()).isZero();
    }
    dies(() -> {});
  }

  private void dies(Runnable bug) throws Exception {
    var world = new FastWorld(50);
    List<Long> asked = new CopyOnWriteArrayList<>();
    try (House house =
        new House(
                world,
                directory.resolve("store.db"),
                2,
                transcript -> {
                  if (House.heard(transcript).equals("fine")) return House.echo(transcript);
                  asked.add(world.nanos());
                  bug.run();
                  return House.echo(transcript);
                })
            .work()) {
      Status dead = house.end(house.hear("1", "a"));
      assertThat(dead.state()).isEqualTo("dead");
      assertThat(dead.reason())
          .isEqualTo("given up after " + Dispatcher.ATTEMPTS_MAX + " attempts");
      assertThat(dead.answer()).startsWith("I tried " + Dispatcher.ATTEMPTS_MAX + " times");
      assertThat(asked).hasSize(Dispatcher.ATTEMPTS_MAX);
      for (int i = 1; i < asked.size(); i++) {
        Duration rest = Duration.ofNanos(asked.get(i) - asked.get(i - 1));
        assertThat(rest).isGreaterThan(Dispatcher.PAUSE.minusMillis(2)); // rows count milliseconds
      }
      assertThat(house.end(house.hear("1", "fine")).answer()).isEqualTo("echo fine");
    }
  }

  private static void meet(CyclicBarrier both) throws InterruptedException {
    try {
      both.await();
    } catch (java.util.concurrent.BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }
}
