package dev.nanobot.http;

import dev.nanobot.http.HttpException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A reader of an event stream: HTML Living Standard, section 9.2.6 "Interpreting an event
/// stream", read 2026-11-23.
///
/// Owned by the thread that reads. An event is returned as soon as its last byte is there.
public final class SseReader {
  public static final int LINE_BYTES_MAX = 1024 * 1024;
  public static final int EVENT_CHARS_MAX = 8 * 1024 * 1024;

  private static final int BUFFER_BYTES = 8 * 1024;
  private static final int RETRY_DIGITS_MAX = 9;
  private static final String BOM = "\ufeff";

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int filled;
  private boolean isFirstLine = true;
  private boolean isAfterCr;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String lastEventId = "";
  private @Nullable Duration retry;

  public SseReader(InputStream in) {
    this.in = in;
  }

  /// One event. `type` is `message` when the stream names none; `lastEventId` is that of this event
  /// or the last one before it that had one.
  public record Event(String type, String data, String lastEventId) {}

  /// Blocks until the next event; empty at the stream's end. An event that the end cuts off is
  /// dropped, as the standard says.
  ///
  /// @throws HttpException of kind `TOO_LARGE` when a line or an event passes its limit
  public Optional<Event> next() throws IOException {
    for (String next = line(); next != null; next = line()) {
      if (!next.isEmpty()) {
        field(next);
        continue;
      }
      Event event = event();
      data.setLength(0);
      type = "";
      if (event != null) return Optional.of(event);
    }
    return Optional.empty();
  }

  /// How long the stream asked to wait before connecting again.
  public Optional<Duration> retry() {
    return Optional.ofNullable(retry);
  }

  private @Nullable Event event() {
    if (data.isEmpty()) return null;
    data.setLength(data.length() - 1); // the last line feed
    return new Event(type.isEmpty() ? "message" : type, data.toString(), lastEventId);
  }

  private void field(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    if (value.startsWith(" ")) value = value.substring(1);
    switch (name) {
      case "data" -> add(value);
      case "event" -> type = value;
      case "id" -> lastEventId = value.indexOf('\0') < 0 ? value : lastEventId;
      case "retry" -> retry = wait(value);
      default -> {} // a comment, or a field of a later time
    }
  }

  private void add(String value) {
    if (data.length() + value.length() >= EVENT_CHARS_MAX) throw tooLarge("an event");
    data.append(value).append('\n');
  }

  private @Nullable Duration wait(String digits) {
    boolean isNumber =
        !digits.isEmpty()
            && digits.length() <= RETRY_DIGITS_MAX
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Duration.ofMillis(Long.parseLong(digits)) : retry;
  }

  /// The next line without its end; null when the stream ends before the line does.
  ///
  /// A CR ends a line at once, for the byte after it may be long in coming; if that is a LF, it
  /// belongs to the same end.
  private @Nullable String line() throws IOException {
    line.reset();
    while (position < filled || fill()) {
      if (isAfterCr && buffer[position] == '\n') position++;
      isAfterCr = false;
      int end = end();
      if (line.size() + end - position > LINE_BYTES_MAX) throw tooLarge("a line");
      line.write(buffer, position, end - position);
      position = end;
      if (end == filled) continue;
      isAfterCr = buffer[position++] == '\r';
      return decoded();
    }
    return null;
  }

  /// Where the line ends in the buffer, or the buffer itself.
  private int end() {
    int end = position;
    while (end < filled && buffer[end] != '\r' && buffer[end] != '\n') end++;
    return end;
  }

  private String decoded() {
    String text = line.toString(StandardCharsets.UTF_8);
    boolean hasBom = isFirstLine && text.startsWith(BOM);
    isFirstLine = false;
    return hasBom ? text.substring(BOM.length()) : text;
  }

  /// Waits for more; false at the stream's end.
  private boolean fill() throws IOException {
    filled = Math.max(0, in.read(buffer));
    position = 0;
    return filled > 0;
  }

  private static HttpException tooLarge(String what) {
    String message = what + " of the event stream is too long";
    return new HttpException(Kind.TOO_LARGE, message, null);
  }
}
