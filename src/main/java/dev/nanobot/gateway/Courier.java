package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.DeliveryException;
import dev.nanobot.channel.Policy.WhenUnsure;
import dev.nanobot.http.Backoff;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Attempt;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.StoreException;
import dev.nanobot.world.Bell;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
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

  /// How many of these are files, of up to 20 MB each.
  private static final int FILES_MAX = 4;

  /// Eight attempts, 1 s to a minute apart.
  public static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 8);

  /// After this time a message whose sender is silent is taken to be undecided.
  private static final Duration TTL = Duration.ofSeconds(60);

  /// How long a channel may take to say one message, and to send one file.
  static final Duration SEND_MAX = Duration.ofSeconds(45);

  private static final Duration FILE_MAX = Duration.ofMinutes(6);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final String MAY_BE_THERE =
      "given up: it may have arrived, and is not said twice here";
  private static final String FILE_GONE = "the file is not kept any more";
  private static final String NO_ROOM = "it waited for other files";
  private static final String UNDECIDED = "given up: no attempt had a known result";

  /// A message on its way. Its sending is late after `end`; that of a file has none while it waits
  /// for others.
  private record Sending(SessionKey target, Thread thread, Cell<Optional<Long>> end) {
    boolean isLate(long now) {
      return end.get().filter(last -> last - now < 0).isPresent();
    }
  }

  private final World world;
  private final Store store;
  private final Channel channel;
  private final Backoff backoff;
  private final Bell bell;
  private final Semaphore permits = new Semaphore(UNDER_WAY_MAX);
  private final Semaphore filePermits = new Semaphore(FILES_MAX);
  private final List<Sending> underWay = new ArrayList<>(); // courier's thread, then who drains

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
      if (Thread.interrupted()) throw new InterruptedException();
      interruptLate();
      int free = permits.availablePermits();
      List<Outbound> messages = free == 0 ? List.of() : take(free);
      for (Outbound message : messages) {
        permits.acquireUninterruptibly(); // It never waits: as many were free.
        var end = new Cell<>(message.file() == null ? after(SEND_MAX) : Optional.<Long>empty());
        Thread thread = world.start("send " + message.key(), () -> carry(message, end));
        underWay.add(new Sending(message.target(), thread, end));
      }
      if (messages.isEmpty()) bell.await(POLL);
    }
  }

  private Optional<Long> after(Duration time) {
    return Optional.of(world.nanos() + time.toNanos());
  }

  private List<Outbound> take(int messagesMax) {
    List<SessionKey> busy = underWay.stream().map(Sending::target).toList();
    return store.take(world.worker(), channel.name(), TTL, messagesMax, busy);
  }

  /// A send that hangs ends before its message is taken again: never two at once into one chat.
  private void interruptLate() {
    underWay.removeIf(sending -> !sending.thread().isAlive());
    for (Sending sending : underWay) {
      if (sending.isLate(world.nanos())) sending.thread().interrupt();
    }
  }

  /// Waits until nothing is under way; after a while interrupts what is, and at last leaves it
  /// behind. Call it when `run` has ended.
  public void drain() throws InterruptedException {
    long start = world.nanos();
    while (permits.availablePermits() < UNDER_WAY_MAX) {
      Duration waited = world.since(start);
      // The last ones first: a file that waits for others is not to begin when these end.
      if (waited.compareTo(GRACE) > 0) {
        underWay.reversed().forEach(sending -> sending.thread().interrupt());
      }
      if (waited.compareTo(GRACE.multipliedBy(2)) > 0) {
        log.warn(
            "{}: {} messages are left behind, undecided",
            channel.name(),
            UNDER_WAY_MAX - permits.availablePermits());
        return;
      }
      bell.await(POLL);
    }
  }

  /// The root of a sending thread, so any failure is caught here.
  private void carry(Outbound message, Cell<Optional<Long>> end) {
    try {
      boolean isDropped =
          message.mayBeDuplicate() && channel.policy().whenUnsure() == WhenUnsure.DROP;
      if (isDropped) store.bury(Attempt.of(message), true, MAY_BE_THERE);
      else if (message.tries() <= backoff.attemptsMax()) deliver(message, end);
      else store.bury(Attempt.of(message), true, UNDECIDED);
    } catch (InterruptedException e) {
      log.info("{}: sending {} was interrupted; it is tried again", channel.name(), message.key());
    } catch (StoreException e) {
      log.error("{}: {}: {}", channel.name(), message.key(), e.getMessage());
    } catch (RuntimeException | Error e) {
      // Nobody knows whether it was said: it is tried again when its time is over, as undecided.
      log.error("{}: sending {} failed unexpectedly", channel.name(), message.key(), e);
    } finally {
      permits.release();
      bell.ring();
    }
  }

  /// Says a message, or its next part. Where a channel has no buttons, the text names them.
  private void say(Outbound message) throws InterruptedException {
    Outbound whole = channel.hasButtons() ? message : message.withButtonsNamed();
    List<String> parts = channel.parts(whole.text());
    int next = Math.min(whole.partsSaid(), parts.size() - 1);
    boolean isLast = next == parts.size() - 1;
    String text = parts.get(next);
    String platformId = channel.send(isLast ? whole.lastPart(text) : whole.part(text)).orElse("");
    if (isLast) store.sent(List.of(new Delivery(message.id(), platformId)));
    else store.saidPart(Attempt.of(message));
  }

  /// Sends a file, whose bytes are only in memory while few others are.
  private void send(Outbound message, Attachment file, Cell<Optional<Long>> end)
      throws InterruptedException {
    await(message);
    try {
      end.set(after(FILE_MAX));
      Optional<byte[]> bytes = store.attachments().bytes(file.id());
      if (bytes.isEmpty()) throw new DeliveryException(FILE_GONE, false, null);
      String platformId = channel.sendFile(message, file, bytes.get()).orElse("");
      store.sent(List.of(new Delivery(message.id(), platformId)));
    } finally {
      filePermits.release();
    }
  }

  /// Waits for room. A file that is interrupted here was not sent, and is not marked as if it had
  /// been.
  private void await(Outbound message) throws InterruptedException {
    try {
      filePermits.acquire();
    } catch (InterruptedException e) {
      store.postpone(Attempt.of(message), Duration.ZERO, false, NO_ROOM);
      throw e;
    }
  }

  private void deliver(Outbound message, Cell<Optional<Long>> end) throws InterruptedException {
    try {
      if (message.file() == null) say(message);
      else send(message, message.file(), end);
    } catch (DeliveryException e) {
      Optional<Duration> wait =
          e.isRetryable() ? backoff.next(world, message.tries(), e.retryAfter()) : Optional.empty();
      var attempt = Attempt.of(message);
      if (wait.isPresent()) store.postpone(attempt, wait.get(), e.isUndecided(), e.reason());
      else store.bury(attempt, e.isUndecided(), e.reason());
      log.info(
          "{}: {} was not taken: {}; {}",
          channel.name(),
          message.key(),
          e.reason(),
          wait.map(left -> "again in " + left.toMillis() + " ms").orElse("given up"));
    }
  }
}
