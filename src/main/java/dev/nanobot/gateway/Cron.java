package dev.nanobot.gateway;

import dev.nanobot.store.Schedules.Firing;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Store;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns the slots of jobs that are due into messages. It keeps no list of jobs and no timers: it
/// asks the store what is due, so that whoever changes a job, in whichever process, disturbs
/// nothing; and of several instances the first one that comes to a slot has it.
///
/// Shared: immutable; `run` belongs to one thread.
public final class Cron {
  private static final Logger log = LoggerFactory.getLogger(Cron.class);

  /// How long it sleeps at most: jobs may be added by another process, and clocks may be set.
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final int JOBS_MAX = 100;

  private final World world;
  private final Store store;
  private final Bells bells;
  private final ZoneId zone;

  /// `zone` is the one that the agent is told times in.
  public Cron(World world, Store store, Bells bells, ZoneId zone) {
    this.world = world;
    this.store = store;
    this.bells = bells;
    this.zone = zone;
  }

  /// Fires what is due until interrupted.
  public void run() throws InterruptedException {
    Instant last = Instant.MAX; // Nobody looked at the clock before this run.
    while (true) {
      if (Thread.interrupted()) throw new InterruptedException();
      last = replan(last);
      if (fireDue() == 0) world.sleep(pause());
    }
  }

  /// A clock that was ahead, and is set back, leaves jobs at times that nobody lives to see.
  /// Returns the time it is.
  private Instant replan(Instant last) {
    Instant now = world.now();
    int moved = now.isBefore(last) ? store.schedules().replan() : 0;
    if (moved > 0) log.warn("the clock was set back: {} jobs are planned anew", moved);
    return now;
  }

  /// Looks once; returns how many jobs were due.
  int fireDue() {
    Instant now = world.now();
    List<Planned> due = store.schedules().due(now, JOBS_MAX);
    for (Planned planned : due) fire(DueSlots.plan(planned, now, zone));
    return due.size();
  }

  private void fire(Firing firing) {
    if (!store.schedules().fire(firing)) return;
    if (!firing.runs().isEmpty()) bells.inbox().ring();
    log.info(
        "job {}: {} due, {} missed, next {}",
        firing.planned().job().id(),
        firing.runs().size(),
        firing.missed().size(),
        firing.next().map(Instant::toString).orElse("never"));
  }

  private Duration pause() {
    Duration pause =
        store.schedules().next().map(next -> Duration.between(world.now(), next)).orElse(POLL);
    if (pause.compareTo(POLL) > 0) return POLL;
    return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
  }
}
