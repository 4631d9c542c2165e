package dev.nanobot.tool;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// The Linux call `openat2`, which opens a path below a directory and nowhere else: the kernel
/// itself refuses every step that would leave it. Source: the manual page openat2(2), ERRORS, and
/// `linux/openat2.h`, read 2026-11-24.
///
/// Shared: immutable.
final class OpenAt {
  private static final long OPENAT2 = 437; // the same on x86_64 and aarch64
  private static final long CLOSE = Syscall.IS_ARM ? 57 : 3;
  private static final long O_CLOEXEC = 0x80000;
  private static final long O_PATH = 0x200000;
  private static final long O_DIRECTORY = Syscall.IS_ARM ? 0x4000 : 0x10000;
  private static final long RESOLVE_NO_MAGICLINKS = 0x02;
  private static final long RESOLVE_BENEATH = 0x08;
  private static final long RESOLVE_IN_ROOT = 0x10;
  private static final int AT_FDCWD = -100;
  private static final int HOW_BYTES = 24;
  private static final int EAGAIN_RETRIES_MAX = 1_000;
  private static final int ENOENT = 2;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int EXDEV = 18;
  private static final int ENOTDIR = 20;
  private static final int ELOOP = 40;

  private static final MethodHandle SYSCALL = Syscall.taking(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);

  private OpenAt() {}

  /// Whether this machine has the call: Linux from 5.6, unless a container forbids it.
  static boolean works() {
    String system = System.getProperty("os.name", "");
    String machine = System.getProperty("os.arch", "");
    if (!system.equals("Linux") || !(Syscall.IS_ARM || machine.equals("amd64"))) return false;
    try {
      int fd = directory(Path.of("/"));
      boolean isVisible = Files.isDirectory(path(fd));
      close(fd);
      return isVisible;
    } catch (IOException e) {
      return false; // ENOSYS or EPERM: the portable way is taken instead.
    }
  }

  /// A descriptor of the directory at an absolute path that the operator chose.
  static int directory(Path path) throws IOException {
    return open(AT_FDCWD, path.toString(), O_DIRECTORY, 0);
  }

  /// A descriptor that only names what is at `relative` below `directory`, without opening it.
  static int beneath(int directory, String relative, boolean mustBeDirectory) throws IOException {
    return open(directory, relative, mustBeDirectory ? O_DIRECTORY : 0, RESOLVE_BENEATH);
  }

  /// The same, where links to absolute paths start at `directory`: for a root that is `/`.
  static int inRoot(int directory, String relative, boolean mustBeDirectory) throws IOException {
    return open(directory, relative, mustBeDirectory ? O_DIRECTORY : 0, RESOLVE_IN_ROOT);
  }

  /// The path by which the JDK reaches what the descriptor names, wherever that has moved to.
  static Path path(int fd) {
    return Path.of("/proc/self/fd/" + fd);
  }

  static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      call(Syscall.state(arena), CLOSE, fd, MemorySegment.NULL, MemorySegment.NULL);
    }
  }

  private static int open(int directory, String path, long flags, long resolve) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      MemorySegment how = arena.allocate(HOW_BYTES, Long.BYTES);
      how.setAtIndex(JAVA_LONG, 0, flags | O_PATH | O_CLOEXEC);
      how.setAtIndex(JAVA_LONG, 2, resolve | RESOLVE_NO_MAGICLINKS);
      MemorySegment state = Syscall.state(arena);
      for (int i = 0; i < EAGAIN_RETRIES_MAX; i++) {
        long fd = call(state, OPENAT2, directory, name, how);
        if (fd >= 0) return (int) fd;
        int error = Syscall.error(state);
        // The kernel could not prove the path safe because something was renamed meanwhile.
        if (error != EAGAIN) throw failure(path, error);
      }
      throw failure(path, EAGAIN);
    }
  }

  /// A handle for each call would take as long to make again. The system takes no notice of
  /// arguments that a call does not have.
  private static long call(
      MemorySegment state, long number, int fd, MemorySegment name, MemorySegment how) {
    try {
      return (long) SYSCALL.invokeExact(state, number, fd, name, how, (long) HOW_BYTES);
    } catch (Throwable e) {
      throw new IllegalStateException("a call takes a number, a name and how", e);
    }
  }

  private static IOException failure(String path, int error) {
    return switch (error) {
      case ENOENT -> new NoSuchFileException(path);
      case ENOTDIR -> new NotDirectoryException(path);
      case EACCES -> new AccessDeniedException(path);
      case EXDEV, ELOOP -> new AccessDeniedException(path, null, "it leads out of the directory");
      default -> new FileSystemException(path, null, "error " + error);
    };
  }
}
