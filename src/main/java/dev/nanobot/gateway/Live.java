package dev.nanobot.gateway;

import dev.nanobot.message.Event;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.Bell;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// The events of one session for one reader that takes them in its own time. One that is too slow
/// loses them and is told that what was shown is void.
///
/// Owned by the reader; the turn's threads put events in.
public final class Live implements AutoCloseable {
  /// The most events that wait for the reader.
  static final int EVENTS_MAX = 5_000;

  /// The most characters that these have together before the last one.
  static final int CHARS_MAX = 1_000_000;

  private static final Event LOST = new Event.Discarded("too slow");

  private final Bell bell;
  private final Cell<Trail> waiting = new Cell<>(Trail.EMPTY);
  private final Watchers.Watch watch;

  /// Begins with what was shown since the last commit of the turn that runs.
  public Live(World world, Watchers watchers, SessionKey session) {
    this(new Bell(world), watchers, session);
  }

  /// The same, where the reader waits at a bell of its own for several things.
  public Live(Bell bell, Watchers watchers, SessionKey session) {
    this(bell, watchers, session, event -> true);
  }

  private Live(Bell bell, Watchers watchers, SessionKey session, Predicate<Event> isHeard) {
    this.bell = bell;
    watch =
        watchers.watch(
            session,
            event -> {
              if (isHeard.test(event)) put(event);
            });
  }

  /// Hears of nothing but the ends of turns.
  public static Live ends(World world, Watchers watchers, SessionKey session) {
    return new Live(new Bell(world), watchers, session, Event.TurnEnded.class::isInstance);
  }

  /// What was shown since the last commit before this began.
  public List<Event> before() {
    return watch.before();
  }

  /// What happened since the last call; waits for something, at most so long.
  public List<Event> next(Duration longest) throws InterruptedException {
    List<Event> events = taken();
    if (!events.isEmpty()) return events;
    bell.await(longest);
    return taken();
  }

  /// What happened since the last call; does not wait.
  public List<Event> taken() {
    return waiting.swap(Trail.EMPTY).inOrder();
  }

  private void put(Event event) {
    waiting.update(before -> (hasRoom(before) ? before : Trail.EMPTY.plus(LOST)).plus(event));
    bell.ring();
  }

  private static boolean hasRoom(Trail trail) {
    return trail.size() < EVENTS_MAX && trail.chars() < CHARS_MAX;
  }

  @Override
  public void close() {
    watch.close();
  }
}
