package dev.nanobot.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/// Files for tests: heads of images as large as wanted, and noise behind them.
public final class Samples {
  private Samples() {}

  public static byte[] png(int width, int height) {
    return png(width, height, 0);
  }

  /// A PNG's head with so many bytes behind it, always the same.
  public static byte[] png(int width, int height, int noise) {
    byte[] tail = new byte[noise];
    new Random(noise).nextBytes(tail);
    return ByteBuffer.allocate(33 + noise)
        .put(latin("\u0089PNG\r\n\u001a\n"))
        .putInt(13)
        .put(latin("IHDR"))
        .putInt(width)
        .putInt(height)
        .put(new byte[] {8, 6, 0, 0, 0})
        .putInt(0)
        .put(tail)
        .array();
  }

  public static byte[] gif(int width, int height) {
    return ByteBuffer.allocate(13)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(latin("GIF89a"))
        .putShort((short) width)
        .putShort((short) height)
        .array();
  }

  /// With a comment and a thumbnail's table before the frame.
  public static byte[] jpeg(int width, int height) {
    return ByteBuffer.allocate(64)
        .put(latin("\u00ff\u00d8\u00ff\u00e0\u0000\u0010JFIF\u0000........."))
        .put(latin("\u00ff\u00fe\u0000\u0006\u00ff\u00c0\u00ff\u00c0"))
        .put(latin("\u00ff\u00ff\u00c2\u0000\u0011\u0008"))
        .putShort((short) height)
        .putShort((short) width)
        .array();
  }

  static byte[] webpLossy(int width, int height) {
    return ByteBuffer.allocate(30)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(latin("RIFF....WEBPVP8 ....\u0000\u0000\u0000\u009d\u0001\u002a"))
        .putShort((short) width)
        .putShort((short) height)
        .array();
  }

  static byte[] webpLossless(int width, int height) {
    return ByteBuffer.allocate(25)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(latin("RIFF....WEBPVP8L....\u002f"))
        .putInt(width - 1 | height - 1 << 14)
        .array();
  }

  static byte[] webpExtended(int width, int height) {
    byte[] bytes = Arrays.copyOf(latin("RIFF....WEBPVP8X........"), 30);
    for (int i = 0; i < 3; i++) {
      bytes[24 + i] = (byte) (width - 1 >> 8 * i);
      bytes[27 + i] = (byte) (height - 1 >> 8 * i);
    }
    return bytes;
  }

  public static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
