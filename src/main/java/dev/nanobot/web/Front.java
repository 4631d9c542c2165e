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

  @Override
  public Response answer(Request request) throws InterruptedException {
    Response answer =
        hosts.has(request)
            ? inner.answer(request)
            : Response.text(421, "This name does not lead here.");
    return answer.withMissing(GUARDING);
  }
}
