package dev.nanobot.message;

/// What is to be said, once, in the order of `id` within its target.
///
/// `key` is the same at every attempt: give it to platforms that recognise repeats. `attempts`
/// counts this one. `mayBeDuplicate` says that an earlier attempt ended without a known result.
public record Outbound(
    long id, String key, SessionKey target, String text, int attempts, boolean mayBeDuplicate) {}
