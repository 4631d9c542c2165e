package dev.nanobot.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The program as people start it, by its launcher, over a home of its own.
record Program(Path root, Path home) {
  private static final String RUNNING = "Running.";
  private static final String WEB = "web ";
  private static final int CONNECTIONS = 12_000;

  /// A gateway that runs, and where it is called.
  record Gateway(Process process, String address) {}

  /// A home whose model is the fake one at `modelBase`; its gateway listens to a bridge.
  static Program configured(Path root, Path home, String modelBase) throws IOException {
    ObjectNode config = Json.object();
    config.putObject("agents").putObject("defaults").put("model", "fake").put("provider", "vllm");
    config.putObject("providers").putObject("vllm").put("apiKey", "none").put("apiBase", modelBase);
    config.putObject("channels").putObject("stdio").put("enabled", true);
    config.putObject("gateway").put("port", 0).put("maxConnections", CONNECTIONS);
    Files.createDirectories(home);
    Path file = Files.createFile(home.resolve("config.json"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Json.write(config));
    return new Program(root, home);
  }

  /// Runs it to its end; returns the nanoseconds that took.
  long run(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = builder(arguments)
        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    long start = System.nanoTime();
    int code = builder.start().waitFor();
    long took = System.nanoTime() - start;
    if (code != 0) throw new IOException(String.join(" ", arguments) + " ended with " + code);
    return took;
  }

  /// Starts the gateway; returns when it says that it runs.
  Process gateway() throws IOException {
    return served().process();
  }

  Gateway served() throws IOException {
    Process process = builder("gateway").start();
    var err = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8));
    String address = "";
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      if (line.startsWith(WEB)) address = line.substring(WEB.length()).strip().split(" ")[0];
      if (line.startsWith(RUNNING)) return new Gateway(process, address);
    }
    throw new IOException("the gateway ended before it ran");
  }

  /// The token that opens its gateway.
  String token() throws IOException {
    return Files.readString(home.resolve("gateway.token")).strip();
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(List.of(root.resolve("nanobot").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("NANOBOT_HOME", home.toString());
    return builder;
  }
}
