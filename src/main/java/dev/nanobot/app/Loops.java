package dev.nanobot.app;

import dev.nanobot.agent.Turn;
import dev.nanobot.gateway.Turns;
import dev.nanobot.message.Opening;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import java.util.Map;
import java.util.Optional;

/// The agent loops of an instance: the usual one, and one for each model that a chat may choose.
record Loops(Turn usual, Map<String, Turn> byModel, Map<Task, Chore> chores) implements Turns {
  Loops {
    byModel = Map.copyOf(byModel);
    chores = Map.copyOf(chores);
  }

  /// A model that is no longer configured gives way to the usual one.
  @Override
  public Turn of(SessionKey session, Opening opening) {
    return byModel.getOrDefault(opening.model(), usual);
  }

  @Override
  public Optional<Chore> chore(Task task) {
    return Optional.ofNullable(chores.get(task));
  }
}
