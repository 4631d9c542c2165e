package dev.nanobot.cli;

import dev.nanobot.message.SessionKey;
import java.util.Set;
import java.util.TreeSet;

/// A session as a person writes it: `cli:NAME`, or just `NAME`.
final class SessionName {
  static final String CHANNEL = "cli";

  private SessionName() {}

  static SessionKey of(String written) {
    try {
      return written.contains(":") ? SessionKey.parse(written) : SessionKey.of(CHANNEL, written);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Exit.USAGE,
          "There is no session \"" + written + "\"",
          String.valueOf(e.getMessage()),
          "nanobot sessions list");
    }
  }

  /// @throws IllegalArgumentException when nothing can be delivered there
  static void checkDelivered(SessionKey session, Set<String> endpoints) {
    if (endpoints.contains(session.endpoint())) return;
    throw new IllegalArgumentException(
        "there is no channel "
            + session.endpoint()
            + "; known are: "
            + String.join(", ", new TreeSet<>(endpoints)));
  }

  /// The session to talk in. Others' answers leave by their own channel, and reading them here
  /// would take them away.
  static SessionKey toTalk(String written) {
    SessionKey session = of(written);
    if (session.channel().equals(CHANNEL)) return session;
    throw new Failure(
        Exit.USAGE,
        "Cannot talk in " + session + " from a terminal",
        "its answers go out by its own channel",
        "nanobot sessions show " + session);
  }
}
