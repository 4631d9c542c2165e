package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Memory files edited by another program while turns of the gateway remember.
@Tag("slow")
final class MemoryProgramTest {
  private static final int TURNS = 50;
  private static final int EDITS = TURNS / 2;

  @TempDir Path home;

  /// The first puts a new file in the place of the old one, the second writes the old one again.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sed -i \"\\$a by hand $1\" \"$2\"",
        "{ cat \"$2\"; echo \"by hand $1\"; } > \"$3/draft\"; cat \"$3/draft\" > \"$2\""
      })
  void allIsKeptThatTurnsRememberAndAnEditorWrites(String editor) throws Exception {
    try (var model = new ModelServer(home)) {
      ObjectNode agents = Kills.agents("fake");
      agents.withObject("/memory").put("scope", "shared");
      Kills.configure(home, model.base(), agents);
      Path folder = Files.createDirectories(home.resolve("workspace/memory"));
      Path document = folder.resolve("MEMORY.md");
      Files.writeString(document, "# Memory\n");
      try (var bridge = new Bridge(home)) {
        remember(bridge, 0);
        bridge.until("the notes have a file", () -> days(folder).size() == 1);
        Path day = days(folder).getFirst();
        for (int i = 0; i < EDITS; i++) {
          remember(bridge, 2 * i + 1);
          edit(editor, i, document);
          remember(bridge, 2 * i + 2);
          edit(editor, i, day);
        }
        bridge.untilQuiet();
        assertThat(shown("memory", "show")).contains("# Memory").containsAll(byHand());
        assertThat(shown("memory", "show", "--day", name(day))).containsAll(byHand());
        assertThat(Files.readAllLines(document)).containsAll(byHand()).doesNotHaveDuplicates();
        assertThat(Files.readAllLines(day)).containsAll(byHand());
        List<String> noted = new ArrayList<>();
        for (Path file : days(folder)) noted.addAll(shown("memory", "show", "--day", name(file)));
        assertThat(noted).containsAll(notes());
        assertThat(noted).filteredOn(line -> !line.isEmpty()).doesNotHaveDuplicates();
      }
    }
  }

  /// Says in a chat of its own what is to be remembered.
  private static void remember(Bridge bridge, int turn) {
    String note = Json.write(Json.object().put("text", "note " + turn));
    bridge.tell("m" + turn, "chat" + turn, "tool:remember " + note);
  }

  private void edit(String editor, int edit, Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "/bin/sh", "-c", editor, "sh", "" + edit, file.toString(), home.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private static List<Path> days(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder, "[0-9]*.md")) {
      List<Path> days = new ArrayList<>();
      files.forEach(days::add);
      return days;
    }
  }

  private static String name(Path day) {
    return String.valueOf(day.getFileName()).replace(".md", "");
  }

  private List<String> shown(String... command) throws IOException, InterruptedException {
    Cli.Ended ended = new Cli(home).run(command);
    assertThat(ended.exit()).isZero();
    return ended.out().lines().toList();
  }

  private static List<String> byHand() {
    return IntStream.range(0, EDITS).mapToObj(i -> "by hand " + i).toList();
  }

  private static List<String> notes() {
    return IntStream.rangeClosed(0, TURNS).mapToObj(i -> "- note " + i).toList();
  }
}
