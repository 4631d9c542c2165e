package dev.nanobot.gateway;

import dev.nanobot.message.Inbound;
import dev.nanobot.store.Store.Receipt;

/// One control word: a message that the gateway answers itself, ahead of what waits.
public interface Command {
  /// What is typed after the slash.
  String name();

  /// How it is written, and what it does, for `/help`.
  String usage();

  String about();

  /// Takes `message` and answers it in the same transaction. `arguments` is what follows the name.
  Receipt run(Inbound message, String arguments);
}
