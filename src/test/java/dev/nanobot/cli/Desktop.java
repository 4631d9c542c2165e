package dev.nanobot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Commands run within the test, in a folder that is the person's.
record Desktop(Path folder, Path home) {
  /// How a command ended, and what it wrote.
  record Ran(int code, String out, String err) {
    JsonNode json() {
      return Json.parse(out);
    }
  }

  /// The home is in the folder.
  Desktop(Path folder) {
    this(folder, folder.resolve("home"));
  }

  Ran run(String... arguments) {
    return runWith("", arguments);
  }

  Ran runWith(String in, String... arguments) {
    return runWith(in, new ByteArrayOutputStream(), arguments);
  }

  Ran runWith(String in, ByteArrayOutputStream err, String... arguments) {
    var out = new ByteArrayOutputStream();
    var streams =
        new Streams(
            new ByteArrayInputStream(in.getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            false,
            false,
            false);
    var environment = Map.of("HOME", folder.toString(), "NANOBOT_HOME", home.toString());
    int code = CommandLines.run(new Shell(new RealWorld(), environment, streams), arguments);
    return new Ran(code, out.toString(UTF_8), err.toString(UTF_8));
  }
}
