package dev.nanobot.channel;

/// What a chat is told of a turn before its answer, as messages of their own: the `texts` that the
/// model writes beside its calls of tools, and `hints` at which tools these are.
public record Steps(boolean texts, boolean hints) {
  public static final Steps NONE = new Steps(false, false);
}
