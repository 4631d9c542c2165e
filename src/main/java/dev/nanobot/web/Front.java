package dev.nanobot.web;

import java.util.Map;

/// What every request passes: the name it was sent to is one of ours, and every answer tells a
/// browser to do nothing with it, unless it says otherwise itself.
///
/// Shared: immutable.
record Front(Hosts hosts, Handler inner) implements Handler {
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

  @Override
  public Response answer(Request request) throws InterruptedException {
    Response answer = hosts.has(request) ? inner.answer(request) : WRONG_NAME.response();
    return answer.withMissing(GUARDING);
  }
}
