package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;
import dev.nanobot.message.Redaction;
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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows in the chats of one channel that they are worked on, and what there is of the answer: from
/// when something was heard there, for as long as the store says so. A chat that cannot be shown
/// anything holds up no other.
///
/// Shared: `heard` is a value that is replaced as a whole; the rest is of the thread that runs it.
final class Signs {
  private static final Logger log = LoggerFactory.getLogger(Signs.class);

  /// The most chats that are shown something at a time.
  private static final int CHATS_MAX = 64;

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofHours(1);

  private final World world;
  private final Store store;
  private final Intake intake;
  private final Channel channel;
  private final Supplier<Redaction> secrets;
  private final Bell bell;
  private final Cell<Set<SessionKey>> heard = new Cell<>(Set.of());
  private final Map<SessionKey, Working> working = new HashMap<>(); // the running thread only

  Signs(World world, Store store, Intake intake, Channel channel, Supplier<Redaction> secrets) {
    this.world = world;
    this.store = store;
    this.intake = intake;
    this.channel = channel;
    this.secrets = secrets;
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
    try {
      while (true) {
        bell.await(working.isEmpty() ? IDLE : LOOK);
        for (SessionKey session : heard.swap(Set.of())) {
          if (working.size() >= CHATS_MAX) break;
          working.computeIfAbsent(
              session, key -> new Working(world, channel, key, live(key), secrets));
        }
        look();
      }
    } finally {
      working.values().forEach(Working::close);
    }
  }

  private Live live(SessionKey session) {
    return intake.follow(world, session);
  }

  private void look() {
    for (SessionKey session : Set.copyOf(working.keySet())) {
      Working chat = working.get(session);
      if (chat == null) continue;
      if (isWorkedOn(session)) {
        chat.show();
      } else {
        chat.close();
        working.remove(session);
      }
    }
  }

  private boolean isWorkedOn(SessionKey session) {
    try {
      return store.session(session).filter(now -> now.isRunning() || now.waiting() > 0).isPresent();
    } catch (StoreException e) {
      log.debug("{}: what is worked on is not known: {}", channel.name(), e.getMessage());
      return false;
    }
  }
}
