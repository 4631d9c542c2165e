package dev.nanobot.web;

import dev.nanobot.world.Cell;
import java.util.Optional;

/// The memory that long bodies may take together, in bytes.
///
/// Shared: any request takes of it and gives it back.
final class Room {
  /// A request becomes several times its size while it is read: the heap has room for that.
  static final long BYTES = 40L * 1024 * 1024;

  private final Cell<Long> free;

  Room(long bytes) {
    free = new Cell<>(bytes);
  }

  /// Takes so many bytes; empty when there are not so many now.
  Optional<Share> take(long bytes) {
    boolean isTaken =
        free.updateIf(now -> now >= bytes ? Optional.of(now - bytes) : Optional.empty());
    return isTaken ? Optional.of(new Share(this, bytes)) : Optional.empty();
  }

  /// What one request has taken; closing gives it back, once.
  ///
  /// Owned by the thread of the request.
  static final class Share implements AutoCloseable {
    private final Room room;
    private long bytes;

    private Share(Room room, long bytes) {
      this.room = room;
      this.bytes = bytes;
    }

    @Override
    public void close() {
      long back = bytes;
      bytes = 0;
      room.free.update(now -> now + back);
    }
  }
}
