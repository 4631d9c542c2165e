package dev.nanobot.tool;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// The Linux call `renameat2` with RENAME_EXCHANGE: two names change places at once. Source: the
/// manual page rename(2), read 2026-11-28.
///
/// Shared: immutable.
final class Exchange {
  private static final long RENAMEAT2 = "aarch64".equals(System.getProperty("os.arch")) ? 276 : 316;
  private static final int RENAME_EXCHANGE = 2;
  private static final int ENOENT = 2;
  private static final int EPERM = 1;
  private static final int EINVAL = 22;
  private static final int ENOSYS = 38;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE =
      ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.captureCallState("errno"));

  private Exchange() {}

  /// Exchanges two entries of the directory that `fd` names. Returns false when the kernel, or the
  /// file system, cannot.
  static boolean names(int fd, String one, String other) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(ERRNO);
      if (call(state, fd, arena.allocateFrom(one), arena.allocateFrom(other)) == 0) return true;
      int error = (int) ERRNO_VALUE.get(state, 0L);
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
