package dev.nanobot.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// The body of an answer, out of its framing (RFC 9112, section 6 and 7, read 2026-11-23) and its
/// gzip coding, within limits.
final class Content {
  /// How many times larger than on the wire a body may become.
  static final int RATIO_MAX = 100;

  /// Below this a high ratio is no attack: short pages of blanks have it.
  static final int RATIO_FROM_BYTES = 256 * 1024;

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int HEX = 16;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final Pattern LENGTH = Pattern.compile("\\d{1,15}");
  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*+(?:;.*+)?");

  private final String host;
  private final Egress.Limits limits;

  Content(String host, Egress.Limits limits) {
    this.host = host;
    this.limits = limits;
  }

  byte[] read(InputStream in, Wire.Head head, String method) throws IOException {
    boolean isEmpty =
        method.equals("HEAD") || head.status() == NO_CONTENT || head.status() == NOT_MODIFIED;
    return isEmpty ? new byte[0] : decoded(framed(in, head), head);
  }

  private byte[] framed(InputStream in, Wire.Head head) throws IOException {
    List<String> codings = head.headers().allValues("transfer-encoding");
    var lengths = new HashSet<>(head.headers().allValues("content-length"));
    var body = new ByteArrayOutputStream();
    if (!codings.isEmpty()) {
      boolean isChunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
      if (!isChunked || !lengths.isEmpty()) throw new IOException("an unclear length");
      copyChunks(in, body);
    } else if (!lengths.isEmpty()) {
      String length = lengths.iterator().next();
      boolean isClear = lengths.size() == 1 && LENGTH.matcher(length).matches();
      if (!isClear) throw new IOException("an unclear length");
      copy(in, body, Long.parseLong(length));
    } else {
      copyAll(in, body);
    }
    return body.toByteArray();
  }

  private void copyChunks(InputStream in, ByteArrayOutputStream body) throws IOException {
    while (true) {
      var chunk = CHUNK.matcher(Wire.readLine(in));
      if (!chunk.matches()) throw new IOException("a bad chunk");
      long size = Long.parseLong(chunk.group(1), HEX);
      if (size == 0) return; // Trailers are of no use to us, nor is the connection.
      copy(in, body, size);
      if (!Wire.readLine(in).isEmpty()) throw new IOException("a bad end of a chunk");
    }
  }

  private void copy(InputStream in, ByteArrayOutputStream body, long count) throws IOException {
    if (body.size() + count > limits.wireBytesMax()) throw tooLarge(limits.wireBytesMax());
    byte[] part = in.readNBytes(Math.toIntExact(count));
    if (part.length < count) throw new IOException("the answer ended early");
    body.writeBytes(part);
  }

  private void copyAll(InputStream in, ByteArrayOutputStream body) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      body.write(buffer, 0, count);
      if (body.size() > limits.wireBytesMax()) throw tooLarge(limits.wireBytesMax());
    }
  }

  private byte[] decoded(byte[] wire, Wire.Head head) throws IOException {
    String coding =
        String.join(",", head.headers().allValues("content-encoding")).toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "", "identity" -> wire;
      case "gzip", "x-gzip" -> wire.length == 0 ? wire : inflated(wire);
      default -> throw new IOException("a coding that was not asked for");
    };
  }

  private byte[] inflated(byte[] wire) throws IOException {
    long ratioMax = Math.max(RATIO_FROM_BYTES, (long) wire.length * RATIO_MAX);
    long bytesMax = Math.min(limits.bodyBytesMax(), ratioMax);
    var body = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (var in = new GZIPInputStream(new ByteArrayInputStream(wire))) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        body.write(buffer, 0, count);
        if (body.size() > bytesMax) throw tooLarge(bytesMax);
      }
    }
    return body.toByteArray();
  }

  private HttpException tooLarge(long bytesMax) {
    return Failure.tooLarge(host, bytesMax);
  }
}
