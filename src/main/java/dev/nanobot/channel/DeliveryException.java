package dev.nanobot.channel;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A platform did not take a message.
public final class DeliveryException extends RuntimeException {
  private final String reason;
  private final boolean isRetryable;
  private final @Nullable Duration retryAfter;

  public DeliveryException(String reason, boolean isRetryable, @Nullable Duration retryAfter) {
    super(reason);
    this.reason = reason;
    this.isRetryable = isRetryable;
    this.retryAfter = retryAfter;
  }

  /// Why, in one sentence for an operator.
  public String reason() {
    return reason;
  }

  /// Whether the same message may be taken later.
  public boolean isRetryable() {
    return isRetryable;
  }

  /// How long the platform asked to wait.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
