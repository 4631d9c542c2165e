package dev.nanobot.web;

import dev.nanobot.world.Cell;
import java.util.Optional;

/// The memory that bodies, and answers in pieces, may take together, in bytes. Short ones take
/// none.
///
/// Shared: any request takes of it and gives it back.
final class Room {
  /// A request becomes several times its size while it is read: the heap has room for that.
  static final long BYTES = 40L * 1024 * 1024;

  /// So much of it is as good as nothing, whatever the number of connections.
  static final int SHORT_BYTES_MAX = 64 * 1024;

  private final Cell<Long> free;

  Room(long bytes) {
    free = new Cell<>(bytes);
  }

  /// What one request took, until it is given back for the first time.
  ///
  /// Owned by the thread of the request.
  final class Share implements AutoCloseable {
    private long bytes;

    private Share(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public void close() {
      long given = bytes;
      bytes = 0;
      if (given > 0) free.update(now -> now + given);
    }
  }

  /// Takes so many bytes; empty when there are not so many now.
  Optional<Share> take(long bytes) {
    if (bytes <= SHORT_BYTES_MAX) return Optional.of(new Share(0));
    boolean isTaken =
        free.updateIf(now -> now >= bytes ? Optional.of(now - bytes) : Optional.empty());
    return isTaken ? Optional.of(new Share(bytes)) : Optional.empty();
  }
}
