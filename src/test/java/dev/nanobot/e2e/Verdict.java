package dev.nanobot.e2e;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What came of a run of the real gateway: its figures, and what is wrong.
record Verdict(JsonNode figures, List<String> blame) {
  private static final Path FOLDER = Path.of("target", "e2e");
  private static final int SHOWN_MAX = 20;

  Verdict {
    blame = List.copyOf(blame);
  }

  /// Also leaves the figures in a file, with how much is wrong.
  static Verdict of(String file, ObjectNode figures, List<String> blame) throws IOException {
    leave(file, figures.put("violations", blame.size()));
    return new Verdict(figures, blame);
  }

  /// Leaves figures in a file of this name.
  static void leave(String file, JsonNode figures) throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve(file), Json.write(figures) + "\n");
  }

  /// Prints all, but not more than the first violations, and ends the process.
  void end(Path home) {
    end(Kills.table(figures), blame.stream().limit(SHOWN_MAX).toList(), home);
  }

  /// Prints all, and ends the process: with code 1 when something is wrong.
  static void end(String figures, List<String> blame, Path home) {
    System.out.println(figures);
    blame.forEach(System.out::println);
    System.out.println("home: " + home);
    System.exit(blame.isEmpty() ? 0 : 1);
  }
}
