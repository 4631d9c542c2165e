package dev.nanobot.app;

import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A home of the original, of version 0.1.3.post6 or 0.3: where it keeps what (both read 2026-11).
///
/// Immutable; it is only read.
record OldHome(Path root) {
  /// The largest file that is read, in bytes.
  static final long FILE_BYTES_MAX = 512L * 1024 * 1024;

  private static final String END = ".jsonl";

  /// A session's file, and the session as its name tells it.
  record SessionFile(Path path, String written) {
    /// @throws IllegalArgumentException when no session can be called that
    SessionKey key() {
      return OldSession.key(written);
    }
  }

  /// The home that a person names by its folder or by its configuration.
  ///
  /// @throws ConfigException when nothing of the original is there
  static OldHome at(Path named) {
    Path absolute = named.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    var home = new OldHome(Files.isRegularFile(absolute) && parent != null ? parent : absolute);
    boolean isHome =
        Stream.of("config.json", "sessions", "workspace", "cron", "data")
            .anyMatch(name -> Files.exists(home.root.resolve(name)));
    if (isHome) return home;
    throw new ConfigException(
        "There is no nanobot home in " + named,
        List.of(),
        "name the folder that holds config.json, sessions and workspace, as ~/.nanobot does");
  }

  /// The configuration; empty when there is none or it is no JSON object.
  Optional<ObjectNode> config() throws IOException {
    Optional<JsonNode> tree = json(root.resolve("config.json"));
    return tree.isPresent() && tree.get() instanceof ObjectNode object
        ? Optional.of(object)
        : Optional.empty();
  }

  /// The workspace: the configured one if it is there, or the one in the home.
  Path workspace() throws IOException {
    String configured =
        config()
            .map(tree -> tree.path("agents").path("defaults").path("workspace").asString(""))
            .orElse("");
    Path usual = root.resolve("workspace");
    if (configured.isBlank() || configured.startsWith("~")) return usual;
    Path named = root.resolve(configured);
    return Files.isDirectory(named) ? named : usual;
  }

  /// Both kinds of session files: `sessions/KEY.jsonl` with the colon as an underscore, and
  /// `sessions/WORKSPACE/BASE64.jsonl`.
  List<SessionFile> sessions() throws IOException {
    List<SessionFile> files = new ArrayList<>();
    for (Path entry : list(root.resolve("sessions"))) {
      if (Files.isDirectory(entry)) {
        for (Path file : list(entry)) add(files, file, true);
      } else {
        add(files, entry, false);
      }
    }
    return files;
  }

  private static void add(List<SessionFile> files, Path file, boolean isEncoded) {
    String name = String.valueOf(file.getFileName());
    if (!name.endsWith(END) || !Files.isRegularFile(file)) return;
    String stem = name.substring(0, name.length() - END.length());
    String written = isEncoded ? decoded(stem) : stem.replaceFirst("_", ":");
    files.add(new SessionFile(file, written));
  }

  private static String decoded(String stem) {
    try {
      return new String(Base64.getUrlDecoder().decode(stem), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return stem.replaceFirst("_", ":"); // A name from before they were encoded.
    }
  }

  /// The file of scheduled jobs, in any of its places.
  Optional<Path> jobs() throws IOException {
    return Stream.of(
            workspace().resolve("cron/jobs.json"),
            root.resolve("cron/jobs.json"),
            root.resolve("data/cron/jobs.json"))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /// The entries of a folder in the order of their names; none when there is no folder.
  static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return List.of();
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /// A file's bytes.
  ///
  /// @throws IOException when it cannot be read, or is too large
  static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException("it has more than " + FILE_BYTES_MAX + " bytes");
    }
    return Files.readAllBytes(file);
  }

  static Optional<JsonNode> json(Path file) throws IOException {
    if (!Files.isRegularFile(file)) return Optional.empty();
    try {
      return Optional.of(Json.parse(new String(bytes(file), StandardCharsets.UTF_8)));
    } catch (JacksonException e) {
      throw new IOException("it is not whole JSON", e);
    }
  }
}
