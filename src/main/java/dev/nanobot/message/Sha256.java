package dev.nanobot.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 (FIPS 180-4), which every Java platform has.
public final class Sha256 {
  private static final int BYTES = 32;

  private Sha256() {}

  /// One that is to be fed; owned by the thread that does so.
  public static MessageDigest begun() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// In lower-case hexadecimal digits.
  public static String hex(byte[] content) {
    return hex(content, BYTES);
  }

  /// The first `bytes` of it, two digits for each.
  public static String hex(byte[] content, int bytes) {
    return HexFormat.of().formatHex(begun().digest(content), 0, bytes);
  }

  /// That of a text in UTF-8.
  public static String hex(String text) {
    return hex(text, BYTES);
  }

  /// The first `bytes` of that, two digits for each.
  public static String hex(String text, int bytes) {
    return hex(text.getBytes(UTF_8), bytes);
  }
}
