package dev.nanobot.channel;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Outbound;
import java.util.Optional;

/// A chat platform: it translates, and remembers nothing.
///
/// Shared: one thread listens, any number send, never two at once into the same chat.
public interface Channel {
  /// The endpoint of its sessions: `channel[@account]`.
  String name();

  /// Listens until interrupted. A message is stored when `intake` returns: acknowledge after.
  void listen(Intake intake) throws InterruptedException;

  /// Says one message; returns the platform's id of it, if it has one.
  ///
  /// @throws DeliveryException when the platform did not take it, saying whether to try again
  Optional<String> send(Outbound message) throws InterruptedException;

  /// Where a channel brings what it heard.
  @FunctionalInterface
  interface Intake {
    /// Stores the message; returns its id, the same for a repeat. Throws when it could not: do not
    /// acknowledge then.
    long accept(Inbound message);
  }
}
