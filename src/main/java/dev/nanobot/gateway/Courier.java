package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.DeliveryException;
import dev.nanobot.http.Backoff;
import dev.nanobot.message.Outbound;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.StoreException;
import dev.nanobot.world.Bell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries one channel's outbox to its platform: in order within a chat, chats side by side, each
/// message at least once, or dead with a reason.
///
/// Shared: the courier's thread takes messages, a thread each sends them; `permits` counts how many
/// may still be under way.
public final class Courier {
  private static final Logger log = LoggerFactory.getLogger(Courier.class);

  /// How many messages of a channel are under way at once, each to another chat.
  static final int UNDER_WAY_MAX = 64;

  /// Eight attempts, 1 s to a minute apart.
  public static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 8);

  /// After this time a message whose sender is silent is taken to be undecided.
  private static final Duration TTL = Duration.ofSeconds(60);

  private static final Duration POLL = Duration.ofMillis(500);

  private final World world;
  private final Store store;
  private final Channel channel;
  private final Backoff backoff;
  private final Bell bell;
  private final Semaphore permits = new Semaphore(UNDER_WAY_MAX);

  public Courier(World world, Store store, Channel channel, Backoff backoff, Bells bells) {
    this.world = world;
    this.store = store;
    this.channel = channel;
    this.backoff = backoff;
    this.bell = bells.outbox(channel.name());
  }

  /// Carries messages until interrupted.
  public void run() throws InterruptedException {
    while (true) {
      int free = permits.availablePermits();
      List<Outbound> messages = free == 0 ? List.of()
          : store.take(world.worker(), channel.name(), TTL, free);
      for (Outbound message : messages) {
        permits.acquire();
        world.start("send " + message.key(), () -> carry(message));
      }
      if (messages.isEmpty()) bell.await(POLL);
    }
  }

  /// Waits until nothing is under way. Call it when `run` has ended.
  public void drain() throws InterruptedException {
    permits.acquire(UNDER_WAY_MAX);
    permits.release(UNDER_WAY_MAX);
  }

  /// The root of a sending thread, so any failure is caught here.
  private void carry(Outbound message) {
    try {
      deliver(message);
    } catch (InterruptedException e) {
      log.info("{}: sending {} was interrupted; it is tried again", channel.name(), message.key());
    } catch (StoreException e) {
      log.error("{}: {}: {}", channel.name(), message.key(), e.getMessage());
    } catch (RuntimeException e) {
      log.error("{}: sending {} failed unexpectedly", channel.name(), message.key(), e);
      store.postpone(message.id(), TTL, "failed unexpectedly: " + e);
    } finally {
      permits.release();
      bell.ring();
    }
  }

  private void deliver(Outbound message) throws InterruptedException {
    try {
      String platformId = channel.send(message).orElse("");
      store.sent(List.of(new Delivery(message.id(), platformId)));
    } catch (DeliveryException e) {
      Optional<Duration> wait = e.isRetryable()
          ? backoff.next(world, message.attempts(), e.retryAfter()) : Optional.empty();
      if (wait.isPresent()) store.postpone(message.id(), wait.get(), e.reason());
      else store.bury(message.id(), e.reason());
      log.info("{}: {} was not taken: {}; {}", channel.name(), message.key(), e.reason(),
          wait.map(left -> "again in " + left.toMillis() + " ms").orElse("given up"));
    }
  }
}
