package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.world.Jvm;
import dev.nanobot.world.RealWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions that edit one file at the same time, in one process or in several, lose nothing.
class LostEditTest {
  private static final int SESSIONS = 16;
  private static final int EDITS = 20;
  private static final int PROCESSES = 2;

  @Test
  void everyLineOfManySessionsIsThere(@TempDir Path directory) throws Exception {
    var desk = new Desk(directory);
    desk.put("notes.md", "start\n");
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < SESSIONS; i++) {
      String name = "session" + i;
      threads.add(new RealWorld().start(name, () -> Editor.edit(directory, name, EDITS)));
    }
    for (Thread thread : threads) thread.join();
    assertThatAllAreThere(desk.workspace.resolve("notes.md"), SESSIONS * EDITS);
  }

  @Test
  void everyLineOfTwoProcessesIsThere(@TempDir Path directory) throws Exception {
    var desk = new Desk(directory);
    desk.put("notes.md", "start\n");
    var processes = new ArrayList<Process>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(
          new ProcessBuilder(
                  Jvm.command(
                      Editor.class.getName(),
                      List.of(directory.toString(), "process" + i, "" + 10 * EDITS)))
              .inheritIO()
              .start());
    }
    for (Process process : processes) assertThat(process.waitFor()).isZero();
    assertThatAllAreThere(desk.workspace.resolve("notes.md"), PROCESSES * 10 * EDITS);
  }

  private static void assertThatAllAreThere(Path file, int edits) throws Exception {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(edits + 1);
    assertThat(new HashSet<>(lines)).hasSize(edits + 1);
  }

  /// One session that adds lines: read, edit, and read again when told that the file changed.
  static final class Editor {
    private Editor() {}

    public static void main(String[] arguments) {
      edit(Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[2]));
    }

    static void edit(Path directory, String name, int edits) {
      try {
        var desk = new Desk(directory);
        for (int i = 0; i < edits; i++) {
          while (!added(desk, name + " " + i)) Thread.onSpinWait();
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    private static boolean added(Desk desk, String line) throws Exception {
      desk.run(new ReadFile(desk.reach, 1_000_000), Desk.arguments("path", "notes.md"));
      try {
        desk.run(
            new EditFile(desk.reach),
            Desk.arguments(
                "path", "notes.md", "old_text", "start\n", "new_text", "start\n" + line + "\n"));
        return true;
      } catch (ToolException e) {
        assertThat(e.getMessage()).contains("read it again");
        return false;
      }
    }
  }
}
