package dev.nanobot.gateway;

import dev.nanobot.message.Event;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events in the order in which they were shown. Adding one makes a new trail and copies nothing.
record Trail(@Nullable Step newest, int size) {
  static final Trail EMPTY = new Trail(null, 0);

  record Step(Event event, @Nullable Step before) {}

  Trail plus(Event event) {
    return new Trail(new Step(event, newest), size + 1);
  }

  List<Event> inOrder() {
    var events = new ArrayDeque<Event>(size);
    for (Step step = newest; step != null; step = step.before()) events.addFirst(step.event());
    return List.copyOf(events);
  }
}
