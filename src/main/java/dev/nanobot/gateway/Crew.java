package dev.nanobot.gateway;

import dev.nanobot.store.StoreException;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The long-running threads of an instance, each named after what it does. One that fails is logged
/// and goes on after a pause; nothing it had to do is lost, since that stands in the store.
///
/// Owned by the thread that starts and stops the instance.
public final class Crew {
  private static final Logger log = LoggerFactory.getLogger(Crew.class);

  /// How long a member that failed waits, at first and after many failures.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration PAUSE_MAX = Duration.ofSeconds(16);

  /// How long a member that was interrupted may take before it is interrupted again.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /// What a member does until it is interrupted.
  @FunctionalInterface
  public interface Task {
    void run() throws InterruptedException;
  }

  private final World world;
  private final List<Thread> members = new ArrayList<>();

  public Crew(World world) {
    this.world = world;
  }

  public void start(String name, Task task) {
    members.add(world.start(name, () -> run(name, task)));
  }

  /// Interrupts all and waits until they have ended; one that lost its interrupt gets another.
  public void stop() throws InterruptedException {
    for (Thread member : members) member.interrupt();
    for (Thread member : members) {
      while (!member.join(PATIENCE)) member.interrupt();
    }
    members.clear();
  }

  /// The root of a member's thread, so any failure is caught here.
  private void run(String name, Task task) {
    try {
      Duration pause = PAUSE;
      for (long start = world.nanos(); !isDone(name, task, pause); start = world.nanos()) {
        boolean ranWell = world.since(start).compareTo(PAUSE_MAX) > 0;
        world.sleep(pause);
        pause = ranWell ? PAUSE : longer(pause);
      }
    } catch (InterruptedException e) {
      log.debug("{} ends", name); // An interrupt is how a member is stopped.
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
  }

  private static boolean isDone(String name, Task task, Duration pause)
      throws InterruptedException {
    try {
      task.run();
      return true;
    } catch (StoreException e) {
      log.error("{} goes on in {} s: {}", name, pause.toSeconds(), e.getMessage());
      return false;
    } catch (RuntimeException | Error e) {
      log.error("{} failed and goes on in {} s", name, pause.toSeconds(), e);
      return false;
    }
  }
}
