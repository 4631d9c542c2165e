package dev.nanobot.provider;

import dev.nanobot.http.Backoff;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The far side failed. The message is one sentence for a person and holds no secret.
public final class ProviderException extends RuntimeException {
  /// What failed, which decides who may help.
  public enum Kind {
    /// No or a refused key, or no right to the model: only the operator can help.
    ACCESS,
    /// The request was not acceptable: the same one never will be.
    REQUEST,
    /// The conversation is too long for the model.
    TOO_LONG,
    /// The provider withheld the answer.
    FILTERED,
    /// Out of credit: waiting does not help.
    QUOTA,
    /// Too many requests: wait.
    RATE,
    /// Overloaded, unreachable, timed out, or it answered nonsense: try again.
    UNAVAILABLE
  }

  private final Kind kind;
  private final String sentence;
  private final @Nullable Duration retryAfter;

  public ProviderException(
      Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.sentence = message;
    this.retryAfter = retryAfter;
  }

  public ProviderException(Kind kind, String message) {
    this(kind, message, null, null);
  }

  /// The same failure in other words.
  ProviderException saying(String message) {
    return message.equals(sentence)
        ? this
        : new ProviderException(kind, message, retryAfter, getCause());
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  public Kind kind() {
    return kind;
  }

  /// Whether the same request may succeed later.
  public boolean isRetryable() {
    return kind == Kind.RATE || kind == Kind.UNAVAILABLE;
  }

  /// Whether the far side may have worked, and count that.
  public boolean mayHaveCost() {
    return kind == Kind.UNAVAILABLE || kind == Kind.FILTERED;
  }

  /// The wait before the next attempt, of at most `longest`: whoever asks for more is not asked
  /// again. Empty when there is none.
  public Optional<Duration> pause(World world, Backoff backoff, int failures, Duration longest) {
    if (!isRetryable()) return Optional.empty();
    return backoff
        .next(world, failures, retryAfter())
        .filter(pause -> pause.compareTo(longest) <= 0);
  }

  /// How long the far side asked to wait.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
