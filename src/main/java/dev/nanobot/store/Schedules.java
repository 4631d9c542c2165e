package dev.nanobot.store;

import dev.nanobot.message.Job;
import dev.nanobot.message.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The jobs that a store keeps, and what became of their times.
///
/// A time of a job is a slot. It becomes a message, once, by whichever instance is first; and it
/// ends as ran, failed, skipped or missed.
public interface Schedules {
  /// How many slots of a job are kept.
  int HISTORY_MAX = 1_000;

  /// Adds a job; its first slot is the first one after `after`. A job whose id is there already
  /// changes nothing.
  Added add(Job job, Instant after);

  Optional<Planned> find(String job);

  /// The jobs that this program cannot read: another version of it wrote them, or they are damaged.
  /// No other method knows them, but `remove` and `due`.
  List<Unreadable> unreadable();

  /// All jobs, those that are due first in front.
  List<Planned> all();

  /// The jobs that `principal` made.
  List<Planned> of(Principal principal);

  /// Puts `job` in the place of the one with its id, if that still has `version`. One that goes on
  /// by the same schedule keeps its next slot; otherwise it is the first one from now on.
  Change change(Job job, long version);

  Change enable(String job);

  Change disable(String job);

  /// Removes a job; what it has begun goes on, and its history stays. False when there is none.
  boolean remove(String job);

  /// The jobs that are due at `now`, the oldest slots first. One that cannot be read is disabled.
  List<Planned> due(Instant now, int jobsMax);

  /// When the next job is due.
  Optional<Instant> next();

  /// Turns slots that are due into messages and history, and moves the job on. False when somebody
  /// else did, or the job was changed: then nothing happens, and a race is counted.
  boolean fire(Firing firing);

  /// Brings forward the jobs that stand beyond their next time: the clock was ahead when they were
  /// moved on, and was set back. Returns how many.
  int replan();

  /// Makes a message of a job now, beside its schedule.
  Start start(String job, Run run);

  /// What became of a job's slots, the newest first.
  List<Slot> history(String job, int slotsMax);

  /// What became of the slots of all jobs that there are, from an instant on, the newest first.
  List<OfJob> since(Instant from, int slotsMax);

  /// A job and where it stands. `version` grows with each change by people; `next` is empty when
  /// it is disabled.
  record Planned(Job job, long version, Optional<Instant> next) {}

  /// A job that cannot be read, and why. `principal` made it.
  record Unreadable(String id, String name, String principal, String reason) {}

  /// A slot that becomes a message with `text`.
  record Run(Instant slot, String text) {}

  /// A slot that passed, and why nothing was done.
  record Miss(Instant slot, String reason) {}

  /// What is to become of the slots of a job from `planned.next()` on, up to the one before `next`.
  record Firing(Planned planned, List<Miss> missed, List<Run> runs, Optional<Instant> next) {
    public Firing {
      missed = List.copyOf(missed);
      runs = List.copyOf(runs);
    }
  }

  /// `state` is `fired`, `ran`, `skipped`, `missed` or `failed`; `message` is 0 where there is
  /// none; `at` is when the state was reached.
  record Slot(Instant slot, String state, String reason, long message, Instant at) {}

  record OfJob(String job, Slot slot) {}

  enum Added {
    ADDED,
    /// A job with this id is there already.
    THERE,
    /// Its principal has as many jobs as may be.
    FULL;

    /// What a model is told of a job that is one too many.
    public static final String FULL_TOLD =
        "There are " + Job.JOBS_MAX + " jobs already, as many as may be. Remove one first.";
  }

  /// What became of the wish to change a job.
  enum Change {
    CHANGED,
    NOT_FOUND,
    /// Somebody else changed it first.
    CONFLICT,
    /// Its schedule has no time any more.
    OVER
  }

  /// What became of the wish to start a job.
  sealed interface Start {
    /// It became a message.
    record Started(long message) implements Start {}

    /// The run of `slot` is not over.
    record AtWork(Instant slot) implements Start {}

    record NotFound() implements Start {}
  }
}
