package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final World world = new RealWorld();

  /// The sandbox ends with the thread that started it. That must not be one that carries virtual
  /// threads, which ends after half a minute without work.
  @Test
  void aCommandIsStartedByAThreadThatWaitsForIt(@TempDir Path directory) throws Exception {
    assumeThat(Path.of("/proc/thread-self/children")).exists();
    var desk = new Desk(directory);
    Path begun = desk.workspace.resolve("begun");
    List<String> line =
        new Sandbox(desk.workspace, List.of(), false)
            .wrap(List.of("/bin/sh", "-c", "echo > begun; sleep 1000"), desk.workspace);
    var ended =
        new FutureTask<>(
            () -> Child.run(world, line, desk.workspace, Map.of("PATH", "/usr/bin:/bin"), LONG));
    Thread turn = world.start("turn", ended);
    while (!Files.exists(begun) && turn.isAlive()) world.park(Duration.ofMillis(5));
    try {
      assertThat(namesOfParents(desk.workspace)).containsOnly("exec");
    } finally {
      turn.interrupt();
      turn.join();
    }
  }

  private Child.Ended run(Path directory, String command) throws InterruptedException {
    List<String> line = List.of("/bin/sh", "-c", command);
    Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
    return Child.run(world, line, directory, environment, LONG);
  }

  @Test
  void howMuchWasCutIsTold(@TempDir Path directory) throws Exception {
    Child.Ended both = run(directory, "seq 100000 103999; seq 200000 203999 >&2");
    assertThat(both.out()).startsWith("100000").endsWith("103999\n").contains("21333 more chars)");
    assertThat(both.err()).startsWith("200000").endsWith("203999\n").contains("24667 more chars)");
    assertThat(run(directory, "seq 1000000 1999999").out())
        .contains("more chars and 7672320 bytes)")
        .endsWith("1999999\n");
  }

  /// The names of threads that have a child whose command names `workspace`: this process may have
  /// other children.
  private static List<String> namesOfParents(Path workspace) throws IOException {
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        try {
          for (String child : Files.readString(thread.resolve("children")).strip().split(" ")) {
            if (!isAbout(workspace, child)) continue;
            names.add(Files.readString(thread.resolve("comm")).strip());
          }
        } catch (IOException e) {
          continue; // It ended meanwhile, and was nobody's parent.
        }
      }
    }
    return names;
  }

  private static boolean isAbout(Path workspace, String process) {
    try {
      return Files.readString(Path.of("/proc", process, "cmdline")).contains(workspace.toString());
    } catch (IOException e) {
      return false; // There is none, or it ended.
    }
  }
}
