package dev.nanobot.tool;

import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command run to its end, with nothing of it left behind.
final class Child {
  static final int OUTPUT_CHARS_MAX = 10_000;
  private static final long OUTPUT_BYTES_MAX = 64L * 1024 * 1024;
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final List<String> LIMITS =
      List.of(
          "--core=0",
          "--fsize=" + 1024L * 1024 * 1024,
          "--nofile=4096",
          "--data=" + 4L * 1024 * 1024 * 1024); // of each process; not what is only reserved

  private Child() {}

  /// Runs `command` with this environment and no other, and no input. Ends it with all that it
  /// started when it ends, at the timeout, when it says too much, and at an interrupt.
  static Ended run(
      World world,
      List<String> command,
      Path directory,
      Map<String, String> environment,
      Duration timeout)
      throws InterruptedException {
    // Bubblewrap dies with the thread that started it, not with the program: the one that carries
    // a virtual thread ends when it was idle for half a minute, and would take the command along.
    var run =
        new Run<>(
            world::startPlatform,
            "exec",
            () -> ended(world, command, directory, environment, timeout));
    return Run.joinAll(List.of(run)).getFirst();
  }

  private static Ended ended(
      World world,
      List<String> command,
      Path directory,
      Map<String, String> environment,
      Duration timeout)
      throws InterruptedException {
    String mark = world.id();
    Process process = start(command, directory, environment, mark);
    var tree = new Tree(process, mark);
    Runnable overflow = process::destroyForcibly;
    var out = new Drain(world, "exec out", process.getInputStream(), OUTPUT_BYTES_MAX, overflow);
    var err = new Drain(world, "exec err", process.getErrorStream(), OUTPUT_BYTES_MAX, overflow);
    boolean isInTime;
    try {
      isInTime = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      tree.kill(world, () -> out.isOver() && err.isOver());
    }
    return ended(process.waitFor(), !isInTime, out.said(), err.said());
  }

  /// Errors have what the rest leaves them of the room, and a third of it in any case.
  private static Ended ended(int exit, boolean isTimeout, Drain.Said out, Drain.Said err) {
    int left = Math.max(OUTPUT_CHARS_MAX / 3, OUTPUT_CHARS_MAX - out.text().length());
    int taken = Math.min(err.text().length(), left);
    return new Ended(exit, isTimeout, out.cut(OUTPUT_CHARS_MAX - taken), err.cut(left));
  }

  private static Process start(
      List<String> command, Path directory, Map<String, String> environment, String mark) {
    var line = new ArrayList<String>();
    if (Files.isExecutable(SETSID)) line.add(SETSID.toString());
    if (Files.isExecutable(PRLIMIT)) {
      line.add(PRLIMIT.toString());
      line.addAll(LIMITS);
    }
    line.addAll(command);
    var builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put(Tree.MARK_NAME, mark);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new ToolException("the command could not be started: " + e.getMessage(), e);
    }
  }

  /// How it ended and what it said.
  record Ended(int exit, boolean isTimeout, String out, String err) {}
}
