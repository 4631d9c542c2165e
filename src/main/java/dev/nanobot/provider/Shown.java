package dev.nanobot.provider;

import dev.nanobot.message.Event;
import java.util.function.Consumer;

/// Passes events on, and knows whether text is being shown that would become void by asking again.
///
/// Owned by the thread that asked.
final class Shown implements Consumer<Event> {
  private final Consumer<Event> events;
  private boolean hasText;

  Shown(Consumer<Event> events) {
    this.events = events;
  }

  @Override
  public void accept(Event event) {
    hasText =
        switch (event) {
          case Event.TextDelta _, Event.ThinkingDelta _ -> true;
          case Event.Discarded _ -> false;
          case Event.ToolStarted _, Event.ToolFinished _ -> hasText;
          case Event.Arrived _, Event.Committed _, Event.TurnEnded _ -> hasText;
        };
    events.accept(event);
  }

  /// Says that what was shown is void, if anything was.
  void discard(String reason) {
    if (hasText) accept(new Event.Discarded(reason));
  }
}
