package dev.nanobot.store;

import dev.nanobot.race.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/// add ── taken ──────────────> done
///    └── behind the end mark ─> refused
final class JobsRaceTest {
  /// A blocking queue has many steps, so that each order takes long: fewer than elsewhere.
  private static final int ORDERS_MAX = 100;

  @Test
  void aJobHandedInWhileTheQueueClosesIsDoneOrRefused() {
    Lincheck.runConcurrentTest(
        ORDERS_MAX,
        () -> {
          var jobs = new Jobs<Job>();
          var job = new Job();
          Race.together(() -> job.offer(jobs), () -> takeAll(jobs), jobs::close);
          Race.check(
              job.isDone != job.isRefused, "a job is done or refused, never both or neither");
        });
  }

  @Test
  void aJobTakenBackIsNotDoneByASecondTaker() {
    Lincheck.runConcurrentTest(
        ORDERS_MAX,
        () -> {
          var jobs = new Jobs<Job>();
          var job = new Job();
          jobs.close();
          Race.together(() -> job.offer(jobs), () -> takeAll(jobs), () -> takeAll(jobs));
          Race.check(
              job.isDone != job.isRefused, "a job is done or refused, never both or neither");
        });
  }

  @Test
  void aJobHandedInWhileItsTakerDiesIsRefused() {
    Lincheck.runConcurrentTest(
        ORDERS_MAX,
        () -> {
          var jobs = new Jobs<Job>();
          var job = new Job();
          Race.together(
              () -> job.offer(jobs),
              () -> {
                for (Job left : jobs.abandon()) left.isDone = true; // it is told
              });
          Race.check(job.isDone != job.isRefused, "a job is told of or refused");
        });
  }

  private static void takeAll(Jobs<Job> jobs) throws InterruptedException {
    Optional<Job> next;
    while ((next = jobs.take()).isPresent()) {
      List<Job> batch = new ArrayList<>();
      batch.add(next.get());
      jobs.drain(batch, 2);
      for (Job job : batch) job.isDone = true;
    }
  }

  private static final class Job {
    private volatile boolean isDone;
    private volatile boolean isRefused;

    void offer(Jobs<Job> jobs) {
      try {
        jobs.add(this);
      } catch (StoreException e) {
        isRefused = true;
      }
    }
  }
}
