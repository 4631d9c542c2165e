package dev.nanobot.gateway;

import dev.nanobot.message.Event;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events in the order in which they were shown. Adding one makes a new trail and copies nothing.
/// `chars` are those of what its events say.
record Trail(@Nullable Step newest, int size, long chars) {
  static final Trail EMPTY = new Trail(null, 0, 0);

  record Step(Event event, @Nullable Step before) {}

  Trail plus(Event event) {
    return new Trail(new Step(event, newest), size + 1, chars + chars(event));
  }

  private static int chars(Event event) {
    return switch (event) {
      case Event.TextDelta delta -> delta.text().length();
      case Event.ThinkingDelta delta -> delta.text().length();
      case Event.Discarded discarded -> discarded.reason().length();
      case Event.ToolStarted started -> started.arguments().length();
      case Event.ToolFinished finished -> finished.text().length();
      case Event.Arrived arrived -> 0;
      case Event.Committed committed -> 0;
      case Event.TurnEnded ended -> 0;
    };
  }

  /// What was said, as far as it was not taken back.
  String text() {
    var text = new StringBuilder();
    for (Event event : inOrder()) {
      if (event instanceof Event.Discarded) text.setLength(0);
      if (event instanceof Event.TextDelta delta) text.append(delta.text());
    }
    return text.toString();
  }

  List<Event> inOrder() {
    var events = new ArrayDeque<Event>(size);
    for (Step step = newest; step != null; step = step.before()) events.addFirst(step.event());
    return List.copyOf(events);
  }
}
