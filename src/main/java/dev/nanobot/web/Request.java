package dev.nanobot.web;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One request over HTTP, as the server hands it on: its head is read and well formed, its body
/// waits.
///
/// Owned by the thread that answers it.
public interface Request {
  String method();

  /// The path as it was sent, without a query.
  String path();

  /// What comes behind the question mark, as it was sent; empty when there is none.
  String query();

  /// All values of a header, in order.
  List<String> headers(String name);

  /// How many lines of headers there are.
  int headerCount();

  /// Where the connection comes from.
  InetAddress address();

  /// The port it came to.
  int port();

  /// Reads the body, at most once. Blocks, at most for `longest` since now.
  Body body(int bytesMax, Duration longest) throws InterruptedException;

  /// The value of a header that is there exactly once.
  default Optional<String> header(String name) {
    List<String> values = headers(name);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /// What became of reading a body.
  sealed interface Body {
    record Whole(byte[] bytes) implements Body {}

    record TooLong() implements Body {}

    record TooSlow() implements Body {}

    /// The connection ended first, or what came was not HTTP.
    record Broken() implements Body {}
  }
}
