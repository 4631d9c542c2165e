package dev.nanobot.http;

import org.jspecify.annotations.Nullable;

/// An exchange that brought no complete answer. The message is one sentence that names the host,
/// and holds no secret.
public final class HttpException extends RuntimeException {
  /// Why there is no answer.
  public enum Kind {
    /// The request may not go out: its address is closed, or a header of it cannot be sent.
    REFUSED,
    /// No connection came about.
    UNREACHABLE,
    /// A deadline passed.
    TIMEOUT,
    /// The body passed its limit.
    TOO_LARGE,
    /// The connection ended early, or it did not speak HTTP.
    BROKEN
  }

  private final Kind kind;

  public HttpException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
