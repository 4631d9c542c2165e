package dev.nanobot.web;

import java.util.Map;

/// What every request passes: the name it was sent to is one of ours, and every answer tells a
/// browser to do nothing with it, unless it says otherwise itself.
///
/// Shared: immutable.
record Front(Hosts hosts, Handler inner) implements Handler {
  static final int ADDRESS_CHARS_MAX = 8 * 1024;
  static final int HEADERS_MAX = 100;

  static final Map<String, String> GUARDING =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY");

  private static final Rejected WRONG_NAME =
      new Rejected(421, "wrong_host", "This name does not lead here; gateway.publicHosts adds it.");

  private static final Rejected TOO_LONG =
      new Rejected(
          414, "address_too_long", "An address has at most " + ADDRESS_CHARS_MAX + " characters.");

  private static final Rejected TOO_MANY =
      new Rejected(431, "too_many_headers", "A request has at most " + HEADERS_MAX + " headers.");

  private static final Rejected AMBIGUOUS =
      new Rejected(400, "bad_address", "A path has no . and .. and no semicolon.");

  @Override
  public Response answer(Request request) throws InterruptedException {
    return answered(request).withMissing(GUARDING);
  }

  private Response answered(Request request) throws InterruptedException {
    if (!hosts.has(request)) return WRONG_NAME.response();
    if (request.path().length() + request.query().length() > ADDRESS_CHARS_MAX) {
      return TOO_LONG.response();
    }
    if (request.headerCount() > HEADERS_MAX) return TOO_MANY.response();
    if (hasTwoReadings(request.path())) return AMBIGUOUS.response();
    return inner.answer(request);
  }

  /// What stands before the server may read such a path in another way.
  private static boolean hasTwoReadings(String path) {
    String closed = path + "/";
    return closed.contains("/../") || closed.contains("/./") || path.indexOf(';') >= 0;
  }
}
