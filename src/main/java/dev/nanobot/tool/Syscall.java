package dev.nanobot.tool;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The C function `syscall`, by which Linux is asked for what the JDK has no method for.
///
/// Shared: immutable.
final class Syscall {
  static final boolean IS_ARM = "aarch64".equals(System.getProperty("os.arch"));

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE =
      ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private Syscall() {}

  /// A handle that takes a `state`, the number of a call, and arguments of these layouts.
  static MethodHandle taking(MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG).appendArgumentLayouts(arguments),
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }

  /// Room for what a call leaves behind.
  static MemorySegment state(Arena arena) {
    return arena.allocate(ERRNO);
  }

  /// The error of the call that failed.
  static int error(MemorySegment state) {
    return (int) ERRNO_VALUE.get(state, 0L);
  }
}
