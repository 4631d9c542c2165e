package dev.nanobot.http;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One request on the way from redirect to redirect. `headers` ignores the case of names.
record Hop(String method, Url url, Map<String, String> headers, String body) {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\uffff]*");
  private static final Set<String> OURS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "accept-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "proxy-authorization");
  private static final Set<String> HARMLESS =
      Set.of("accept", "accept-language", "user-agent", "content-type");
  private static final int SEE_OTHER = 303;
  private static final int KEEPS_METHOD_FROM = 307;

  Hop {
    var sorted = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    headers = Collections.unmodifiableMap(sorted);
    if (!TOKEN.matcher(method).matches()) throw new IllegalArgumentException("no HTTP method");
    headers.forEach(Hop::check);
  }

  /// The request that a redirect asks for. Another origin gets neither a body nor any header that
  /// may hold a secret.
  Hop follow(int status, String location) {
    Url next = url.resolve(location);
    if (url.isSecure() && !next.isSecure()) {
      throw Failure.refused(
          url.hostText() + " redirects from https to http, which is not followed");
    }
    boolean isRepeated =
        status >= KEEPS_METHOD_FROM
            || method.equals("HEAD")
            || method.equals("GET") && status != SEE_OTHER;
    boolean isSameOrigin = next.origin().equals(url.origin());
    if (isRepeated && !isSameOrigin && !body.isEmpty()) {
      throw Failure.refused(
          url.hostText() + " redirects the body to another host, which is not followed");
    }
    var kept = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, value) -> {
          if (isSameOrigin || HARMLESS.contains(lower(name))) kept.put(name, value);
        });
    if (!isRepeated) kept.remove("content-type");
    return new Hop(isRepeated ? method : "GET", next, kept, isRepeated ? body : "");
  }

  /// Neither the query nor the headers nor the body, which may hold secrets.
  @Override
  public String toString() {
    return method + " " + url.hostText();
  }

  private static void check(String name, String value) {
    if (!TOKEN.matcher(name).matches() || !VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("a header has a token for a name and one line of text");
    }
    if (OURS.contains(lower(name))) {
      throw new IllegalArgumentException("the header " + name + " is set by the client");
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
