package dev.nanobot.channel;

import dev.nanobot.world.Bell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Questions that wait for an answer which another thread hears.
///
/// Shared: any number of threads ask, each under its own id; any thread answers. An answer is
/// either given to the asker, or refused with `false` because nobody waits for it: never both,
/// never neither.
final class Answers {
  private final World world;
  private final ConcurrentHashMap<Long, State> states = new ConcurrentHashMap<>();

  Answers(World world) {
    this.world = world;
  }

  /// Runs `question` and waits at most `longest` for its answer; empty when none came in time.
  Optional<Heard.Answer> ask(long id, Runnable question, Duration longest)
      throws InterruptedException {
    var bell = new Bell(world);
    if (states.putIfAbsent(id, new Waiting(bell)) != null) {
      throw new IllegalStateException("one question at a time waits under the id " + id);
    }
    State last;
    try {
      question.run();
      bell.await(longest);
    } finally {
      last = states.remove(id);
    }
    return last instanceof Answered(Heard.Answer answer) ? Optional.of(answer) : Optional.empty();
  }

  /// Gives an answer to who waits for it; false when nobody does, or it was answered before.
  boolean answer(Heard.Answer answer) {
    State state = states.get(answer.id());
    if (!(state instanceof Waiting(Bell bell))) return false;
    if (!states.replace(answer.id(), state, new Answered(answer))) return false;
    bell.ring();
    return true;
  }

  /// Waiting -> Answered -> gone, or Waiting -> gone at the deadline.
  private sealed interface State {}

  private record Waiting(Bell bell) implements State {}

  private record Answered(Heard.Answer answer) implements State {}
}
