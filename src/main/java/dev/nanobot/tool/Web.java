package dev.nanobot.tool;

import java.net.URI;
import java.util.Map;

/// The way a page is fetched: guarded against addresses that are not public, with redirects
/// followed under the same guard.
@FunctionalInterface
public interface Web {
  /// @throws dev.nanobot.http.HttpException when no complete answer came
  Got get(URI uri, Map<String, String> headers) throws InterruptedException;

  /// An answer: `uri` is where it came from in the end.
  record Got(URI uri, int status, String contentType, byte[] body) {}
}
