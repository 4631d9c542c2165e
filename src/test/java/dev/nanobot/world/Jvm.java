package dev.nanobot.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A class of this build as the program of another process.
public final class Jvm {
  private Jvm() {}

  public static List<String> command(String mainClass, List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                mainClass));
    command.addAll(arguments);
    return List.copyOf(command);
  }

  /// Starts it; what it says goes to `log`.
  public static Process start(Class<?> main, Path log, String... arguments) throws IOException {
    return new ProcessBuilder(command(main.getName(), List.of(arguments)))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
