package dev.nanobot.gateway;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// Jobs done by two processes, one of which is killed on the way and replaced at the end.
///
/// From the command line: `CronProcesses [jobs] [period seconds] [rounds]`. Prints a table of the
/// slots; ends with code 1 when one is not accounted for, or twice.
public final class CronProcesses {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final RealWorld world = new RealWorld();
  private final Path folder;
  private final Plan plan;

  /// Each of the jobs is due once each period, evenly spread over it.
  record Plan(int jobs, Duration period, int rounds) {}

  /// What became of the slots of one round, by their states.
  record Round(int slots, Map<String, Integer> states) {
    private static final List<String> STATES = List.of("ran", "skipped", "missed", "failed");

    private int count(String state) {
      return states.getOrDefault(state, 0);
    }

    private String cells() {
      return String.join(" | ", STATES.stream().map(state -> "" + count(state)).toList());
    }
  }

  record Outcome(List<Round> rounds, long ran, long messages, List<String> violations) {
    Outcome {
      rounds = List.copyOf(rounds);
      violations = List.copyOf(violations);
    }

    String table() {
      var lines = new ArrayList<String>();
      lines.add("| round | slots | " + String.join(" | ", Round.STATES) + " |");
      lines.add("|---|---|---|---|---|---|");
      for (int i = 0; i < rounds.size(); i++) {
        Round round = rounds.get(i);
        lines.add("| %d | %d | %s |".formatted(i + 1, round.slots(), round.cells()));
      }
      lines.add(ran + " slots ran, " + messages + " messages came of them");
      lines.addAll(violations);
      return String.join("\n", lines);
    }
  }

  CronProcesses(Path folder, Plan plan) {
    this.folder = folder;
    this.plan = plan;
  }

  public static void main(String[] args) throws Exception {
    int jobs = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 60;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
    var plan = new Plan(jobs, Duration.ofSeconds(seconds), rounds);
    Outcome outcome = new CronProcesses(Files.createTempDirectory("nanobot-cron"), plan).run();
    System.out.println(outcome.table());
    System.exit(outcome.violations().isEmpty() ? 0 : 1);
  }

  Outcome run() throws IOException, InterruptedException {
    Path file = folder.resolve("store.db");
    try (Store store = SqliteStore.open(world, file)) {
      Instant start = world.now();
      for (int i = 0; i < plan.jobs(); i++) add(store, i, start);
      Process first = program(file, "first");
      Process second = program(file, "second");
      until("half of the jobs ran", () -> ran(store) >= plan.jobs() / 2);
      first.destroyForcibly().waitFor();
      until("the rounds are over", () -> ran(store) >= (long) plan.rounds() * plan.jobs());
      Process third = program(file, "third");
      for (Planned job : store.schedules().all()) store.schedules().disable(job.job().id());
      until("what was begun has ended", () -> isIdle(store));
      List<String> violations = new ArrayList<>();
      for (Process process : List.of(second, third)) {
        process.getOutputStream().close();
        if (process.waitFor() != 0) violations.add("a process did not end well");
      }
      return outcome(store, start, violations);
    }
  }

  private void until(String what, BooleanSupplier state) throws InterruptedException {
    long start = world.nanos();
    while (!state.getAsBoolean()) {
      if (world.since(start).compareTo(PATIENCE) > 0) throw new AssertionError("in vain: " + what);
      world.sleep(LOOK);
    }
  }

  private static boolean isIdle(Store store) {
    return store.health().inboxWaiting() == 0 && store.health().turnsRunning() == 0;
  }

  private long ran(Store store) {
    long ran = 0;
    for (int i = 0; i < plan.jobs(); i++) ran += ran(slots(store, i));
    return ran;
  }

  private static long ran(List<Slot> slots) {
    return slots.stream().filter(slot -> slot.state().equals("ran")).count();
  }

  private static List<Slot> slots(Store store, int i) {
    return store.schedules().history("%08x".formatted(i), Schedules.HISTORY_MAX).reversed();
  }

  private Instant first(int i, Instant start) {
    return start.plusMillis(plan.period().toMillis() * i / plan.jobs());
  }

  private void add(Store store, int i, Instant start) {
    Instant anchor = first(i, start);
    var errand =
        new Job.Errand(
            "stretch",
            House.session("chat" + i),
            new Principal("chat:" + i / Job.JOBS_MAX),
            Trust.ALLOWED,
            new AnswerTo.Nobody());
    var every = new Schedule.Every(plan.period(), anchor);
    Jobs.add(
        store,
        new Job("%08x".formatted(i), "n", every, errand, Misfire.RUN_ONCE, true, false, anchor));
  }

  private Outcome outcome(Store store, Instant start, List<String> violations) {
    var rounds = new ArrayList<Map<String, Integer>>();
    long ran = 0;
    long messages = 0;
    for (int i = 0; i < plan.jobs(); i++) {
      List<Slot> slots = slots(store, i);
      ran += ran(slots);
      long heard = heard(store, i);
      messages += heard;
      if (heard != ran(slots)) violations.add("job " + i + ": " + heard + " messages, " + slots);
      Instant expected = slots.isEmpty() ? Instant.MIN : slots.getFirst().slot();
      for (Slot slot : slots) {
        boolean isInOrder = slot.slot().equals(expected);
        boolean isEnded = Round.STATES.contains(slot.state());
        if (!isInOrder || !isEnded) violations.add("job " + i + ": " + slot + ", not " + expected);
        int round = (int) Duration.between(start, slot.slot()).dividedBy(plan.period());
        while (rounds.size() <= round) rounds.add(new TreeMap<>());
        rounds.get(round).merge(slot.state(), 1, Integer::sum);
        expected = slot.slot().plus(plan.period());
      }
    }
    return new Outcome(
        rounds.stream().map(CronProcesses::round).toList(), ran, messages, violations);
  }

  private static Round round(Map<String, Integer> states) {
    return new Round(states.values().stream().mapToInt(Integer::intValue).sum(), states);
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
