package dev.nanobot.channel;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A platform cannot be listened to now.
public final class ConnectionLost extends RuntimeException {
  private final @Nullable Duration retryAfter;

  /// `reason` is one sentence for an operator, without secrets.
  public ConnectionLost(String reason, @Nullable Duration retryAfter) {
    super(reason);
    this.retryAfter = retryAfter;
  }

  public ConnectionLost(String reason) {
    this(reason, null);
  }

  /// How long to wait at least.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
