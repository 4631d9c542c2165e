package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// A process and everything it started.
///
/// On Linux its members are found in `/proc`: descendants, processes of its session, and those that
/// carry its mark in their environment. One that left the session, lost its parents and removed the
/// mark is not found; only a process namespace, which a sandbox has, ends that one too.
/// Source: the manual page proc_pid_stat(5), read 2026-11-24, and proc_pid_environ(5).
record Tree(Process leader, String mark) {
  static final String MARK_NAME = "NANOBOT_EXEC";
  private static final Path PROC = Path.of("/proc");
  private static final int ROUNDS_MAX = 200;
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final int SESSION_FIELD = 3; // after the name: state, parent, group, session

  /// Ends all members; returns when none is left and `isQuiet` says that nobody can say anything
  /// more, or after a second: a process that is about to become another program has no environment
  /// for a moment, and is not found then. What they said can still be read:
  /// `Process.destroyForcibly` would close their pipes, the handle's does not.
  void kill(World world, BooleanSupplier isQuiet) {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      leader.descendants().forEach(ProcessHandle::destroyForcibly);
      leader.toHandle().destroyForcibly();
      Set<ProcessHandle> members = members();
      if (members.isEmpty() && !leader.isAlive() && isQuiet.getAsBoolean()) return;
      members.forEach(ProcessHandle::destroyForcibly);
      world.park(PAUSE);
    }
  }

  private Set<ProcessHandle> members() {
    var members = new HashSet<ProcessHandle>();
    if (!Files.isDirectory(PROC)) return members;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (isMember(process)) ProcessHandle.of(pid).ifPresent(members::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      return members; // What was found so far is ended; the next round looks again.
    }
    return members;
  }

  private boolean isMember(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      if (fields[0].equals("Z") || fields[0].equals("X")) return false;
      if (fields[SESSION_FIELD].equals(Long.toString(leader.pid()))) return true;
      return Files.readString(process.resolve("environ"), ISO_8859_1)
          .contains(MARK_NAME + "=" + mark);
    } catch (IOException e) {
      return false; // Gone meanwhile, or another user's.
    }
  }
}
