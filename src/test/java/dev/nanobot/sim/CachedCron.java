package dev.nanobot.sim;

import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Firing;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A planted bug: what fires jobs keeps the list that it loaded, and writes all of it back.
final class CachedCron {
  private static final Duration POLL = Duration.ofMillis(500);

  private final World world;
  private final Schedules schedules;
  private final List<Planned> jobs = new ArrayList<>();

  CachedCron(World world, Schedules schedules) {
    this.world = world;
    this.schedules = schedules;
  }

  void run() throws InterruptedException {
    jobs.addAll(schedules.all());
    while (true) {
      Instant now = world.now();
      boolean hasFired = false;
      for (int i = 0; i < jobs.size(); i++) hasFired |= fire(i, now);
      if (hasFired) write();
      world.sleep(POLL);
    }
  }

  private boolean fire(int index, Instant now) {
    Planned planned = jobs.get(index);
    Optional<Instant> slot = planned.next().filter(next -> !next.isAfter(now));
    if (slot.isEmpty()) return false;
    Optional<Instant> next = planned.job().schedule().next(slot.get());
    var run = new Run(slot.get(), planned.job().errand().text());
    schedules.fire(new Firing(planned, List.of(), List.of(run), next));
    jobs.set(index, new Planned(planned.job(), planned.version(), next));
    return true;
  }

  private void write() {
    for (Planned planned : jobs) {
      String id = planned.job().id();
      Optional<Planned> there = schedules.find(id);
      if (there.isEmpty()) schedules.add(planned.job(), world.now());
      else schedules.change(planned.job(), there.get().version());
    }
  }
}
