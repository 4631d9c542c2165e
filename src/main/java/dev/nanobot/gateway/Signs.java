package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store;
import dev.nanobot.store.StoreException;
import dev.nanobot.world.Bell;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows in the chats of one channel that they are worked on: from when something was heard there,
/// for as long as the store says so. A chat that cannot be shown anything holds up no other.
///
/// Shared: `heard` is a value that is replaced as a whole; the rest is of the thread that runs it.
final class Signs {
  private static final Logger log = LoggerFactory.getLogger(Signs.class);

  /// The most chats that are shown something at a time.
  private static final int CHATS_MAX = 64;

  /// How often a chat is looked at while a sign lasts.
  private static final int LOOKS = 4;

  private static final Duration IDLE = Duration.ofHours(1);

  private final World world;
  private final Store store;
  private final Channel channel;
  private final Bell bell;
  private final Cell<Set<SessionKey>> heard = new Cell<>(Set.of());
  private final Map<SessionKey, Long> shown = new HashMap<>(); // the running thread only

  Signs(World world, Store store, Channel channel) {
    this.world = world;
    this.store = store;
    this.channel = channel;
    this.bell = new Bell(world);
  }

  /// Something was heard in a chat.
  void begin(SessionKey session) {
    if (channel.signLasts().isZero()) return;
    heard.updateIf(
        before -> {
          if (before.contains(session) || before.size() >= CHATS_MAX) return Optional.empty();
          Set<SessionKey> more = new HashSet<>(before);
          more.add(session);
          return Optional.of(Set.copyOf(more));
        });
    bell.ring();
  }

  /// Shows signs until interrupted.
  void run() throws InterruptedException {
    while (true) {
      bell.await(shown.isEmpty() ? IDLE : channel.signLasts().dividedBy(LOOKS));
      for (SessionKey session : heard.swap(Set.of())) {
        if (shown.size() < CHATS_MAX) shown.putIfAbsent(session, world.nanos() - lastsNanos());
      }
      look();
    }
  }

  private long lastsNanos() {
    return channel.signLasts().toNanos();
  }

  private void look() {
    try {
      shown.keySet().removeIf(session -> !isWorkedOn(session));
    } catch (StoreException e) {
      log.debug("{}: what is worked on is not known: {}", channel.name(), e.getMessage());
      shown.clear();
    }
    shown.replaceAll(this::show);
  }

  private boolean isWorkedOn(SessionKey session) {
    return store.session(session).filter(now -> now.isRunning() || now.waiting() > 0).isPresent();
  }

  /// Shows a sign where the last one is over; returns when that was.
  private Long show(SessionKey session, Long last) {
    if (world.nanos() - last < lastsNanos()) return last;
    world.start("sign " + session, () -> sign(session));
    return world.nanos();
  }

  /// The root of a thread. What cannot be shown is not shown.
  private void sign(SessionKey session) {
    try {
      channel.show(session);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.debug("{}: no sign in {}: {}", channel.name(), session, e.toString());
    }
  }
}
