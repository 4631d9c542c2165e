package dev.nanobot.app;

import dev.nanobot.agent.Turn;
import dev.nanobot.gateway.Turns;
import dev.nanobot.message.Opening;
import dev.nanobot.message.SessionKey;
import java.util.Map;

/// The agent loops of an instance: the usual one, and one for each model that a chat may choose.
record Loops(Turn usual, Map<String, Turn> byModel) implements Turns {
  Loops {
    byModel = Map.copyOf(byModel);
  }

  /// A model that is no longer configured gives way to the usual one.
  @Override
  public Turn of(SessionKey session, Opening opening) {
    return byModel.getOrDefault(opening.model(), usual);
  }
}
