package dev.nanobot.gateway;

import dev.nanobot.message.Event;
import dev.nanobot.message.SessionKey;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who wants to see what happens in which session of this process. Events are lossy: a watcher that
/// is late misses some and reads the transcript.
///
/// Shared: `watchers` maps to immutable lists, replaced as a whole.
public final class Watchers {
  private static final Logger log = LoggerFactory.getLogger(Watchers.class);

  private final ConcurrentHashMap<SessionKey, List<Consumer<Event>>> watchers =
      new ConcurrentHashMap<>();

  /// Shows `watcher` the events of `session` until the result is closed. It is called on the
  /// threads of the turn, and must not wait.
  public Watch watch(SessionKey session, Consumer<Event> watcher) {
    Consumer<Event> once = watcher::accept; // one object a watch: the same watcher may watch twice
    watchers.merge(session, List.of(once), Watchers::joined);
    return () -> watchers.computeIfPresent(session, (key, list) -> without(list, once));
  }

  void publish(SessionKey session, Event event) {
    for (Consumer<Event> watcher : watchers.getOrDefault(session, List.of())) {
      try {
        watcher.accept(event);
      } catch (RuntimeException e) {
        log.warn("a watcher of {} failed", session, e); // It must not harm the turn it watches.
      }
    }
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
  }

  @SuppressWarnings("NullAway") // null removes the entry
  private static <T> List<T> without(List<T> list, T gone) {
    List<T> rest = list.stream().filter(element -> element != gone).toList();
    return rest.isEmpty() ? null : rest;
  }

  /// The right to see events; closing ends it.
  @FunctionalInterface
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
