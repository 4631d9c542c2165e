package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Reads everything that a process says, so that it never waits, and keeps the head and the tail.
///
/// The draining thread writes the fields and ends; whoever joined it reads them. The head, which
/// locks itself, may be read before. It is a platform thread, because reading a pipe would hold a
/// virtual one's carrier.
final class Drain {
  private static final int HEAD_BYTES = 256 * 1024;
  private static final int TAIL_BYTES = 64 * 1024;
  private static final String STILL_OPEN = "(the output is still held open by another process)";
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final byte[] tail = new byte[TAIL_BYTES];
  private final Thread thread;
  private long tailBytes;

  /// Calls `overflow` when more than `bytesMax` came, and reads no further.
  Drain(World world, String name, InputStream in, long bytesMax, Runnable overflow) {
    thread =
        world.startPlatform(
            name,
            () -> {
              try (in) {
                if (!drain(in, bytesMax)) overflow.run();
              } catch (IOException e) {
                return; // The pipe broke because the process was ended.
              }
            });
  }

  private boolean drain(InputStream in, long bytesMax) throws IOException {
    byte[] buffer = new byte[8 * 1024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      int first = Math.min(n, HEAD_BYTES - head.size());
      head.write(buffer, 0, first);
      for (int i = first; i < n; i++) tail[(int) (tailBytes++ % TAIL_BYTES)] = buffer[i];
      if (head.size() + tailBytes > bytesMax) return false;
    }
    return true;
  }

  /// What was said. Between its beginning and its end `lostBytes` were not kept.
  record Said(String text, long lostBytes) {
    /// At most `charsMax` characters of it, and how much was left out: to be cut once only, or the
    /// second cut takes that away.
    String cut(int charsMax) {
      return Results.cut(text, charsMax, lostBytes > 0 ? " and " + lostBytes + " bytes" : "");
    }
  }

  /// Whether nobody can say anything more.
  boolean isOver() {
    return !thread.isAlive();
  }

  /// Waits a moment for the end; what a process that outlived its command might still say is not
  /// waited for.
  Said said() throws InterruptedException {
    if (!thread.join(GRACE)) return new Said(head.toString(UTF_8) + STILL_OPEN, 0);
    return new Said(head.toString(UTF_8) + tailText(), Math.max(0, tailBytes - TAIL_BYTES));
  }

  private String tailText() {
    if (tailBytes <= TAIL_BYTES) return new String(tail, 0, (int) tailBytes, UTF_8);
    int at = (int) (tailBytes % TAIL_BYTES);
    return new String(tail, at, TAIL_BYTES - at, UTF_8) + new String(tail, 0, at, UTF_8);
  }
}
