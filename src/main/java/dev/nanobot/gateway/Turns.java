package dev.nanobot.gateway;

import dev.nanobot.agent.Turn;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Opening;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import dev.nanobot.store.Lease;
import java.util.Optional;

/// Which agent loop does the work of a session.
@FunctionalInterface
public interface Turns {
  Turn of(SessionKey session, Opening opening);

  /// What does a task that answers nobody; empty when nothing here does it.
  default Optional<Chore> chore(Task task) {
    return Optional.empty();
  }

  /// What the chat of a session is told of a step that calls tools, in a message of its own; empty
  /// for nothing.
  default String told(SessionKey session, Assistant step) {
    return "";
  }

  /// Makes text of what is spoken in the messages that wait in a session; whether there was some.
  default boolean hear(SessionKey session) throws InterruptedException {
    return false;
  }

  /// The work of a turn that answers nobody.
  @FunctionalInterface
  interface Chore {
    /// Does it and ends the turn.
    ///
    /// @throws dev.nanobot.provider.ProviderException when the model does not answer
    void run(Lease lease, Opening opening) throws InterruptedException;
  }
}
