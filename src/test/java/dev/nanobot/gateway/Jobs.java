package dev.nanobot.gateway;

import dev.nanobot.message.Job;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Slot;
import dev.nanobot.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Jobs for tests, and words for what became of them.
final class Jobs {
  private Jobs() {}

  /// A job of Ann's chat `chat`.
  static Job job(int id, Schedule schedule, Misfire misfire, String chat, Instant now) {
    var errand =
        new Job.Errand(
            "stretch",
            House.session(chat),
            new Principal("chat:ann"),
            Trust.ALLOWED,
            new AnswerTo.Session());
    return new Job("%08x".formatted(id), "job " + id, schedule, errand, misfire, true, false, now);
  }

  static Job every(int id, Duration period, Instant now) {
    return job(id, new Schedule.Every(period, now), Misfire.RUN_ONCE, "1", now);
  }

  static Job add(Store store, Job job) {
    if (store.schedules().add(job, job.createdAt()) == Schedules.Added.ADDED) return job;
    throw new AssertionError("the job is new");
  }

  /// The states of a job's slots, the oldest first.
  static List<String> states(Store store, Job job) {
    return slots(store, job).stream().map(Slot::state).toList();
  }

  static List<Slot> slots(Store store, Job job) {
    return store.schedules().history(job.id(), Schedules.HISTORY_MAX).reversed();
  }
}
