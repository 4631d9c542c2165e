package dev.nanobot.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HTTP/1.1 on a connection that is used once: RFC 9112, sections 2 to 6, read 2026-11-23. What is
/// not exactly right is an error, for a lenient reader can be lied to.
final class Wire {
  static final int LINE_BYTES_MAX = 16 * 1024;
  static final int HEADERS_MAX = 200;
  private static final int INTERIM_MAX = 5;
  private static final int OK = 200;
  private static final int SWITCHING = 101;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*+)?");
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]++):[ \\t]*+(.*+)");

  private Wire() {}

  /// The status and headers of an answer.
  record Head(int status, HttpHeaders headers) {}

  static void write(OutputStream out, Hop hop) throws IOException {
    byte[] body = hop.body().getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("User-Agent", "nanobot");
    headers.put("Accept", "*/*");
    headers.putAll(hop.headers());
    headers.put("Accept-Encoding", "gzip");
    headers.put("Connection", "close");
    if (body.length > 0) headers.put("Content-Length", String.valueOf(body.length));
    StringBuilder head = new StringBuilder();
    head.append(hop.method()).append(' ').append(hop.url().rest()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(hop.url().authority()).append("\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("\r\n");
    var all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    all.writeBytes(body);
    all.writeTo(out);
    out.flush();
  }

  static Head readHead(InputStream in) throws IOException {
    for (int i = 0; i < INTERIM_MAX; i++) {
      Head head = readOneHead(in);
      if (head.status() >= OK) return head;
      if (head.status() == SWITCHING) break;
    }
    throw new IOException("no final answer");
  }

  private static Head readOneHead(InputStream in) throws IOException {
    Matcher status = STATUS.matcher(readLine(in));
    if (!status.matches()) throw new IOException("not an HTTP/1 status line");
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int count = 0;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      Matcher header = HEADER.matcher(line);
      if (!header.matches() || ++count > HEADERS_MAX) throw new IOException("a bad header");
      headers
          .computeIfAbsent(header.group(1), ignored -> new ArrayList<>())
          .add(header.group(2).stripTrailing());
    }
    return new Head(
        Integer.parseInt(status.group(1)), HttpHeaders.of(headers, (ignored, alsoIgnored) -> true));
  }

  /// A line without its end, CRLF or LF.
  static String readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) throw new IOException("the answer ended within a line");
      if (line.size() == LINE_BYTES_MAX) throw new IOException("a line is too long");
      line.write(next);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
