package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/// An answer over HTTP.
record Response(int status, Map<String, String> headers, String body) {
  Response {
    headers = Map.copyOf(headers);
  }

  /// A line of plain text.
  static Response text(int status, String text) {
    return new Response(status, Map.of("Content-Type", "text/plain; charset=utf-8"), text + "\n");
  }

  Response with(Map<String, String> more) {
    var all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Response(status, all, body);
  }

  byte[] bytes() {
    return body.getBytes(UTF_8);
  }
}
