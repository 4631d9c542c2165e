package dev.nanobot.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/// The skills that come with the program, and their copies in the home: a model reads a file.
final class BuiltInSkills {
  static final List<String> NAMES =
      List.of("cron", "github", "memory", "skill-creator", "summarize", "tmux", "weather");

  private static final String FILE = "SKILL.md";

  private BuiltInSkills() {}

  /// Writes those that are missing in `folder`, or differ. Processes that do so at the same time
  /// write the same, each in one step.
  ///
  /// @throws ConfigException when the folder cannot be written
  static void copyTo(Path folder) {
    try {
      for (String name : NAMES) copy(name, folder.resolve(name));
    } catch (IOException e) {
      throw new ConfigException(
          "The built-in skills cannot be copied to " + folder + ": " + e.getMessage(),
          List.of(),
          "make the folder writable");
    }
  }

  private static void copy(String name, Path folder) throws IOException {
    byte[] text = text(name);
    Path file = folder.resolve(FILE);
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), text)) return;
    Home.createFolder(folder);
    Path draft = Files.createTempFile(folder, FILE, ".new");
    try {
      Files.write(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static byte[] text(String name) throws IOException {
    String resource = "/skills/" + name + "/" + FILE;
    try (InputStream in = BuiltInSkills.class.getResourceAsStream(resource)) {
      if (in == null) throw new IllegalStateException("the program holds " + resource);
      return in.readAllBytes();
    }
  }
}
