package dev.nanobot.app;

import dev.nanobot.world.World;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A gateway in one process, which begins anew as often as it is asked to, each time with the
/// configuration as it is then, and where it listened at first.
///
/// One that cannot begin so goes back to the configuration before, and says why; one that cannot
/// do that either ends. Owned by the thread that runs it.
public final class Lives {
  private static final Logger log = LoggerFactory.getLogger(Lives.class);

  /// What all lives have in common.
  public record Means(World world, Home home, Map<String, String> environment) {}

  /// Told of each life that has begun; `trouble` says why it is not what the file says, or nothing.
  @FunctionalInterface
  public interface Begun {
    void begun(Instance instance, String trouble) throws InterruptedException;
  }

  private final Means means;
  private final Supplier<Config> reading;
  private final Begun begun;

  /// `reading` brings the configuration as it is now.
  public Lives(Means means, Supplier<Config> reading, Begun begun) {
    this.means = means;
    this.reading = reading;
    this.begun = begun;
  }

  private record Life(Config config, Instance instance) {}

  /// Runs until the calling thread is interrupted.
  ///
  /// @throws ConfigException and whatever else a start throws, when no life can begin
  public void run(Config first) throws InterruptedException {
    Life life = begin(first, "");
    while (true) {
      life = next(lived(life));
    }
  }

  /// Lives to the end, and returns the configuration with the address that it listened at.
  private static Config lived(Life life) throws InterruptedException {
    try (Instance instance = life.instance()) {
      String address = instance.address().orElseThrow();
      instance.awaitRestart();
      log.info("starting again; what runs comes to its next step first");
      return life.config().at(life.config().gateway().host(), URI.create(address).getPort());
    }
  }

  private Life next(Config last) throws InterruptedException {
    if (Thread.interrupted()) throw new InterruptedException(); // Stopped while it closed.
    try {
      Config wanted = reading.get().at(last.gateway().host(), last.gateway().port());
      return begin(wanted, "");
    } catch (RuntimeException e) { // Whatever it is, what ran before can run again.
      if (Thread.interrupted()) throw new InterruptedException();
      log.error("it cannot start with the configuration as it is now, and goes back", e);
      return begin(last, reason(e));
    }
  }

  private Life begin(Config config, String trouble) throws InterruptedException {
    Instance instance =
        Instance.openToWork(means.world(), means.home(), config, means.environment());
    boolean hasBegun = false;
    try {
      instance.start(trouble);
      begun.begun(instance, trouble);
      hasBegun = true;
      return new Life(config, instance);
    } finally {
      if (!hasBegun) instance.close();
    }
  }

  private static String reason(RuntimeException e) {
    String what = String.valueOf(e.getMessage());
    List<String> more = e instanceof ConfigException config ? config.problems() : List.of();
    return more.isEmpty() ? what : what + ": " + String.join("; ", more);
  }
}
