package dev.nanobot.channel;

import dev.nanobot.http.HttpException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A platform did not take a message.
public final class DeliveryException extends RuntimeException {
  private static final int REDIRECTION = 300;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  /// A token that may be mended, a request that came too slowly, and too many of them.
  private static final Set<Integer> FOR_NOW = Set.of(401, 408, 429);

  private final String reason;
  private final boolean isRetryable;
  private final boolean isUndecided;
  private final @Nullable Duration retryAfter;

  public DeliveryException(String reason, boolean isRetryable, @Nullable Duration retryAfter) {
    this(reason, isRetryable, false, retryAfter);
  }

  /// A failure after which nobody knows whether the platform took the message: it is tried again,
  /// marked as a possible duplicate.
  public static DeliveryException undecided(String reason) {
    return new DeliveryException(reason, true, true, null);
  }

  /// What the HTTP status of an answer that does not say that a message was taken means for it. A
  /// redirection is not the platform's: it is that of a network which wants something first.
  static DeliveryException refused(int status, String reason, Optional<Duration> retryAfter) {
    if (status < REDIRECTION || status >= SERVER_ERROR) return undecided(reason);
    boolean isForNow = status < CLIENT_ERROR || FOR_NOW.contains(status);
    return new DeliveryException(reason, isForNow, retryAfter.orElse(null));
  }

  /// What it means for a message that no answer came.
  static DeliveryException unanswered(HttpException failure) {
    String reason = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case UNREACHABLE -> new DeliveryException(reason, true, null);
      case REFUSED -> new DeliveryException(reason, false, null);
      case TIMEOUT, TOO_LARGE, BROKEN -> undecided(reason);
    };
  }

  private DeliveryException(
      String reason, boolean isRetryable, boolean isUndecided, @Nullable Duration retryAfter) {
    super(reason);
    this.reason = reason;
    this.isRetryable = isRetryable;
    this.isUndecided = isUndecided;
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

  /// Whether the platform may have taken the message all the same.
  public boolean isUndecided() {
    return isUndecided;
  }

  /// How long the platform asked to wait.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
