package dev.nanobot.tool;

import dev.nanobot.message.Sha256;

/// The version of a file: the first half of the SHA-256 of its bytes, in hexadecimal.
final class Version {
  private static final int BYTES = 16;

  private Version() {}

  static String of(byte[] content) {
    return Sha256.hex(content, BYTES);
  }
}
