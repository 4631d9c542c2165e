package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.ConnectionLost;
import dev.nanobot.http.Backoff;
import dev.nanobot.message.Redaction;
import dev.nanobot.store.Gates.State;
import dev.nanobot.store.Gates.Station;
import dev.nanobot.store.Store;
import dev.nanobot.store.StoreException;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one channel listening: connects it again when it failed, later each time, and notes how it
/// is. It waits for no other channel.
///
/// Owned by the thread that runs it; another one shows.
public final class Listening {
  private static final Logger log = LoggerFactory.getLogger(Listening.class);

  /// From 1 s to a minute, for ever: so long people wait for one who came back.
  public static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Integer.MAX_VALUE);

  private final World world;
  private final Store store;
  private final Channel channel;
  private final Gate gate;
  private final Backoff backoff;
  private final Signs signs;
  private State state = State.STOPPED;
  private int failures;

  /// `secrets` keeps them out of what chats are shown.
  public Listening(
      World world,
      Store store,
      Intake intake,
      Channel channel,
      Backoff backoff,
      Supplier<Redaction> secrets) {
    this.signs = new Signs(world, store, intake, channel, secrets);
    this.world = world;
    this.store = store;
    this.channel = channel;
    this.backoff = backoff;
    this.gate = new Gate(world, store, intake, channel, signs, this::connected);
  }

  /// The way in for what the platform brings by itself.
  public Channel.Intake intake() {
    return gate;
  }

  /// Shows in its chats that they are worked on, until interrupted; for a thread of its own.
  public void show() throws InterruptedException {
    signs.run();
  }

  /// Listens until interrupted.
  public void run() throws InterruptedException {
    if (channel.policy().letsEverybody()) {
      log.warn("{} lets everybody talk: allowFrom holds \"*\"", channel.name());
    }
    try {
      note(State.CONNECTING, "");
      while (true) {
        Duration wait = attempt();
        world.sleep(wait);
      }
    } finally {
      note(State.STOPPED, "");
    }
  }

  /// Listens until that fails; returns how long to wait then.
  private Duration attempt() throws InterruptedException {
    try {
      channel.listen(gate);
      return failed("it ended", Optional.empty());
    } catch (ConnectionLost e) {
      return failed(String.valueOf(e.getMessage()), e.retryAfter());
    } catch (StoreException e) {
      return failed("messages cannot be stored: " + e.getMessage(), Optional.empty());
    } catch (RuntimeException | Error e) { // The root of what a channel does: it goes on later.
      log.error("{} failed unexpectedly", channel.name(), e);
      return failed("it failed unexpectedly: " + e, Optional.empty());
    }
  }

  private Duration failed(String reason, Optional<Duration> retryAfter) {
    failures++;
    Duration wait = backoff.next(world, failures, retryAfter).orElse(backoff.max());
    log.warn("{}: {}; again in {} ms", channel.name(), reason, wait.toMillis());
    note(State.FAILING, reason);
    return wait;
  }

  private void connected() {
    if (state == State.CONNECTED) return;
    failures = 0;
    log.info("{} is connected", channel.name());
    note(State.CONNECTED, "");
  }

  /// How a channel is matters less than what it does.
  private void note(State next, String detail) {
    state = next;
    Instant now = world.now();
    try {
      store
          .gates()
          .note(new Station(channel.name(), next, detail, failures, now, now, world.worker()));
    } catch (StoreException e) {
      log.warn("{} is {}, which cannot be noted: {}", channel.name(), next, e.getMessage());
    }
  }
}
