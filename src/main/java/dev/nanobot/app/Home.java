package dev.nanobot.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.web.OwnerToken;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where everything of one instance lives: one folder, for its owner's eyes only.
///
/// Folders are made 0700 and files 0600 from their creation on.
public record Home(Path root, Path config) {
  private static final Logger log = LoggerFactory.getLogger(Home.class);

  /// Moves the whole home.
  public static final String VARIABLE = "NANOBOT_HOME";

  /// The longest configuration file, in bytes.
  public static final int CONFIG_BYTES_MAX = 4 * 1024 * 1024;

  private static final String TOKEN = "gateway.token";

  /// What some editors put in front of a text in UTF-8.
  private static final String MARK = "\uFEFF";

  private static final FileAttribute<Set<PosixFilePermission>> FOLDER_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<PosixFilePermission> OTHERS =
      Set.copyOf(
          EnumSet.complementOf(
              EnumSet.of(
                  PosixFilePermission.OWNER_READ,
                  PosixFilePermission.OWNER_WRITE,
                  PosixFilePermission.OWNER_EXECUTE)));

  /// The home that the environment names: `NANOBOT_HOME`, or `.nanobot` in the person's own folder.
  public static Home of(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    Path person = person(environment);
    Path root = named.isBlank() ? person.resolve(".nanobot") : expand(named, person);
    return new Home(root, root.resolve("config.json"));
  }

  /// The home around one configuration file: its folder.
  public static Home around(Path config) {
    Path file = config.toAbsolutePath().normalize();
    Path folder = Optional.ofNullable(file.getParent()).orElse(file);
    return new Home(folder, file);
  }

  /// The configuration that is about to take the place of the one there is.
  Path configNext() {
    return config.resolveSibling(config.getFileName() + ".next");
  }

  /// What the configuration was before it was last changed over HTTP.
  Path configBefore() {
    return config.resolveSibling(config.getFileName() + ".before");
  }

  public Path database() {
    return root.resolve("nanobot.db");
  }

  /// Where the token is, if there is one.
  OwnerToken presentToken() {
    return new OwnerToken(root.resolve(TOKEN));
  }

  /// The token that opens the gateway; made when it is missing.
  ///
  /// @throws ConfigException when it cannot be written, is none, or is not the owner's alone
  public OwnerToken token(World world) {
    Path file = root.resolve(TOKEN);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) makeToken(world, file);
    if (!Files.isRegularFile(file)) {
      throw unusable(file, "it is neither a file nor a link to one", null);
    }
    var token = new OwnerToken(file);
    try {
      checkPrivate(file, "the gateway's token");
      if (!token.read().isEmpty()) return token;
    } catch (IOException e) {
      throw unusable(file, reason(e), e);
    }
    throw unusable(
        file, "it holds no token of " + OwnerToken.CHARS_MIN + " or more characters", null);
  }

  /// Puts a whole token where none is: who reads it, or dies here, never finds half of one.
  private void makeToken(World world, Path file) {
    Path next = newToken(world);
    try {
      Files.createLink(file, next);
    } catch (FileAlreadyExistsException e) {
      log.info("{} was made by somebody else meanwhile: that counts", file);
    } catch (IOException e) {
      throw unusable(file, reason(e), e);
    } finally {
      remove(next);
    }
  }

  /// Puts another token in the place of the one that opens the gateway.
  ///
  /// @throws ConfigException when it cannot be written
  public void rotateToken(World world) {
    Path next = newToken(world);
    Path file = root.resolve(TOKEN);
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      remove(next);
      throw unusable(file, reason(e), e);
    }
  }

  /// A file with a new token, under a name of its own.
  private Path newToken(World world) {
    Path next = root.resolve(TOKEN + "." + world.id());
    writeNew(next, world.id() + world.id() + "\n"); // 256 random bits
    return next;
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unusable(file, reason(e), e);
    }
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path history() {
    return root.resolve("history");
  }

  /// Where the skills that come with the program are, for the agent to read.
  public Path builtInSkills() {
    return root.resolve("builtin").resolve("skills");
  }

  /// Where locks of files that tools write live.
  public Path locks() {
    return root.resolve("locks");
  }

  /// What no tool may reach, wherever the workspace is: this instance's own files.
  public List<Path> guarded() {
    return List.of(
        config,
        configNext(),
        configBefore(),
        database(),
        root.resolve("nanobot.db-wal"),
        root.resolve("nanobot.db-shm"),
        root.resolve("nanobot.db-journal"), // one put there would be rolled back into the database
        root.resolve("gateway.lock"),
        root.resolve(TOKEN),
        logs(),
        history(),
        locks());
  }

  /// The folder the agent works in: the configured one, or `workspace` in the home.
  public Path workspace(Config config, Map<String, String> environment) {
    String configured = config.agents().defaults().workspace();
    return configured.isBlank()
        ? root.resolve("workspace")
        : expand(configured, person(environment));
  }

  /// Makes the folders that are missing.
  ///
  /// @throws ConfigException when the home cannot be made or written
  public void create() {
    if (root.toString().contains("?")) {
      throw unusable(root, "the database does not take a path with a question mark", null);
    }
    for (Path folder : List.of(root, logs(), history(), locks())) createFolder(folder);
    if (!Files.isWritable(root)) throw unusable(root, "it is not writable", null);
  }

  /// Makes one folder and its parents, those that are missing.
  ///
  /// @throws ConfigException when it cannot be made
  public static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder, FOLDER_MODE);
    } catch (IOException e) {
      throw unusable(folder, reason(e), e);
    }
  }

  /// Writes a file that is not there yet; returns false, and changes nothing, when it is.
  ///
  /// @throws ConfigException when it cannot be written
  public static boolean writeNew(Path file, String text) {
    return writeNew(file, text.getBytes(UTF_8));
  }

  /// The same for what need not be text.
  static boolean writeNew(Path file, byte[] content) {
    try (var out =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE_MODE)) {
      Channels.newOutputStream(out).write(content);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw unusable(file, reason(e), e);
    }
  }

  /// Writes into a file that is there and empty; returns false, and changes nothing, where that is
  /// not so.
  ///
  /// @throws ConfigException when it cannot be written
  public static boolean fillEmpty(Path file, String text) {
    try {
      boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
      if (!isFile || Files.size(file) > 0) return false;
      Files.writeString(file, text);
      return true;
    } catch (IOException e) {
      throw unusable(file, reason(e), e);
    }
  }

  /// The text of the configuration file, if there is one, without a mark of its encoding.
  ///
  /// @throws ConfigException when others may read it, or it cannot be read
  public Optional<String> configText() {
    if (!Files.exists(config, LinkOption.NOFOLLOW_LINKS)) return Optional.empty();
    if (!Files.isRegularFile(config)) {
      throw unusable(config, "it is neither a file nor a link to one", null);
    }
    try (var in = Files.newByteChannel(config)) {
      checkPrivate(config, "keys");
      if (in.size() > CONFIG_BYTES_MAX) {
        throw unusable(config, "it has more than " + CONFIG_BYTES_MAX + " bytes", null);
      }
      var bytes = ByteBuffer.allocate(Math.toIntExact(in.size()));
      while (bytes.hasRemaining() && in.read(bytes) >= 0) {}
      String text = UTF_8.newDecoder().decode(bytes.flip()).toString();
      return Optional.of(text.startsWith(MARK) ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      throw new ConfigException(
          "Cannot use " + config + ": " + reason(e), List.of(), "save it as UTF-8");
    } catch (IOException e) {
      throw unusable(config, reason(e), e);
    }
  }

  private static void checkPrivate(Path file, String what) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (mode.stream().noneMatch(OTHERS::contains)) return;
    throw new ConfigException(
        "%s holds %s, and other users of this machine may open it (%s)"
            .formatted(file, what, PosixFilePermissions.toString(mode)),
        List.of(),
        "chmod 600 " + quoted(file));
  }

  private static Path person(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.isBlank() ? System.getProperty("user.home", "/") : home);
  }

  private static Path expand(String path, Path person) {
    boolean isInside = path.equals("~") || path.startsWith("~/");
    try {
      Path expanded =
          isInside ? person.resolve(path.substring(1).replaceFirst("^/", "")) : Path.of(path);
      return expanded.toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new ConfigException(
          "This system cannot name the folder \"" + path + "\": " + e.getReason(),
          List.of(),
          "choose another name");
    }
  }

  static ConfigException unusable(Path path, String reason, @Nullable IOException cause) {
    var unusable =
        new ConfigException(
            "Cannot use " + path + ": " + reason,
            List.of(),
            "make it yours and writable, or name another folder: export " + VARIABLE + "=FOLDER");
    if (cause != null) unusable.initCause(cause);
    return unusable;
  }

  static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "it is not there and cannot be made";
      case FileAlreadyExistsException exists -> "there is a file in the way";
      case CharacterCodingException malformed -> "it is not text in UTF-8";
      case FileSystemException named when named.getReason() != null -> named.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
