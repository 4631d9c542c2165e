package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// Reads everything that a process says, so that it never waits, and keeps the head and the tail.
///
/// The draining thread writes the fields and ends; whoever joined it reads them. It is a platform
/// thread, because reading a pipe would hold a virtual one's carrier.
final class Drain {
  private static final int HEAD_BYTES = 256 * 1024;
  private static final int TAIL_BYTES = 64 * 1024;
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

  /// What was said, at most `charsMax` characters of it. Waits a moment for the end; what a process
  /// that outlived its command might still say is not waited for.
  String text(int charsMax) throws InterruptedException {
    if (!thread.join(GRACE)) return "(the output is still held open by another process)";
    return Results.cut(head.toString(UTF_8) + lost() + tailText(), charsMax, "");
  }

  private String lost() {
    long lost = tailBytes - TAIL_BYTES;
    return lost > 0 ? "\n… (" + lost + " bytes left out) …\n" : "";
  }

  private String tailText() {
    if (tailBytes <= TAIL_BYTES) return new String(tail, 0, (int) tailBytes, UTF_8);
    int at = (int) (tailBytes % TAIL_BYTES);
    return new String(tail, at, TAIL_BYTES - at, UTF_8) + new String(tail, 0, at, UTF_8);
  }
}
