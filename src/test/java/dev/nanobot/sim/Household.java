package dev.nanobot.sim;

import dev.nanobot.message.Job;
import dev.nanobot.message.Job.Errand;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Planned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;

/// The people and programs of a home beside those who talk: jobs are made, changed and removed
/// while they run, programs call, and somebody keeps the file of the heartbeat.
final class Household {
  private static final Duration BUSY = Duration.ofMinutes(9);
  private static final Duration CLOSED = Duration.ofMinutes(20);
  private static final int JOBS_AT_FIRST = 3;
  private static final int CALLS = 5;
  private static final int REST_MS_MAX = 40_000;
  private static final List<String> TIMES =
      List.of(
          "* * * * *", "*/20 * * * * *", "7/45 * * * * *", "0 */2 * * * *", "30 1-59/3 * * * *");
  private static final String NOTHING_TO_DO = "# Heartbeat\n\n<!-- as an example -->\n- [x] done\n";

  private final Simulator simulator;
  private final SimWorld people;
  private final Scenario scenario;
  private final Deeds deeds;
  private final Doors doors;
  private final Path heartbeat;
  private int jobs;

  /// How one gets at a process.
  @FunctionalInterface
  interface Doors {
    /// Lets somebody do something in a process; false when it is not known whether it was done.
    boolean visit(Consumer<SimProcess> deed);
  }

  Household(
      Simulator simulator,
      SimWorld people,
      Scenario scenario,
      Deeds deeds,
      Path heartbeat,
      Doors doors) {
    this.simulator = simulator;
    this.people = people;
    this.scenario = scenario;
    this.deeds = deeds;
    this.heartbeat = heartbeat;
    this.doors = doors;
  }

  void start() {
    people.start("planner", this::plan);
    people.start("keeper", this::keep);
    for (int i = 0; i < 2; i++) {
      String name = "p" + i;
      people.start("program " + i, () -> call(name));
    }
  }

  // ---- jobs

  private void plan() {
    for (int i = 0; i < JOBS_AT_FIRST; i++) add();
    while (isBefore(BUSY)) {
      rest(REST_MS_MAX);
      if (people.chance(4) == 0) add();
      else doors.visit(process -> disturb(process.store.schedules()));
    }
    deeds.isOver = true;
    while (isBefore(CLOSED)) {
      doors.visit(process -> end(process.store.schedules()));
      rest(REST_MS_MAX);
    }
  }

  /// Each attempt makes another job: one that came late must not bring back what was removed since.
  private void add() {
    boolean isAdded = false;
    while (!isAdded) {
      Job job = job();
      isAdded =
          doors.visit(
              process -> {
                process.store.schedules().add(job, job.createdAt());
                deeds.added.add(job.id());
              });
    }
  }

  private Job job() {
    SessionKey session = session();
    var asker = new Principal("chat:" + session.chat());
    AnswerTo answerTo =
        switch (people.chance(4)) {
          case 0 -> new AnswerTo.Nobody();
          case 1 -> new AnswerTo.Chat(session());
          default -> new AnswerTo.Session();
        };
    String id = Deeds.JOB + "%06x".formatted(++jobs);
    Instant now = people.now();
    return new Job(
        id,
        "job " + jobs,
        schedule(now),
        new Errand("do " + id, session, asker, Trust.ALLOWED, answerTo),
        misfire(),
        people.chance(8) > 0,
        people.chance(2) == 0,
        now);
  }

  private Misfire misfire() {
    return switch (people.chance(6)) {
      case 0 -> Misfire.RUN_ALL; // This takes long.
      case 1, 2 -> Misfire.SKIP;
      default -> Misfire.RUN_ONCE;
    };
  }

  private SessionKey session() {
    return SessionKey.of("chat", "s" + people.chance(scenario.sessions()));
  }

  private Schedule schedule(Instant anchor) {
    return switch (people.chance(4)) {
      case 0 -> new Schedule.At(people.now().plusSeconds(1 + people.chance(300)));
      case 1 -> Schedule.cron(TIMES.get(people.chance(TIMES.size())), ZoneOffset.UTC);
      default -> new Schedule.Every(Duration.ofSeconds(10 + people.chance(90)), anchor);
    };
  }

  /// Does something to one of the jobs.
  private void disturb(Schedules schedules) {
    List<Planned> all = schedules.all();
    if (all.isEmpty()) return;
    Planned planned = all.get(people.chance(all.size()));
    String id = planned.job().id();
    int deed = people.chance(8);
    if (deed == 0) remove(schedules, id);
    else if (deed == 1) change(id, () -> schedules.disable(id));
    else if (deed <= 3) change(id, () -> schedules.enable(id));
    else {
      Schedule schedule =
          deed <= 5 ? planned.job().schedule() : schedule(planned.job().createdAt());
      change(id, () -> schedules.change(changed(planned.job(), schedule), planned.version()));
    }
  }

  private static Job changed(Job job, Schedule schedule) {
    return new Job(
        job.id(),
        job.name().startsWith("other") ? "job" : "other job",
        schedule,
        job.errand(),
        job.misfire(),
        job.isEnabled(),
        job.isRemovedAtEnd(),
        job.createdAt());
  }

  private void change(String id, Runnable change) {
    deeds.changes.merge(id, 1, Integer::sum);
    change.run();
  }

  private void remove(Schedules schedules, String id) {
    schedules.remove(id);
    deeds.removed.add(id);
  }

  /// Ends jobs, so that the run comes to an end.
  private void end(Schedules schedules) {
    for (Planned planned : schedules.all()) {
      String id = planned.job().id();
      if (people.chance(2) == 0) remove(schedules, id);
      else if (planned.job().isEnabled()) change(id, () -> schedules.disable(id));
    }
  }

  // ---- programs

  private void call(String name) {
    SessionKey session = session();
    var owner = new Principal("chat:" + session.chat());
    var caller = Caller.local(name, session, owner, Trust.OWNER);
    for (int i = 0; i < CALLS; i++) {
      rest(3 * REST_MS_MAX);
      String id = "c" + i;
      String key = name + "/" + id;
      do {
        doors.visit(
            process -> {
              if (process.calls.call(caller, id, "call " + key).isPresent()) deeds.calls.add(key);
            });
      } while (!deeds.calls.contains(key) || people.chance(4) == 0); // Programs call twice.
    }
  }

  // ---- the heartbeat

  private void keep() {
    if (people.chance(4) == 0) return; // No file.
    boolean isKept = people.chance(4) > 0;
    while (isBefore(BUSY)) {
      boolean hasWork = isKept && people.chance(2) == 0;
      if (hasWork == deeds.isIdle()) deeds.idle.add(simulator.nanos());
      write(hasWork ? NOTHING_TO_DO + "- water the plants\n" : NOTHING_TO_DO);
      rest(4 * REST_MS_MAX);
    }
    if (!deeds.isIdle()) deeds.idle.add(simulator.nanos());
    write(NOTHING_TO_DO);
  }

  private void write(String text) {
    try {
      Files.writeString(heartbeat, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isBefore(Duration end) {
    return simulator.nanos() < end.toNanos();
  }

  private void rest(int longestMs) {
    try {
      people.sleep(Duration.ofMillis(people.chance(longestMs)));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
