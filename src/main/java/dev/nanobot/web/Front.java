package dev.nanobot.web;

import java.util.Map;

/// What every request passes: the name it was sent to is one of ours, and every answer tells a
/// browser to do nothing with it, unless it says otherwise itself.
///
/// Shared: immutable.
record Front(Hosts hosts, Handler inner) implements Handler {
  private static final int ADDRESS_CHARS_MAX = 8 * 1024;

  static final Map<String, String> GUARDING =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY");

  @Override
  public Response answer(Request request) throws InterruptedException {
    return answered(request).withMissing(GUARDING);
  }

  private Response answered(Request request) throws InterruptedException {
    if (!hosts.has(request)) return Response.text(421, "This name does not lead here.");
    if (request.path().length() + request.query().length() > ADDRESS_CHARS_MAX) {
      return Response.text(414, "The address is too long.");
    }
    if (hasTwoReadings(request.path())) return Response.text(400, "The address is ambiguous.");
    return inner.answer(request);
  }

  /// What stands before the server may read such a path in another way.
  private static boolean hasTwoReadings(String path) {
    String closed = path + "/";
    return closed.contains("/../") || closed.contains("/./") || path.indexOf(';') >= 0;
  }
}
