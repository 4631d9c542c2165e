package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.ConfigException;
import dev.nanobot.app.ConfigReader;
import dev.nanobot.app.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags that every command takes.
final class Flags {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(names = "--json", description = "Write JSON, errors too.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "No notes on stderr.")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more; with errors, where they come from.")
  boolean[] verbose = {};

  @Option(names = "--no-color", description = "No colours.")
  boolean noColor;

  @Option(names = "--no-input", description = "Never ask.")
  boolean noInput;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; its folder is the home.")
  @Nullable Path config;

  Home home(Shell shell) {
    return config == null ? Home.of(shell.environment()) : Home.around(config);
  }

  /// @throws ConfigException when the file that was named is not there, or has problems
  Config read(Shell shell) {
    if (config != null && !Files.exists(config)) {
      throw new ConfigException(
          "There is no file " + config,
          List.of(),
          "name another one, or make it: nanobot onboard --config " + config);
    }
    return new ConfigReader(shell.environment()).read(home(shell));
  }

  boolean isVerbose() {
    return verbose.length > 0;
  }

  Style out(Shell shell) {
    Streams streams = shell.streams();
    return Style.of(
        noColor || json, shell.environment(), streams.isOutTerminal(), streams.isOutUtf8());
  }

  Style err(Shell shell) {
    Streams streams = shell.streams();
    return Style.of(
        noColor || json, shell.environment(), streams.isErrTerminal(), streams.isOutUtf8());
  }
}
