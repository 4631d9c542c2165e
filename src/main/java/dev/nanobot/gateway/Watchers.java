package dev.nanobot.gateway;

import dev.nanobot.message.Event;
import dev.nanobot.message.SessionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who wants to see what happens in which session of this process. Events are lossy: a watcher that
/// is late misses some and reads the transcript. One that comes while a turn runs is told what was
/// shown since its last commit.
///
/// Shared: `shown` maps to immutable values, replaced as a whole.
public final class Watchers {
  private static final Logger log = LoggerFactory.getLogger(Watchers.class);

  private final ConcurrentHashMap<SessionKey, Shown> shown = new ConcurrentHashMap<>();

  /// Who watches a session, and what is shown but not yet committed.
  private record Shown(List<Consumer<Event>> watchers, Trail trail) {
    static final Shown NOTHING = new Shown(List.of(), Trail.EMPTY);

    boolean isNothing() {
      return watchers.isEmpty() && trail.size() == 0;
    }

    Shown after(Event event) {
      return switch (event) {
        case Event.Committed committed -> new Shown(watchers, Trail.EMPTY);
        case Event.TurnEnded ended -> new Shown(watchers, Trail.EMPTY);
        case Event.Arrived arrived -> this;
        default -> new Shown(watchers, trail.plus(event));
      };
    }

    Shown with(Consumer<Event> watcher) {
      List<Consumer<Event>> more = new ArrayList<>(watchers);
      more.add(watcher);
      return new Shown(List.copyOf(more), trail);
    }

    Shown without(Consumer<Event> watcher) {
      return new Shown(watchers.stream().filter(other -> other != watcher).toList(), trail);
    }
  }

  /// Shows `watcher` the events of `session` until the result is closed. It is called on the
  /// threads of the turn, and must not wait.
  public Watch watch(SessionKey session, Consumer<Event> watcher) {
    Consumer<Event> once = watcher::accept; // one object a watch: the same watcher may watch twice
    Shown now = change(session, before -> before.with(once));
    return new Watch(now.trail().inOrder(), () -> change(session, before -> before.without(once)));
  }

  /// What a session's turn here has said since its last commit.
  String text(SessionKey session) {
    return shown.getOrDefault(session, Shown.NOTHING).trail().text();
  }

  void publish(SessionKey session, Event event) {
    Shown now = change(session, before -> before.after(event));
    for (Consumer<Event> watcher : now.watchers()) {
      try {
        watcher.accept(event);
      } catch (RuntimeException e) {
        log.warn("a watcher of {} failed", session, e); // It must not harm the turn it watches.
      }
    }
  }

  @SuppressWarnings("NullAway") // null removes the entry
  private Shown change(SessionKey session, UnaryOperator<Shown> change) {
    Shown after =
        shown.compute(
            session,
            (key, before) -> {
              Shown next = change.apply(before == null ? Shown.NOTHING : before);
              return next.isNothing() ? null : next;
            });
    return after == null ? Shown.NOTHING : after;
  }

  /// The right to see events; closing ends it. `before` are those shown before it began, since the
  /// last commit.
  public record Watch(List<Event> before, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }
}
