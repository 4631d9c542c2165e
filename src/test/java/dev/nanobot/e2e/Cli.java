package dev.nanobot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The program's commands in processes of their own, over one home.
record Cli(Path home) {
  /// What a command wrote to its standard output, and how it ended.
  record Ended(int exit, String out) {}

  /// Writes the configuration, for its owner alone.
  void configure(String json) throws IOException {
    Files.createDirectories(home);
    Path file =
        Files.createFile(
            home.resolve("config.json"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, json);
  }

  Ended run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    process.getOutputStream().close();
    return ended(process);
  }

  Process start(String... arguments) {
    return Launch.nanobot(home, List.of(arguments)).start();
  }

  static Ended ended(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ended(process.waitFor(), out);
  }
}
