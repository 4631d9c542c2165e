package dev.nanobot.store;

import dev.nanobot.message.SessionKey;

/// The right to write to a session until a later lease of it exists; `epoch` only grows.
public record Lease(SessionKey session, long epoch) {}
