package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.agent.Budget;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Event;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Task;
import dev.nanobot.provider.Provider;
import dev.nanobot.store.Lease;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How turns end early: drained, stopped from elsewhere, or taken over.
@Timeout(120)
class DispatcherEndTest {
  @TempDir private Path directory;

  private House house(int turnsMax, House.Model model, dev.nanobot.tool.Tool... tools) {
    return new House(new RealWorld(), directory.resolve("store.db"), turnsMax, model, tools);
  }

  @Test
  void aTaskThatNothingHereDoesEndsWithoutAWord() throws Exception {
    try (House house = house(1, House::echo).work()) {
      house.end(house.hear("1", "a"));
      var purpose = new Purpose(Origin.UPKEEP, Task.CONSOLIDATE, new Purpose.AnswerTo.Nobody(), "");
      Inbound like = House.inbound("1", "u1", "upkeep");
      var message =
          new Inbound(
              "memory", "u1", like.session(), like.principal(), like.trust(), "upkeep", purpose);
      long id = house.intake.accept(message);
      assertThat(house.end(id).state()).isEqualTo("dead");
      assertThat(house.notices("1")).containsExactly("echo a");
      assertThat(house.end(house.hear("1", "b")).answer()).isEqualTo("echo b");
    }
  }

  @Test
  void drainingHandsSessionsBackAtTheNextCommitAndAnotherGoesOn() throws Exception {
    var running = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var runs = new AtomicInteger();
    long message;
    House.Model model =
        transcript ->
            transcript.getLast() instanceof Result result
                ? Assistant.of("done: " + result.text())
                : House.calls("once");
    try (House first =
        house(
                2,
                model,
                House.tool(
                    "once",
                    Effect.ONCE,
                    call -> {
                      runs.incrementAndGet();
                      running.countDown();
                      go.await();
                      return "ran";
                    }))
            .work()) {
      message = first.hear("1", "a");
      running.await();
      first.crew.stop();
      Thread drain =
          first.world.start(
              "drain",
              () -> {
                try {
                  first.dispatcher.drain(Duration.ofMinutes(5));
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      first.until("the drain waits", () -> drain.getState() == Thread.State.TIMED_WAITING);
      go.countDown();
      drain.join();
      assertThat(first.state(message)).isEqualTo("taken");
    }
    try (House second = house(2, model).work()) {
      assertThat(second.end(message).answer()).isEqualTo("done: ran");
      assertThat(runs).hasValue(1);
    }
  }

  @Test
  void aModelThatOutlastsTheGraceIsInterruptedAndAskedAgainLater() throws Exception {
    var asked = new CountDownLatch(1);
    long message;
    try (House first =
        house(
                2,
                transcript -> {
                  asked.countDown();
                  new CountDownLatch(1).await();
                  return House.echo(transcript);
                })
            .work()) {
      message = first.hear("1", "a");
      asked.await();
      first.crew.stop();
      first.dispatcher.drain(Duration.ZERO);
      assertThat(first.state(message)).isEqualTo("taken");
    }
    try (House second = house(2, House::echo).work()) {
      assertThat(second.end(message).answer()).isEqualTo("echo a");
    }
  }

  /// The first interrupt is lost, as by a library that swallows it.
  @Test
  void aDrainEndsThoughAnInterruptWasLost() throws Exception {
    var asked = new CountDownLatch(1);
    try (House house =
        house(
                2,
                transcript -> {
                  asked.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    new CountDownLatch(1).await();
                  }
                  return House.echo(transcript);
                })
            .work()) {
      long message = house.hear("1", "a");
      asked.await();
      house.crew.stop();
      house.dispatcher.drain(Duration.ZERO);
      assertThat(house.state(message)).isEqualTo("taken");
    }
  }

  @Test
  void whatAStoppedTurnHadSaidStaysInItsConversation() throws Exception {
    var said = new CountDownLatch(1);
    Provider slow =
        (request, events) -> {
          events.accept(new Event.TextDelta("void"));
          events.accept(new Event.Discarded("again"));
          events.accept(new Event.ThinkingDelta("a thought"));
          events.accept(new Event.TextDelta("Once upon "));
          events.accept(new Event.TextDelta("a time "));
          said.countDown();
          new CountDownLatch(1).await();
          throw new AssertionError("it waits for ever");
        };
    try (House house =
        new House(new RealWorld(), directory.resolve("store.db"), 2, Budget.NONE, slow).work()) {
      long message = house.hear("1", "a story");
      said.await();
      house.hear("1", "/stop");
      assertThat(house.end(message).state()).isEqualTo("superseded");
      assertThat(house.transcript("1"))
          .containsExactly(
              "user: a story", "assistant: Once upon a time\n\n(Stopped while it wrote this.)");
      assertThat(house.notices("1")).containsExactly("Stopped.");
    }
  }

  @Test
  void aHeartbeatEndsATurnThatAnotherProcessStopped() throws Exception {
    var asked = new CountDownLatch(1);
    var world = new FastWorld(20);
    try (House house =
        new House(
                world,
                directory.resolve("store.db"),
                2,
                transcript -> {
                  asked.countDown();
                  new CountDownLatch(1).await();
                  return House.echo(transcript);
                })
            .work()) {
      house.crew.start("heartbeat", house.dispatcher::heartbeat);
      long message = house.hear("1", "a");
      asked.await();
      var elsewhere =
          new Intake(
              house.store,
              House.commands(house.store),
              new Bells(world, List.of()),
              new Watchers(),
              session -> {});
      elsewhere.accept(House.inbound("1", "stop", "/stop"));
      assertThat(house.end(message).state()).isEqualTo("superseded");
    }
  }

  @Test
  void aHeartbeatKeepsALongTurnLeased() throws Exception {
    var asked = new AtomicInteger();
    var go = new CountDownLatch(1);
    var world = new FastWorld(20);
    try (House house =
        new House(
                world,
                directory.resolve("store.db"),
                2,
                transcript -> {
                  asked.incrementAndGet();
                  go.await();
                  return House.echo(transcript);
                })
            .work()) {
      house.crew.start("heartbeat", house.dispatcher::heartbeat);
      long message = house.hear("1", "a");
      house.until("it is asked", () -> asked.get() == 1);
      long start = world.nanos();
      house.until(
          "twice the time of a lease passes",
          () -> world.since(start).compareTo(Dispatcher.LEASE.multipliedBy(2)) > 0);
      go.countDown();
      assertThat(house.end(message).state()).isEqualTo("answered");
      assertThat(asked).hasValue(1);
    }
  }

  /// Without a heartbeat a lease runs out: the same process takes the session again, and whoever
  /// worked on it before is told to end.
  @Test
  void aProcessTakesNothingFromItselfWhenItsClockJumps() throws Exception {
    var asked = new AtomicInteger();
    var isAsked = new CountDownLatch(1);
    var mayAnswer = new CountDownLatch(1);
    var world = new FastWorld(1);
    try (House house =
        new House(
                world,
                directory.resolve("store.db"),
                2,
                transcript -> {
                  asked.incrementAndGet();
                  isAsked.countDown();
                  mayAnswer.await();
                  return House.echo(transcript);
                })
            .work()) {
      long first = house.hear("1", "a");
      isAsked.await();
      world.jump(Duration.ofHours(1));
      long other = house.hear("2", "b");
      house.until("the dispatcher has looked again", () -> asked.get() > 1);
      mayAnswer.countDown();
      assertThat(house.end(first).answer()).isEqualTo("echo a");
      assertThat(house.end(other).answer()).isEqualTo("echo b");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void aLeaseTakenOverElsewhereEndsTheWriterWithoutAWord() throws Exception {
    var asked = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (House house =
        house(
                2,
                transcript -> {
                  asked.countDown();
                  go.await();
                  return Assistant.of("too late");
                })
            .work()) {
      long message = house.hear("1", "a");
      asked.await();
      house.store.evict(worker -> true);
      house.crew.stop();
      List<Lease> leases =
          house.store.lease("another", Duration.ofMinutes(1), 1, List.of(), List.of());
      go.countDown();
      house.dispatcher.drain(Duration.ofMinutes(1));
      assertThat(leases).hasSize(1);
      assertThat(house.state(message)).isEqualTo("taken");
      assertThat(house.notices("1")).isEmpty();
    }
  }
}
