package dev.nanobot.gateway;

import dev.nanobot.message.Job;
import dev.nanobot.message.Misfire;
import dev.nanobot.store.Schedules.Firing;
import dev.nanobot.store.Schedules.Miss;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Run;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is to become of the slots of a job that are due: which are run, and which were missed.
final class DueSlots {
  /// How many are made up for.
  static final int RUNS_MAX = 20;

  /// How many that were missed are listed; the first of them counts the others.
  static final int MISSES_MAX = 100;

  /// How many are looked at together. The rest comes at once afterwards.
  static final int SLOTS_MAX = 10_000;

  private DueSlots() {}

  static Firing plan(Planned planned, Instant now, ZoneId zone) {
    Job job = planned.job();
    List<Instant> due = new ArrayList<>();
    Optional<Instant> next = planned.next();
    while (next.isPresent() && !next.get().isAfter(now) && due.size() < SLOTS_MAX) {
      due.add(next.get());
      next = job.schedule().next(next.get());
    }
    boolean isCaughtUp = next.isEmpty() || next.get().isAfter(now);
    int count = isCaughtUp ? Math.min(runs(job.misfire(), due, now), due.size()) : 0;
    List<Instant> missed = due.subList(0, due.size() - count);
    List<Run> runs = new ArrayList<>();
    for (Instant slot : due.subList(missed.size(), due.size())) {
      int before = runs.isEmpty() ? missed.size() : 0;
      runs.add(new Run(slot, Occasion.text(job, slot, now, before, zone)));
    }
    return new Firing(planned, misses(job.misfire(), missed), runs, next);
  }

  private static int runs(Misfire misfire, List<Instant> due, Instant now) {
    return switch (misfire) {
      case RUN_ONCE -> 1;
      case SKIP -> due.isEmpty() || Occasion.isLate(due.getLast(), now) ? 0 : 1;
      case RUN_ALL -> RUNS_MAX;
    };
  }

  private static List<Miss> misses(Misfire misfire, List<Instant> missed) {
    String reason =
        switch (misfire) {
          case RUN_ONCE -> "passed; the job makes up for the last time only";
          case SKIP -> "passed; the job makes up for no time";
          case RUN_ALL -> "passed; the job makes up for the last " + RUNS_MAX + " times only";
        };
    int others = Math.max(0, missed.size() - MISSES_MAX);
    List<Miss> misses = new ArrayList<>();
    for (Instant slot : missed.subList(others, missed.size())) {
      boolean counts = misses.isEmpty() && others > 0;
      String more = counts ? "; and " + others + " before it, from " + missed.getFirst() : "";
      misses.add(new Miss(slot, reason + more));
    }
    return misses;
  }
}
