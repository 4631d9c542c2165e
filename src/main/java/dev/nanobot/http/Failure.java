package dev.nanobot.http;

import dev.nanobot.http.HttpException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Sentences for what goes wrong on the network. They name the host and nothing else of the
/// request; what the libraries say stays in the cause.
final class Failure {
  private static final int CAUSES_MAX = 8;
  private static final long SECOND_MS = 1_000;

  private Failure() {}

  static HttpException of(String host, Throwable cause) {
    // The JDK wraps an unknown host in a ConnectException: look for it first.
    if (holds(cause, UnknownHostException.class)) return unknown(host, cause);
    if (holds(cause, UnresolvedAddressException.class)) return unknown(host, cause);
    Throwable at = cause;
    for (int i = 0; i < CAUSES_MAX && at != null; i++, at = at.getCause()) {
      HttpException known = known(host, at, cause);
      if (known != null) return known;
    }
    return broken(host, cause);
  }

  private static boolean holds(Throwable cause, Class<? extends Exception> type) {
    Throwable at = cause;
    for (int i = 0; i < CAUSES_MAX && at != null; i++, at = at.getCause()) {
      if (type.isInstance(at)) return true;
    }
    return false;
  }

  private static @Nullable HttpException known(String host, Throwable at, Throwable cause) {
    return switch (at) {
      case HttpException e -> e;
      case HttpConnectTimeoutException _ -> slow(host, cause);
      case HttpTimeoutException _ -> late(host, cause);
      case SocketTimeoutException _ -> late(host, cause);
      case SSLHandshakeException _ ->
          new HttpException(
              Kind.UNREACHABLE, "no trusted TLS connection to " + host + " came about", cause);
      case NoRouteToHostException _ -> unreachable(host, cause);
      case ConnectException _ -> unreachable(host, cause);
      default -> null;
    };
  }

  static HttpException broken(String host, @Nullable Throwable cause) {
    return new HttpException(Kind.BROKEN, host + " did not send a complete answer", cause);
  }

  static HttpException slow(String host, @Nullable Throwable cause) {
    return new HttpException(
        Kind.UNREACHABLE, host + " did not accept a connection in time", cause);
  }

  static HttpException unreachable(String host, @Nullable Throwable cause) {
    return new HttpException(Kind.UNREACHABLE, host + " does not accept connections", cause);
  }

  static HttpException unknown(String host, @Nullable Throwable cause) {
    return new HttpException(Kind.UNREACHABLE, "no address is known for " + host, cause);
  }

  static HttpException late(String host, @Nullable Throwable cause) {
    return new HttpException(Kind.TIMEOUT, host + " did not answer in time", cause);
  }

  static HttpException tooLarge(String host, long bytesMax) {
    return new HttpException(
        Kind.TOO_LARGE, "the answer of " + host + " is larger than " + bytesMax + " bytes", null);
  }

  static HttpException refused(String reason) {
    return new HttpException(Kind.REFUSED, reason, null);
  }

  static String text(Duration duration) {
    long ms = duration.toMillis();
    return ms % SECOND_MS == 0 ? ms / SECOND_MS + " s" : ms + " ms";
  }
}
