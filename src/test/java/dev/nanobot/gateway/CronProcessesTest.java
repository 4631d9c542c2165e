package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Job;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Slot;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.world.Jvm;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Jobs done by two processes, one of which is killed on the way.
@Timeout(300)
class CronProcessesTest {
  /// Set these for a longer run.
  private static final int JOBS = Integer.getInteger("cron.jobs", 200);

  private static final int ROUNDS = Integer.getInteger("cron.rounds", 2);
  private static final Duration PERIOD = Duration.ofSeconds(Integer.getInteger("cron.period", 3));
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path folder;
  private final RealWorld world = new RealWorld();

  @Test
  void eachSlotBecomesOneMessageThoughAProcessIsKilled() throws Exception {
    Path file = folder.resolve("store.db");
    try (Store store = SqliteStore.open(world, file)) {
      for (int i = 0; i < JOBS; i++) add(store, i);
      Process first = program(file, "first");
      Process second = program(file, "second");
      until("half of the jobs ran", () -> ran(store) >= JOBS / 2);
      first.destroyForcibly().waitFor();
      until("the jobs ran again", () -> ran(store) >= ROUNDS * JOBS);
      Process third = program(file, "third");
      for (Planned job : store.schedules().all()) store.schedules().disable(job.job().id());
      until("what was begun has ended", () -> isIdle(store));
      second.getOutputStream().close();
      third.getOutputStream().close();
      assertThat(second.waitFor()).isZero();
      assertThat(third.waitFor()).isZero();
      check(store);
    }
  }

  private void until(String what, BooleanSupplier state) throws InterruptedException {
    long start = world.nanos();
    while (!state.getAsBoolean()) {
      if (world.since(start).compareTo(PATIENCE) > 0) throw new AssertionError("in vain: " + what);
      world.sleep(Duration.ofMillis(100));
    }
  }

  private static boolean isIdle(Store store) {
    return store.health().inboxWaiting() == 0 && store.health().turnsRunning() == 0;
  }

  private static long ran(Store store) {
    long ran = 0;
    for (int i = 0; i < JOBS; i++) ran += ran(slots(store, i));
    return ran;
  }

  private static long ran(List<Slot> slots) {
    return slots.stream().filter(slot -> slot.state().equals("ran")).count();
  }

  private static List<Slot> slots(Store store, int i) {
    return store.schedules().history("%08x".formatted(i), Schedules.HISTORY_MAX).reversed();
  }

  private void add(Store store, int i) {
    Instant anchor = world.now().plusMillis(PERIOD.toMillis() * i / JOBS);
    var errand =
        new Job.Errand(
            "stretch",
            House.session("chat" + i),
            new Principal("chat:" + i / Job.JOBS_MAX),
            Trust.ALLOWED,
            new AnswerTo.Nobody());
    var every = new Schedule.Every(PERIOD, anchor);
    Jobs.add(
        store,
        new Job("%08x".formatted(i), "n", every, errand, Misfire.RUN_ONCE, true, false, anchor));
  }

  private static void check(Store store) {
    Map<String, Integer> states = new TreeMap<>();
    for (int i = 0; i < JOBS; i++) {
      List<Slot> slots = slots(store, i);
      Instant expected = slots.getFirst().slot();
      for (Slot slot : slots) {
        assertThat(slot.slot()).as("no slot is left out").isEqualTo(expected);
        assertThat(slot.state()).isIn("ran", "skipped", "missed");
        states.merge(slot.state(), 1, Integer::sum);
        expected = expected.plus(PERIOD);
      }
      assertThat(heard(store, i)).as("messages of job " + i).isEqualTo(ran(slots));
    }
    System.out.println("cron: " + JOBS + " jobs, each " + PERIOD + ": slots " + states);
  }

  private static long heard(Store store, int i) {
    return store.transcript(House.session("chat" + i), 0, 1_000).stream()
        .filter(entry -> entry.message() instanceof User)
        .count();
  }

  private Process program(Path file, String name) throws IOException {
    return Jvm.start(CronProgram.class, folder.resolve(name + ".log"), file.toString());
  }
}
