package dev.nanobot.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nanobot.world.RealWorld;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class MultipartTest {
  private static final int LARGE = 8 << 20;

  private final Multipart body = new Multipart(new RealWorld());

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void fieldsAndFilesStandInTheirOrderBetweenBoundaries() {
    body.field("a", "one").file("f", "x\"\r\n.txt", "text/plain", new byte[] {'\r', '\n', '-'});
    String boundary = "--" + body.contentType().split("boundary=")[1];
    assertThat(new String(body.bytes(), ISO_8859_1))
        .isEqualTo(
            boundary
                + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x%22%0D%0A.txt\""
                + "\r\nContent-Type: text/plain\r\n\r\n\r\n-\r\n"
                + boundary
                + "--\r\n");
  }

  @Test
  void aLargeFileIsCopiedOnce() {
    byte[] file = new byte[LARGE];
    long before = allocated();
    byte[] whole = body.file("f", "a.bin", "application/octet-stream", file).bytes();
    assertThat(allocated() - before).isLessThan(LARGE + LARGE / 4);
    assertThat(whole).hasSizeGreaterThan(LARGE);
  }
}
