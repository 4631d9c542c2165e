package dev.nanobot.message;

/// A row that a tool asks for. It is written in the transaction that commits the tool's result:
/// both exist or neither.
public sealed interface Write {
  /// Say `text` in `target`.
  record Say(SessionKey target, String text) implements Write {}

  /// The session now knows `version` of the file at `path`.
  record Saw(String path, String version) implements Write {}

  /// There is a new job.
  record Plan(Job job) implements Write {}

  /// There is no such job any more.
  record Unplan(String job) implements Write {}
}
