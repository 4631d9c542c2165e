package dev.nanobot.provider;

import dev.nanobot.message.Event;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Usage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A provider that says "half" and fails as often as it was told to, then answers "whole".
final class Scripted implements Provider {
  private final Deque<ProviderException> failures = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();

  /// The models it was asked for, in order.
  List<String> asked() {
    return asked;
  }

  Scripted failing(ProviderException.Kind kind, int times, @Nullable Duration retryAfter) {
    for (int i = 0; i < times; i++) {
      failures.add(new ProviderException(kind, kind + ".", retryAfter, null));
    }
    return this;
  }

  @Override
  public Reply complete(Request request, Consumer<Event> events) {
    asked.add(request.model());
    ProviderException failure = failures.poll();
    events.accept(new Event.TextDelta(failure == null ? "whole" : "half"));
    if (failure != null) throw failure;
    return new Reply(Message.Assistant.of("whole"), Reply.Finish.STOP, Usage.NONE, request.model());
  }
}
