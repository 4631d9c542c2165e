package dev.nanobot.provider;

import dev.nanobot.message.Event;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.Reply;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A provider whose answers, and what is shown of them meanwhile, hold no secrets. The arguments of
/// calls are without the configured ones only: a person may want a token of their own in a file.
///
/// Shared: immutable.
public record Discreet(Provider provider, Supplier<Redaction> secrets) implements Provider {
  @Override
  public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
    Redaction redaction = secrets.get();
    var lanes = new Lanes(redaction, events);
    try {
      Reply reply = provider.complete(request, lanes::show);
      lanes.end();
      return new Reply(
          message(redaction, reply.message()), reply.finish(), reply.usage(), reply.model());
    } catch (ProviderException e) {
      throw e.saying(redaction.all(e.getMessage()));
    } finally {
      lanes.cut();
    }
  }

  private static Assistant message(Redaction redaction, Assistant message) {
    Assistant known = (Assistant) redaction.known(message);
    List<Message.Thought> thoughts =
        known.thoughts().stream()
            .map(t -> new Message.Thought(t.wire(), redaction.all(t.text()), t.json()))
            .toList();
    return new Assistant(redaction.all(known.text()), known.calls(), thoughts);
  }

  /// What a model says and what it thinks, each a text that comes in pieces.
  private static final class Lanes {
    private final Redaction.Stream text;
    private final Redaction.Stream thinking;
    private final Consumer<Event> events;

    Lanes(Redaction redaction, Consumer<Event> events) {
      this.text = redaction.stream();
      this.thinking = redaction.stream();
      this.events = events;
    }

    void show(Event event) {
      switch (event) {
        case Event.TextDelta delta -> {
          think(thinking.end()); // What is said comes after what was thought.
          say(text.next(delta.text()));
        }
        case Event.ThinkingDelta delta -> think(thinking.next(delta.text()));
        case Event.Discarded discarded -> {
          text.end();
          thinking.end();
          events.accept(discarded);
        }
        case Event.ToolStarted _,
            Event.ToolFinished _,
            Event.Arrived _,
            Event.Committed _,
            Event.TurnEnded _ ->
            events.accept(event);
      }
    }

    void end() {
      think(thinking.end());
      say(text.end());
    }

    /// Shows what was held back, where the answer broke off; nothing after its end.
    void cut() {
      think(thinking.cut());
      say(text.cut());
    }

    private void say(String piece) {
      if (!piece.isEmpty()) events.accept(new Event.TextDelta(piece));
    }

    private void think(String piece) {
      if (!piece.isEmpty()) events.accept(new Event.ThinkingDelta(piece));
    }
  }
}
