package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Job;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Slot;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Jobs in whole instances. `FastWorld(1)` is the real world with a wall clock that can be set.
@Timeout(300)
class CronTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final Principal ANN = new Principal("chat:ann");

  @TempDir private Path directory;
  private final FastWorld world = new FastWorld(1);
  private Instant start;

  @BeforeEach
  void begin() {
    start = world.now();
  }

  private House house(House.Model model, Store[] made) {
    var house = new House(world, directory.resolve("store.db"), 64, model);
    made[0] = house.store;
    return house;
  }

  private House open(House.Model model) {
    return house(model, new Store[1]);
  }

  private Cron cron(House house) {
    return new Cron(world, house.store, house.bells, ZoneOffset.UTC);
  }

  @Test
  void aJobIsDoneAtItsTimeInItsChat() throws Exception {
    try (House house = open(House::echo).work()) {
      house.crew.start("cron", cron(house)::run);
      Job job = Jobs.add(house.store, Jobs.every(1, Duration.ofSeconds(1), start));
      house.until("it ran", () -> Jobs.states(house.store, job).contains("ran"));
      assertThat(house.transcript("1").getFirst()).startsWith("user: Scheduled job").endsWith("h");
      assertThat(house.notices("1").getFirst()).startsWith("echo Scheduled job");
      Slot slot = Jobs.slots(house.store, job).getFirst();
      assertThat(slot.slot()).isEqualTo(job.createdAt().plusSeconds(1));
    }
  }

  @Test
  void aJobThatCannotBeReadStopsNoOtherAndIsShown() throws Exception {
    try (House house = open(House::echo)) {
      for (int id = 1; id <= 2; id++) {
        Jobs.add(house.store, Jobs.every(id, Duration.ofMinutes(20), start));
      }
      damage("00000001");
      world.jump(Duration.ofMinutes(25));
      assertThat(cron(house).fireDue()).isEqualTo(1);
      Schedules schedules = house.store.schedules();
      assertThat(schedules.history("00000002", 9)).extracting(Slot::state).contains("fired");
      assertThat(schedules.next()).isEqualTo(schedules.find("00000002").orElseThrow().next());
      var said = new Inbound("chat", "m", House.session("1"), ANN, Trust.ALLOWED, "/cron");
      new CronCommand(world, house.store, ZoneOffset.UTC).run(said, "");
      assertThat(house.notices("1").getLast())
          .contains("00000002 \"job 2\" every 20 min")
          .contains("00000001 \"job 1\" disabled: it cannot be read (");
      assertThat(schedules.remove("00000001")).isTrue();
      assertThat(schedules.unreadable()).isEmpty();
    }
  }

  /// Writes what no version of the program does.
  private void damage(String job) throws SQLException {
    String url = "jdbc:sqlite:" + directory.resolve("store.db");
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(
          "update cron_job set schedule = '{\"kind\":\"moon\"}' where id = '" + job + "'");
    }
  }

  @Test
  void whatWasDueWhileNothingRanIsMadeUpForOnceAndLate() throws Exception {
    Job job = Jobs.every(1, Duration.ofMinutes(20), start);
    try (House before = open(House::echo)) {
      Jobs.add(before.store, job);
    }
    world.jump(Duration.ofMinutes(65)); // Slots after 20, 40 and 60 minutes.
    try (House house = open(House::echo).work()) {
      cron(house).fireDue();
      house.until("it ran", () -> Jobs.states(house.store, job).contains("ran"));
      assertThat(Jobs.states(house.store, job)).containsExactly("missed", "missed", "ran");
      assertThat(Jobs.slots(house.store, job).getLast().slot())
          .isEqualTo(job.createdAt().plus(MINUTE.multipliedBy(60)));
    }
  }

  @Test
  void aTimeThatPassedWhileNothingRanIsMadeUpForAtTheStartAndSaysSo() throws Exception {
    var at = new Schedule.At(start.plusSeconds(30 * 60));
    Job job = Jobs.job(1, at, Misfire.RUN_ONCE, "1", start);
    try (House before = open(House::echo)) {
      Jobs.add(before.store, job);
    }
    world.jump(Duration.ofMinutes(95));
    try (House house = open(House::echo).work()) {
      cron(house).fireDue();
      house.until("it ran", () -> Jobs.states(house.store, job).contains("ran"));
      assertThat(house.notices("1").getFirst()).contains("It is late: it was due at", ", 1 h ");
      assertThat(house.store.schedules().find(job.id()).orElseThrow().job().isEnabled()).isFalse();
    }
  }

  @Test
  void whatRepeatsKeepsItsPhaseOverRestarts() throws Exception {
    Job job = Jobs.every(1, Duration.ofMinutes(10), start);
    try (House house = open(House::echo)) {
      Jobs.add(house.store, job);
    }
    for (int i = 0; i < 3; i++) {
      world.jump(Duration.ofMinutes(10).plusSeconds(7));
      try (House house = open(House::echo).work()) {
        cron(house).fireDue();
        int runs = i + 1;
        house.until(
            "it ran",
            () -> Jobs.states(house.store, job).stream().filter("ran"::equals).count() == runs);
      }
    }
    try (House house = open(House::echo)) {
      assertThat(Jobs.slots(house.store, job))
          .extracting(Slot::slot)
          .containsExactly(
              job.createdAt().plus(MINUTE.multipliedBy(10)),
              job.createdAt().plus(MINUTE.multipliedBy(20)),
              job.createdAt().plus(MINUTE.multipliedBy(30)));
    }
  }

  @Test
  void aClockThatWasAheadAndIsSetBackLeavesNoJobSilent() throws Exception {
    try (House house = open(House::echo).work()) {
      world.jump(Duration.ofDays(3_650));
      Job job = Jobs.add(house.store, Jobs.every(1, Duration.ofSeconds(1), world.now()));
      house.crew.start("cron", cron(house)::run);
      house.until("it ran", () -> Jobs.states(house.store, job).contains("ran"));
      world.jump(Duration.ofDays(-3_650));
      house.until(
          "it ran by the right clock",
          () ->
              Jobs.slots(house.store, job).stream()
                  .anyMatch(
                      slot -> slot.state().equals("ran") && slot.slot().isBefore(job.createdAt())));
    }
  }

  @Test
  void jobsMayBeAddedChangedAndRemovedWhileOneRuns() throws Exception {
    var thinks = new CountDownLatch(1);
    var asked = new AtomicInteger();
    House.Model model =
        transcript -> {
          if (asked.incrementAndGet() == 1) thinks.await();
          return Assistant.of("done");
        };
    try (House house = open(model).work()) {
      Job running = Jobs.add(house.store, Jobs.every(1, MINUTE, start));
      world.jump(MINUTE);
      cron(house).fireDue();
      house.until("it runs", () -> asked.get() == 1);
      Job other = Jobs.job(2, new Schedule.Every(MINUTE, start), Misfire.RUN_ONCE, "2", start);
      Jobs.add(house.store, other);
      cron(house).fireDue();
      house.until("the other ran", () -> Jobs.states(house.store, other).equals(List.of("ran")));
      house.store.schedules().disable(other.id());
      house.store.schedules().remove(running.id());
      assertThat(Jobs.states(house.store, running)).containsExactly("fired");
      thinks.countDown();
      house.until("it ran", () -> Jobs.states(house.store, running).equals(List.of("ran")));
      assertThat(asked.get()).isEqualTo(2);
      assertThat(house.notices("1")).containsExactly("done");
    }
  }

  @Test
  void aJobCannotAddJobs() throws Exception {
    House.Model model =
        transcript ->
            transcript.getLast() instanceof Result result
                ? Assistant.of(result.text())
                : new Assistant(
                    "",
                    List.of(
                        new ToolCall(
                            "a",
                            "cron",
                            "{\"action\":\"add\",\"message\":\"x\",\"every_seconds\":1}")),
                    List.of());
    Path file = directory.resolve("store.db");
    try (Store tools = SqliteStore.open(world, file);
        House house =
            new House(world, file, 4, model, new CronTool(world, tools.schedules(), ZoneOffset.UTC))
                .work()) {
      house.end(house.hear("1", "remind me each second"));
      assertThat(house.store.schedules().all()).hasSize(1);
      world.jump(Duration.ofSeconds(1));
      cron(house).fireDue();
      house.until("it ran", () -> house.notices("1").size() == 2);
      assertThat(house.notices("1").getLast()).contains("Nobody spoke in this turn");
      assertThat(house.store.schedules().all()).hasSize(1);
    }
  }

  @Test
  void twoInstancesFireEachSlotOfAThousandJobsOnce() throws Exception {
    try (House one = open(House::echo).work();
        House two = open(House::echo).work()) {
      for (int i = 0; i < 1_000; i++) {
        var at = new Schedule.At(start.plusSeconds(1 + i % 60));
        var errand =
            new Job.Errand(
                "stretch",
                House.session("chat" + i),
                new Principal("chat:" + i / Job.JOBS_MAX),
                Trust.ALLOWED,
                new AnswerTo.Nobody());
        Jobs.add(
            one.store,
            new Job("%08x".formatted(i), "n", at, errand, Misfire.RUN_ONCE, true, false, start));
      }
      world.jump(MINUTE.plusSeconds(5));
      one.crew.start("cron", cron(one)::run);
      two.crew.start("cron", cron(two)::run);
      one.until("nothing is due any more", () -> one.store.schedules().next().isEmpty());
      one.until("all is answered", () -> one.store.health().inboxWaiting() == 0);
      one.until("all has ended", () -> one.store.health().turnsRunning() == 0);
      for (int i = 0; i < 1_000; i++) {
        assertThat(one.store.schedules().history("%08x".formatted(i), 9))
            .singleElement()
            .satisfies(slot -> assertThat(slot.state()).isEqualTo("ran"));
        assertThat(one.transcript("chat" + i)).hasSize(2);
      }
    }
  }
}
