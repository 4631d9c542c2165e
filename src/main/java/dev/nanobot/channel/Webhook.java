package dev.nanobot.channel;

import java.util.Optional;
import java.util.function.Function;

/// How a platform calls that brings by itself what it has: by a door at `/channels/NAME` of the
/// gateway.
///
/// Shared: any number of calls at a time.
public interface Webhook {
  /// Whether a call is the platform's, by its headers: nothing is read before.
  boolean isGenuine(Function<String, Optional<String>> headers);

  /// Takes what a genuine call brought; returns how it is answered, as an HTTP status. Throws when
  /// it could not be stored: the platform brings it again.
  int take(byte[] body, Channel.Intake intake) throws InterruptedException;
}
