package dev.nanobot.gateway;

import dev.nanobot.agent.Turn;
import dev.nanobot.message.Opening;
import dev.nanobot.message.SessionKey;

/// Which agent loop does the work of a session.
@FunctionalInterface
public interface Turns {
  Turn of(SessionKey session, Opening opening);
}
