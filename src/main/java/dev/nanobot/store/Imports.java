package dev.nanobot.store;

import dev.nanobot.message.Message;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import java.time.Instant;
import java.util.List;

/// What was kept elsewhere and moves in.
public interface Imports {
  /// Appends a conversation whose messages are said to be by, and to, `principal`. What came in
  /// before under the same `source` is skipped by its count: importing a file again, also one that
  /// has grown, adds what is new. Each call in `messages` has its result after it.
  Imported conversation(
      SessionKey session, String source, Principal principal, List<Dated> messages);

  /// How many messages came in under a source.
  int known(String source);

  boolean isAllowed(Principal principal);

  /// Lets a principal talk; false when it might already.
  boolean allow(Principal principal);

  /// A message and when it was said.
  record Dated(Instant at, Message message) {}

  /// How many messages were added and how many were there; `isBusy` says that none was, because a
  /// turn runs in the session.
  record Imported(int added, int known, boolean isBusy) {}
}
