package dev.nanobot.channel;

import dev.nanobot.http.HttpException;
import dev.nanobot.message.Excerpt;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A platform did not take a message.
public final class DeliveryException extends RuntimeException {
  private static final int REDIRECTION = 300;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private static final int REASON_CHARS_MAX = 1_000;
  private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Cc}\\p{Zl}\\p{Zp}]+");

  /// A token that may be mended, a request that came too slowly, and too many of them.
  private static final Set<Integer> FOR_NOW = Set.of(401, 408, 429);

  private final String reason;
  private final Fate fate;
  private final @Nullable Duration retryAfter;

  /// What a failure says of the message, and of the platform.
  private enum Fate {
    /// It is never taken.
    REFUSED,
    /// It is not taken now, for what it is.
    LATER,
    /// Nothing is taken now, whatever it is.
    NOT_NOW,
    /// It never got to the platform.
    UNREACHED,
    /// Nobody knows whether it was taken.
    UNDECIDED
  }

  /// The platform refuses this very message, for good or for now.
  public DeliveryException(String reason, boolean isRetryable, @Nullable Duration retryAfter) {
    this(reason, isRetryable ? Fate.LATER : Fate.REFUSED, retryAfter);
  }

  /// A failure after which nobody knows whether the platform took the message: it is tried again,
  /// marked as a possible duplicate.
  public static DeliveryException undecided(String reason) {
    return new DeliveryException(reason, Fate.UNDECIDED, null);
  }

  /// The platform takes nothing at the moment, whatever it is: it was asked too much, or its
  /// operator has something to mend.
  public static DeliveryException notNow(String reason, Optional<Duration> retryAfter) {
    return new DeliveryException(reason, Fate.NOT_NOW, retryAfter.orElse(null));
  }

  /// The message surely did not get to the platform.
  public static DeliveryException unreached(String reason) {
    return new DeliveryException(reason, Fate.UNREACHED, null);
  }

  /// What the HTTP status of an answer that does not say that a message was taken means for it. A
  /// redirection is not the platform's: it is that of a network which wants something first.
  static DeliveryException refused(int status, String reason, Optional<Duration> retryAfter) {
    if (status < REDIRECTION || status >= SERVER_ERROR) return undecided(reason);
    boolean isForNow = status < CLIENT_ERROR || FOR_NOW.contains(status);
    return isForNow
        ? notNow(reason, retryAfter)
        : new DeliveryException(reason, Fate.REFUSED, null);
  }

  /// What it means for a message that no answer came.
  static DeliveryException unanswered(HttpException failure) {
    String reason = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case UNREACHABLE -> unreached(reason);
      case REFUSED -> new DeliveryException(reason, Fate.REFUSED, null);
      case TIMEOUT, TOO_LARGE, BROKEN -> undecided(reason);
    };
  }

  private DeliveryException(String reason, Fate fate, @Nullable Duration retryAfter) {
    super(reason);
    String line = BREAKS.matcher(reason.strip()).replaceAll(" "); // A platform may say many.
    this.reason = Excerpt.marked(line, REASON_CHARS_MAX);
    this.fate = fate;
    this.retryAfter = retryAfter;
  }

  /// Why, in one line for an operator.
  public String reason() {
    return reason;
  }

  /// Whether the same message may be taken later.
  public boolean isRetryable() {
    return fate != Fate.REFUSED;
  }

  /// Whether the platform may have taken the message all the same.
  public boolean isUndecided() {
    return fate == Fate.UNDECIDED;
  }

  /// Whether it says nothing of this message: any other would have failed as well, and trying it
  /// again can double nothing.
  public boolean isAboutAll() {
    return fate == Fate.NOT_NOW || fate == Fate.UNREACHED;
  }

  /// Whether the platform may not be there at all.
  public boolean isUnanswered() {
    return fate == Fate.UNREACHED || fate == Fate.UNDECIDED;
  }

  /// How long the platform asked to wait.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
