package dev.nanobot.channel;

import dev.nanobot.http.HttpException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A platform did not take a message.
public final class DeliveryException extends RuntimeException {
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

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

  /// What an HTTP status that refuses a message means for it. A token may be mended.
  static DeliveryException refused(int status, String reason, Optional<Duration> retryAfter) {
    if (status >= SERVER_ERROR) return undecided(reason);
    boolean isForNow = status == TOO_MANY || status == UNAUTHORIZED;
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
