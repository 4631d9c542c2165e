package dev.nanobot.message;

import java.util.List;

/// A row that a tool asks for. It is written in the transaction that commits the tool's result:
/// both exist or neither. One that the store refuses at that moment takes the place of the result
/// with the reason; what the same call asks for after it is not written either.
public sealed interface Write {
  /// Say `text` in `target` with `buttons`, and then each of `files`, which are in the store and of
  /// no message.
  record Say(SessionKey target, String text, Buttons buttons, List<Attachment> files)
      implements Write {
    public Say {
      files = List.copyOf(files);
    }

    public Say(SessionKey target, String text, List<Attachment> files) {
      this(target, text, Buttons.NONE, files);
    }

    public Say(SessionKey target, String text) {
      this(target, text, List.of());
    }
  }

  /// The session now knows `version` of the file at `path`.
  record Saw(String path, String version) implements Write {}

  /// Add `text` to the notes of a scope's memory: `name` is the file of a day. `key` is that of
  /// the call.
  record Remember(String scope, String name, String text, String author, String key)
      implements Write {}

  /// Save a new version of a text in a scope's memory, made from version `base`; refused when
  /// another one is newer. `upto` is the last entry that `body` knows of: later ones follow it.
  /// `key` is that of the call.
  record Edit(
      String scope, String name, long base, String body, long upto, String author, String key)
      implements Write {}

  /// Give `task` to a subagent, whose answer comes back as a message; one for each call. Beyond
  /// `Room` it waits for its turn, or is refused by such a message.
  record Spawn(String label, String task, Room room) implements Write {}

  /// How many subagents of one session are at work at the same time, and how many more may wait.
  record Room(int runningMax, int queuedMax) {}

  /// End a subagent below the session, and what it asked for; refused when there is none that is
  /// at work or waits.
  record Cancel(String subagent) implements Write {}

  /// There is a new job; refused when its principal has as many as may be.
  record Plan(Job job) implements Write {}

  /// There is no such job any more.
  record Unplan(String job) implements Write {}
}
