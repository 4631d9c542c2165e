package dev.nanobot.sim;

import dev.nanobot.world.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/// One simulated process: its threads die with it, or stand still while it is paused.
final class SimWorld implements World, Executor {
  private final Simulator simulator;
  private final String name;
  private final Set<String> gone;
  private boolean isDead;
  private long pausedUntil;

  /// `gone` is where killed processes are noted, for those who are to know.
  SimWorld(Simulator simulator, String name, Set<String> gone) {
    this.simulator = simulator;
    this.name = name;
    this.gone = gone;
  }

  SimWorld(Simulator simulator, String name) {
    this(simulator, name, new HashSet<>());
  }

  void kill() {
    isDead = true;
    gone.add(name);
  }

  boolean isDead() {
    return isDead;
  }

  void pause(Duration time) {
    pausedUntil = simulator.nanos() + time.toNanos();
  }

  boolean isPaused() {
    return simulator.nanos() < pausedUntil;
  }

  long pausedUntil() {
    return pausedUntil;
  }

  void tellTime(Connection connection) throws SQLException {
    Trail.tellTime(connection, simulator);
  }

  @Override
  public void execute(Runnable continuation) {
    simulator.add(this, continuation);
  }

  @Override
  public Instant now() {
    return simulator.now();
  }

  @Override
  public long nanos() {
    return simulator.nanos();
  }

  @Override
  public void park(Duration longest) {
    simulator.park(this, longest);
  }

  @Override
  public Thread start(String threadName, Runnable body) {
    try {
      var make =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      make.setAccessible(true);
      var builder = (Thread.Builder.OfVirtual) make.newInstance(this);
      return builder
          .name(name + " " + threadName)
          .start(
              () -> {
                try {
                  body.run();
                } catch (Killed e) {
                  // The process is dead; its supervisor starts another one.
                } catch (RuntimeException | Error e) {
                  simulator.fail(e);
                }
              });
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Thread startPlatform(String threadName, Runnable body) {
    return start(threadName, body);
  }

  @Override
  public int chance(int bound) {
    return simulator.random.nextInt(bound);
  }

  @Override
  public String id() {
    return "%016x%010x"
        .formatted(simulator.random.nextLong(), simulator.random.nextLong() & 0xff_ffff_ffffL);
  }

  @Override
  public String worker() {
    return name;
  }

  @Override
  public boolean isGone(String worker) {
    return gone.contains(worker);
  }

  /// Thrown into the thread whose commit its process does not survive.
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super(null, null, false, false);
    }
  }
}
