package dev.nanobot.app;

import dev.nanobot.agent.Turn;
import dev.nanobot.gateway.Ears;
import dev.nanobot.gateway.Turns;
import dev.nanobot.message.Opening;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Subagent;
import dev.nanobot.message.Task;
import java.util.Map;
import java.util.Optional;

/// The agent loops of an instance: those of chats, of subagents that may start others, and of
/// those, at `depthMax`, that may not; what does the tasks that answer nobody, and what hears.
record Loops(
    Choice chats, Choice starting, Choice deepest, int depthMax, Map<Task, Chore> chores, Ears ears)
    implements Turns {
  Loops {
    chores = Map.copyOf(chores);
  }

  /// The usual loop, and one for each model that a chat may choose.
  record Choice(Turn usual, Map<String, Turn> byModel) {
    Choice {
      byModel = Map.copyOf(byModel);
    }

    /// A model that is no longer configured gives way to the usual one.
    Turn of(String model) {
      return byModel.getOrDefault(model, usual);
    }
  }

  @Override
  public Turn of(SessionKey session, Opening opening) {
    int depth = Subagent.depth(session);
    Choice choice = depth == 0 ? chats : depth < depthMax ? starting : deepest;
    return choice.of(opening.model());
  }

  @Override
  public Optional<Chore> chore(Task task) {
    return Optional.ofNullable(chores.get(task));
  }

  @Override
  public boolean hear(SessionKey session) throws InterruptedException {
    return ears.hear(session);
  }
}
