package dev.nanobot.agent;

import dev.nanobot.message.Asker;
import java.time.LocalDate;

/// What an agent remembers, as its prompts tell it.
///
/// Shared: `notes` may be called by any number of turns.
@FunctionalInterface
public interface Memory {
  /// Nothing is remembered.
  Memory NONE = (asker, today) -> new Notes("", "");

  /// What the asker's memory says, and nobody else's.
  Notes notes(Asker asker, LocalDate today) throws InterruptedException;

  /// The long-term document and the notes of a day; empty when there are none.
  record Notes(String lasting, String today) {}
}
