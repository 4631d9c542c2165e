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

  /// Takes so many bytes; false when there are not so many now.
  boolean take(long bytes) {
    return free.updateIf(now -> now >= bytes ? Optional.of(now - bytes) : Optional.empty());
  }

  void giveBack(long bytes) {
    free.update(now -> now + bytes);
  }
}
