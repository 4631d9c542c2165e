package dev.nanobot.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The disk that the store is on; `free` tells how many bytes it still takes.
///
/// Shared: immutable.
record Disk(LongSupplier free) {
  /// With less the gateway does not count as well, and does not start again by itself: a store that
  /// cannot be opened would end it.
  static final long BYTES_MIN = 100L << 20;

  private static final Logger log = LoggerFactory.getLogger(Disk.class);

  static Disk of(Path place) {
    return new Disk(() -> free(place));
  }

  boolean isFull() {
    return free.getAsLong() < BYTES_MIN;
  }

  /// The most when nobody knows.
  private static long free(Path place) {
    try {
      return Files.getFileStore(place).getUsableSpace();
    } catch (IOException e) {
      log.warn("nobody knows how much room the disk has: {}", e.toString());
      return Long.MAX_VALUE;
    }
  }
}
