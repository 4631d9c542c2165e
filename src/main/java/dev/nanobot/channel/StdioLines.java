package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/// Lines of UTF-8 from a stream, in bounded memory whatever arrives.
///
/// Owned by the thread that reads.
final class StdioLines {
  static final int LINE_BYTES_MAX = 1024 * 1024;
  private static final int BLOCK_BYTES = 8 * 1024;

  private final InputStream in;
  private final byte[] block = new byte[BLOCK_BYTES];
  private int at;
  private int end;

  StdioLines(InputStream in) {
    this.in = in;
  }

  /// The next line that is not empty, understood. Blocks.
  Heard next() {
    try {
      while (true) {
        Optional<Heard> heard = line();
        if (heard.isPresent()) return heard.get();
      }
    } catch (IOException e) {
      return new Heard.End("the input cannot be read: " + e.getMessage());
    }
  }

  private Optional<Heard> line() throws IOException {
    var line = new ByteArrayOutputStream();
    boolean isTooLong = false;
    while (true) {
      if (at == end && !fill()) {
        return line.size() == 0 ? Optional.of(new Heard.End("the input ended")) : read(line);
      }
      int start = at;
      while (at < end && block[at] != '\n') at++;
      isTooLong |= line.size() + at - start > LINE_BYTES_MAX;
      if (!isTooLong) line.write(block, start, at - start);
      if (at == end) continue;
      at++;
      return isTooLong ? bad("a line of at most " + LINE_BYTES_MAX + " bytes") : read(line);
    }
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(block));
    return end > 0;
  }

  private static Optional<Heard> read(ByteArrayOutputStream line) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray())).toString();
      return text.isBlank() ? Optional.empty() : Optional.of(StdioWire.read(text));
    } catch (CharacterCodingException e) {
      return bad("a line of valid UTF-8");
    }
  }

  private static Optional<Heard> bad(String expected) {
    return Optional.of(new Heard.Bad(Optional.empty(), expected));
  }
}
