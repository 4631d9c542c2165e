package dev.nanobot.message;

/// In whose name a turn acts: the least trusted of those whose messages it took.
public record Asker(Principal principal, Trust trust) {}
