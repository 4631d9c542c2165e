package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Job;
import dev.nanobot.message.Job.Errand;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Task;
import dev.nanobot.store.Schedules.Added;
import dev.nanobot.store.Schedules.Change;
import dev.nanobot.store.Schedules.Firing;
import dev.nanobot.store.Schedules.Miss;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.store.Schedules.Start;
import dev.nanobot.store.Schedules.Unreadable;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.world.World;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What happens to jobs: they are made, changed and removed, and their slots become messages.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class ScheduleRows {
  private static final String CHANNEL = "cron";

  /// How many of the slots that a change leaves are listed; the last of them tells of the others.
  static final int LEFT_MAX = 100;

  private final World world;
  private final ArrivalRows arrivals;

  ScheduleRows(World world, ArrivalRows arrivals) {
    this.world = world;
    this.arrivals = arrivals;
  }

  Added add(Sql sql, Job job, Instant after) throws SQLException {
    if (JobRows.isThere(sql, job.id())) return Added.THERE;
    if (JobRows.count(sql, job.errand().principal()) >= Job.JOBS_MAX) return Added.FULL;
    insert(sql, job, after);
    return Added.ADDED;
  }

  /// Writes the job that a tool asked for, or returns why not.
  Optional<String> plan(Sql sql, Job job) throws SQLException {
    return switch (add(sql, job, job.createdAt())) {
      case ADDED -> Optional.empty();
      case FULL -> Optional.of(Added.FULL_TOLD);
      case THERE -> Optional.of("The job was not added: its id was taken meanwhile. Add it again.");
    };
  }

  private void insert(Sql sql, Job job, Instant after) throws SQLException {
    Optional<Instant> next = job.isEnabled() ? job.schedule().next(after) : Optional.empty();
    JobRows.insert(sql, job.enabled(next.isPresent()), next, millis());
  }

  Change change(Sql sql, Job job, long version) throws SQLException {
    Optional<Planned> found = JobRows.find(sql, job.id());
    if (found.isEmpty()) return Change.NOT_FOUND;
    Planned old = found.get();
    if (old.version() != version) {
      Races.count(sql, Races.JOB_CHANGED, 1);
      return Change.CONFLICT;
    }
    Instant now = world.now();
    boolean goesOn = job.isEnabled() && job.schedule().equals(old.job().schedule());
    Optional<Instant> next =
        goesOn && old.next().isPresent()
            ? old.next()
            : job.isEnabled() ? job.schedule().next(now) : Optional.empty();
    if (job.isEnabled() && next.isEmpty()) return Change.OVER;
    if (!next.equals(old.next())) leave(sql, old, "the job was changed");
    JobRows.replace(sql, job, next, millis());
    return Change.CHANGED;
  }

  Change enable(Sql sql, String id, boolean isWanted) throws SQLException {
    Optional<Planned> found = JobRows.find(sql, id);
    if (found.isEmpty()) return Change.NOT_FOUND;
    return change(sql, found.get().job().enabled(isWanted), found.get().version());
  }

  boolean remove(Sql sql, String id) throws SQLException {
    Optional<Planned> found = JobRows.find(sql, id);
    if (found.isPresent()) leave(sql, found.get(), "the job was removed");
    return JobRows.delete(sql, id);
  }

  /// Slots that were due and are not seen to any more are told about.
  private void leave(Sql sql, Planned job, String reason) throws SQLException {
    Instant now = world.now();
    Optional<Instant> due = job.next().filter(slot -> !slot.isAfter(now));
    for (int left = 1; due.isPresent() && left <= LEFT_MAX; left++) {
      Instant slot = due.get();
      due = job.job().schedule().next(slot).filter(next -> !next.isAfter(now));
      boolean tellsOfOthers = left == LEFT_MAX && due.isPresent();
      String others = tellsOfOthers ? "; and all after it until " + now : "";
      SlotRows.put(sql, job.job().id(), slot, "missed", reason + others, millis());
    }
  }

  boolean fire(Sql sql, Firing firing) throws SQLException {
    Job job = firing.planned().job();
    if (!JobRows.move(sql, firing.planned(), firing.next(), millis())) {
      Races.count(sql, Races.SLOT_TAKEN, 1);
      return false;
    }
    for (Miss miss : firing.missed()) {
      SlotRows.put(sql, job.id(), miss.slot(), "missed", miss.reason(), millis());
    }
    Optional<Instant> earlier = SlotRows.underWay(sql, job.id());
    for (Run run : firing.runs()) {
      if (earlier.isEmpty()) run(sql, job, run, "");
      else SlotRows.put(sql, job.id(), run.slot(), "skipped", overlap(earlier.get()), millis());
    }
    if (firing.next().isEmpty() && job.isRemovedAtEnd()) JobRows.delete(sql, job.id());
    SlotRows.prune(sql, job.id());
    return true;
  }

  private static String overlap(Instant earlier) {
    return "the run of " + earlier + " is not over";
  }

  int replan(Sql sql) throws SQLException {
    Instant now = world.now();
    int moved = 0;
    for (Planned planned : JobRows.later(sql, now)) {
      Optional<Instant> first = planned.job().schedule().next(now);
      boolean isBeyond =
          first.isPresent() && planned.next().filter(first.get()::isBefore).isPresent();
      if (isBeyond && JobRows.move(sql, planned, first, millis())) moved++;
    }
    return moved;
  }

  void disable(Sql sql, List<Unreadable> jobs) throws SQLException {
    for (Unreadable job : jobs) JobRows.disable(sql, job.id(), millis());
  }

  Start start(Sql sql, String id, Run run) throws SQLException {
    Optional<Planned> found = JobRows.find(sql, id);
    if (found.isEmpty()) return new Start.NotFound();
    Optional<Instant> earlier = SlotRows.underWay(sql, id);
    if (earlier.isPresent()) return new Start.AtWork(earlier.get());
    Optional<Long> message = run(sql, found.get().job(), run, "started by hand");
    return message.isPresent() ? new Start.Started(message.get()) : new Start.AtWork(run.slot());
  }

  /// Returns the message that the slot became; nothing when it is in the history already.
  private Optional<Long> run(Sql sql, Job job, Run run, String reason) throws SQLException {
    if (!SlotRows.fired(sql, job.id(), run.slot(), reason, millis())) return Optional.empty();
    // No bound on what waits: a job makes up for a few times only, and people have few jobs.
    Receipt receipt =
        arrivals.post(sql, message(job, run), Integer.MAX_VALUE, new Refusal("queue full", ""));
    SlotRows.became(sql, job.id(), run.slot(), receipt.messageId());
    if (!receipt.isNew()) { // The slot was forgotten since, and the clock was set back to it.
      SlotRows.endOfRepeat(sql, job.id(), run.slot(), millis());
      return Optional.empty();
    }
    return Optional.of(receipt.messageId());
  }

  private static Inbound message(Job job, Run run) {
    Errand errand = job.errand();
    return new Inbound(
        CHANNEL,
        job.id() + "@" + run.slot().toEpochMilli(),
        errand.session(),
        errand.principal(),
        errand.trust(),
        run.text(),
        new Purpose(Origin.SCHEDULE, Task.TALK, errand.answerTo(), ""));
  }

  private long millis() {
    return world.now().toEpochMilli();
  }
}
