package dev.nanobot.store;

import java.time.Duration;

/// Tickets: texts that open a door once, until they are too old. Only their hashes are kept.
public interface Tickets {
  /// The most that are valid at a time.
  int VALID_MAX = 10_000;

  /// Makes `ticket` good for `purpose`.
  ///
  /// @throws IllegalStateException when too many are valid
  void issue(String ticket, Purpose purpose, Duration validFor);

  /// Uses a ticket up; false when it is not good for this, was used before, or is too old.
  boolean redeem(String ticket, Purpose purpose);

  /// What a ticket opens.
  enum Purpose {
    LOGIN,
    SOCKET
  }
}
