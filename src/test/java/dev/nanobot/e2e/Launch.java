package dev.nanobot.e2e;

import dev.nanobot.world.Jvm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How a program is started; its standard error is appended to `log`.
record Launch(List<String> command, Map<String, String> environment, Path log) {
  Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /// A class of this build in a process of its own.
  static Launch java(
      String mainClass, List<String> arguments, Map<String, String> environment, Path log) {
    return new Launch(Jvm.command(mainClass, arguments), environment, log);
  }

  /// The same, with more in its environment.
  Launch with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Launch(command, all, log);
  }

  Process start() {
    var builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Launch gateway(Path home) throws IOException {
    Files.createDirectories(home);
    return nanobot(home, List.of("gateway"));
  }

  /// The packaged program where it is built, else the classes of this build.
  static Launch nanobot(Path home, List<String> arguments) {
    var environment = Map.of("NANOBOT_HOME", home.toString());
    Path log = home.resolve("stderr.log");
    if (new File("target/app/current").isFile() && new File("nanobot").canExecute()) {
      List<String> command = new ArrayList<>(List.of("./nanobot"));
      command.addAll(arguments);
      return new Launch(command, environment, log);
    }
    return java("dev.nanobot.cli.Main", arguments, environment, log);
  }
}
