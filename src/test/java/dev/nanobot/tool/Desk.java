package dev.nanobot.tool;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A workspace on disk and one session that works in it, remembering what it saw.
final class Desk {
  final Path directory;
  final Path workspace;
  final Reach reach;
  private final Map<String, String> seen = new HashMap<>();

  Desk(Path directory) throws IOException {
    this(directory, List.of());
  }

  Desk(Path directory, List<Path> denied) throws IOException {
    this.directory = directory.toRealPath();
    this.workspace = Files.createDirectories(this.directory.resolve("workspace"));
    var locks = new FileLocks(this.directory.resolve("locks"));
    this.reach = new Reach(new Root(workspace, denied), List.of(), List.of(), locks);
  }

  Call call() {
    return call(new Asker(Principal.LOCAL, Trust.OWNER));
  }

  private Call call(Asker asker) {
    return new Call(
        SessionKey.of("cli", "test"),
        asker,
        "key",
        path -> java.util.Optional.ofNullable(seen.get(path)));
  }

  /// Runs for somebody who is not the owner.
  String runAsGuest(Tool tool, String arguments) throws InterruptedException {
    var guest = new Asker(new Principal("chat:guest"), Trust.ALLOWED);
    return tool.run(Json.parse(arguments), call(guest)).text();
  }

  String run(Tool tool, String arguments) throws InterruptedException {
    Output output = tool.run(Json.parse(arguments), call());
    for (Write write : output.writes()) {
      if (write instanceof Write.Saw saw) seen.put(saw.path(), saw.version());
    }
    return output.text();
  }

  /// Runs as if the process died before the result was recorded.
  String runForgetting(Tool tool, String arguments) throws InterruptedException {
    return tool.run(Json.parse(arguments), call()).text();
  }

  String read(String path) throws InterruptedException {
    return run(new ReadFile(reach, 16_000), arguments("path", path));
  }

  String write(String path, String content) throws InterruptedException {
    return run(new WriteFile(reach), arguments("path", path, "content", content));
  }

  Path put(String path, String content) throws IOException {
    Path file = workspace.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  static String arguments(String... namesAndValues) {
    var json = Json.object();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      json.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Json.write(json);
  }
}
