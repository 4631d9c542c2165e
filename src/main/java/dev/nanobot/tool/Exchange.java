package dev.nanobot.tool;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// The Linux call `renameat2` with RENAME_EXCHANGE: two names change places at once. Source: the
/// manual page rename(2), read 2026-11-28.
///
/// Shared: immutable.
final class Exchange {
  private static final long RENAMEAT2 = Syscall.IS_ARM ? 276 : 316;
  private static final int RENAME_EXCHANGE = 2;
  private static final int ENOENT = 2;
  private static final int EPERM = 1;
  private static final int EINVAL = 22;
  private static final int ENOSYS = 38;

  private static final MethodHandle SYSCALL =
      Syscall.taking(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);

  private Exchange() {}

  /// Exchanges two entries of the directory that `fd` names. Returns false when the kernel, or the
  /// file system, cannot.
  static boolean names(int fd, String one, String other) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Syscall.state(arena);
      if (call(state, fd, arena.allocateFrom(one), arena.allocateFrom(other)) == 0) return true;
      int error = Syscall.error(state);
      return switch (error) {
        case EINVAL, ENOSYS, EPERM -> false;
        case ENOENT -> throw new NoSuchFileException(one, other, null);
        default -> throw new FileSystemException(one, other, "error " + error);
      };
    }
  }

  private static long call(MemorySegment state, int fd, MemorySegment one, MemorySegment other) {
    try {
      return (long) SYSCALL.invokeExact(state, RENAMEAT2, fd, one, fd, other, RENAME_EXCHANGE);
    } catch (Throwable e) {
      throw new IllegalStateException("renameat2 takes two directories and two names", e);
    }
  }
}
