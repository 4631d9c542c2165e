package dev.nanobot.http;

import org.jspecify.annotations.Nullable;

/// An exchange that brought no complete answer. The message is one sentence that names the host,
/// and holds no secret.
public final class HttpException extends RuntimeException {
  /// Why there is no answer.
  public enum Kind {
    /// The request may not go out: its address is closed, a header of it cannot be sent, or it is
    /// larger than something on its way takes.
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

  private static final int TOO_LONG = 413;

  private final Kind kind;

  /// An answer that is not one of the API that was asked. One that claims success, or an error
  /// within, may be the rest of what was done; any other is that of something before it, as of a
  /// network that wants a login, or of a proxy that takes no request so large.
  public static HttpException foreign(String api, int status, @Nullable Throwable cause) {
    boolean mayBeDone = status < 300 || status >= 500;
    Kind otherwise = status == TOO_LONG ? Kind.REFUSED : Kind.UNREACHABLE;
    return new HttpException(
        mayBeDone ? Kind.BROKEN : otherwise,
        "the answer, of status " + status + ", is not " + api + "'s",
        cause);
  }

  public HttpException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
