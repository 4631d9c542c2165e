package dev.nanobot.tool;

import dev.nanobot.message.Trust;
import dev.nanobot.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A closed room for commands, made by bubblewrap: its own processes, the system's programs to
/// read, the workspace to write, nothing else of the disk, and no network unless allowed. Source:
/// the manual page bwrap(1) of version 0.8.0, read 2026-11-24.
///
/// Shared: immutable.
final class Sandbox {
  private static final Path PROGRAM = Path.of("/usr/bin/bwrap");
  private static final List<String> SYSTEM =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
  private static final List<String> SETTINGS =
      List.of(
          "/etc/alternatives",
          "/etc/ld.so.cache",
          "/etc/ssl/certs",
          "/etc/ssl/openssl.cnf",
          "/etc/ca-certificates",
          "/etc/pki/tls/certs",
          "/etc/pki/ca-trust/extracted",
          "/etc/localtime",
          "/etc/timezone",
          "/etc/mime.types",
          "/etc/java-25-openjdk");

  /// Where a command may keep files in memory, and how much in each place.
  private static final List<String> SCRATCH = List.of("/tmp", "/home", "/dev/shm");

  private static final String SCRATCH_BYTES_MAX = Long.toString(512L * 1024 * 1024);

  private static final List<String> NETWORK_SETTINGS =
      List.of("/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf");

  /// Of `/proc` what changes the whole machine. Root owns it also inside, and for the owner the
  /// kernel asks for no capability.
  private static final List<String> MACHINE =
      List.of(
          "/proc/sys",
          "/proc/sysrq-trigger",
          "/proc/irq",
          "/proc/bus",
          "/proc/fs",
          "/proc/acpi",
          "/proc/mtrr",
          "/proc/pressure");

  private static final Duration PROBE_TIMEOUT = Duration.ofMinutes(1);

  private final Path workspace;
  private final List<Path> hidden;
  private final List<Path> masked;
  private final List<Path> kept;
  private final List<Path> shown;
  private final boolean hasNetwork;

  Sandbox(Path workspace, List<Path> hidden, boolean hasNetwork) {
    this(workspace, hidden, List.of(), List.of(), List.of(), hasNetwork);
  }

  /// `hidden` names files and directories inside the workspace that must not be seen; `masked`
  /// directories that are always empty inside; `kept` files and directories directly in it that
  /// are not written to; `shown` directories that are seen even where they are masked, and not
  /// written to.
  Sandbox(
      Path workspace,
      List<Path> hidden,
      List<Path> masked,
      List<Path> kept,
      List<Path> shown,
      boolean hasNetwork) {
    this.workspace = workspace;
    this.hidden = List.copyOf(hidden);
    this.masked = List.copyOf(masked);
    this.kept = List.copyOf(kept);
    this.shown = List.copyOf(shown);
    this.hasNetwork = hasNetwork;
  }

  /// The room for a caller: the owner sees what is masked for others, and changes what is kept. Of
  /// what people sent and what tools said the owner sees all, and others see their own.
  Sandbox of(Call call) {
    Path received = Reach.received(workspace);
    if (call.trust() == Trust.OWNER) {
      return new Sandbox(workspace, hidden, List.of(), List.of(), List.of(received), hasNetwork);
    }
    return new Sandbox(workspace, hidden, masked, kept, Personal.of(workspace, call), hasNetwork);
  }

  /// The same where everything may be written: to try it out without a trace.
  Sandbox withoutKept() {
    return new Sandbox(workspace, hidden, masked, List.of(), shown, hasNetwork);
  }

  Path workspace() {
    return workspace;
  }

  /// The command line that runs `command` inside, in `directory`. Its environment is passed on.
  List<String> wrap(List<String> command, Path directory) {
    var line =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "--unshare-all",
                "--die-with-parent",
                "--new-session",
                "--cap-drop",
                "ALL",
                "--ro-bind",
                "/usr",
                "/usr"));
    if (hasNetwork) line.add("--share-net");
    SYSTEM.forEach(path -> system(line, Path.of(path)));
    SETTINGS.forEach(path -> line.addAll(List.of("--ro-bind-try", path, path)));
    if (hasNetwork) {
      NETWORK_SETTINGS.forEach(path -> line.addAll(List.of("--ro-bind-try", path, path)));
    }
    line.addAll(List.of("--proc", "/proc"));
    MACHINE.forEach(path -> line.addAll(List.of("--ro-bind-try", path, path)));
    line.addAll(List.of("--dev", "/dev", "--remount-ro", "/dev"));
    SCRATCH.forEach(path -> line.addAll(List.of("--size", SCRATCH_BYTES_MAX, "--tmpfs", path)));
    bind(line, "--bind", workspace);
    pinned().forEach(path -> bind(line, hasGap(path) ? "--ro-bind" : "--bind", path));
    hidden.forEach(path -> hide(line, path));
    masked.forEach(path -> mask(line, path));
    shown.forEach(path -> line.addAll(List.of("--ro-bind-try", path.toString(), path.toString())));
    kept.forEach(path -> keep(line, path));
    // What holds the mounts together is in memory, too, and has no limit.
    line.addAll(List.of("--remount-ro", "/", "--chdir", directory.toString(), "--"));
    line.addAll(command);
    return line;
  }

  private static void bind(List<String> line, String how, Path path) {
    line.addAll(List.of(how, path.toString(), path.toString()));
  }

  private static void system(List<String> line, Path path) {
    if (Files.isSymbolicLink(path)) {
      try {
        line.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString()));
      } catch (IOException e) {
        throw new ToolException("the system directory " + path + " cannot be read", e);
      }
    } else if (Files.isDirectory(path)) {
      bind(line, "--ro-bind", path);
    }
  }

  /// The directories between the workspace and what is hidden, the outer first. A directory that
  /// is mounted cannot be renamed, so what is hidden stays where it is hidden.
  private List<Path> pinned() {
    var pinned = new TreeSet<Path>();
    for (Path path : hidden) {
      for (Path at = path.getParent();
          at != null && at.startsWith(workspace) && !at.equals(workspace);
          at = at.getParent()) {
        if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) pinned.add(at);
      }
    }
    return List.copyOf(pinned);
  }

  /// Whether something to hide in `directory` cannot be covered: it is not there yet, or a link. A
  /// command could put its own in the place, so the directory must not be written to.
  private boolean hasGap(Path directory) {
    return hidden.stream().anyMatch(path -> directory.equals(path.getParent()) && !isThere(path));
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(path);
  }

  private static void mask(List<String> line, Path path) {
    refuseLink(path);
    line.addAll(List.of("--tmpfs", path.toString()));
  }

  /// What is not there yet becomes an empty file, so that nobody puts another one there.
  private static void keep(List<String> line, Path path) {
    refuseLink(path);
    try {
      if (!Files.exists(path)) {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(Folder.PRIVATE));
      }
    } catch (IOException e) { // A link to nothing, or made just now: not kept, so nothing runs.
      throw new ToolException(path.getFileName() + " cannot be kept from changes; try again", e);
    }
    bind(line, "--ro-bind", path);
  }

  /// A mount follows a link on both sides, and would show what it leads to.
  private static void refuseLink(Path path) {
    if (!Files.isSymbolicLink(path)) return;
    throw new ToolException(
        path.getFileName()
            + " is a link, and nothing runs until the owner has put something else in its place");
  }

  private static void hide(List<String> line, Path path) {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      line.addAll(List.of("--tmpfs", path.toString(), "--remount-ro", path.toString()));
    } else if (isThere(path)) {
      line.addAll(List.of("--ro-bind", "/dev/null", path.toString()));
    }
  }

  /// Tries everything that the room promises. Returns the empty string, or what did not hold.
  String probe(World world) throws InterruptedException {
    if (!Files.isExecutable(PROGRAM)) return "bubblewrap (" + PROGRAM + ") is not installed";
    if (hasGap(workspace)) return "the workspace is the folder of the program's own files";
    Path secret = null;
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      secret = Files.createTempFile("nanobot-probe", null);
      Files.writeString(secret, world.id());
      return judged(
          Child.run(
              world,
              wrap(question(secret, listener), workspace),
              workspace,
              environment(),
              PROBE_TIMEOUT));
    } catch (IOException e) {
      return "the probe could not run: " + e.getMessage();
    } finally {
      if (secret != null) delete(secret);
    }
  }

  private static Map<String, String> environment() {
    return Map.of("PATH", "/usr/bin:/bin");
  }

  private static void delete(Path secret) {
    try {
      Files.deleteIfExists(secret);
    } catch (IOException e) {
      throw new ToolException("the probe's file cannot be removed: " + secret, e);
    }
  }

  /// Each line of the answer names a promise that was broken.
  private List<String> question(Path secret, ServerSocket listener) throws IOException {
    String script =
        """
        cat "$1" >/dev/null 2>&1 && echo "a file outside can be read"
        [ "$(readlink /proc/self/ns/pid)" = "$2" ] && echo "processes outside can be seen"
        [ -w /proc/sys/kernel/core_pattern ] && echo "the system's settings can be changed"
        (: >.nanobot-probe && rm .nanobot-probe) 2>/dev/null || echo "the workspace is not writable"
        if [ "$4" != 0 ]; then
          [ "$(readlink /proc/self/ns/net)" = "$3" ] && echo "the network is shared"
          [ -x /bin/bash ] && bash -c ": </dev/tcp/127.0.0.1/$4" 2>/dev/null &&
            echo "loopback answers"
        fi
        echo done
        """;
    return List.of(
        "/bin/sh",
        "-c",
        script,
        "probe",
        secret.toString(),
        namespace("pid"),
        namespace("net"),
        hasNetwork ? "0" : Integer.toString(listener.getLocalPort()));
  }

  private static String namespace(String kind) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/ns", kind)).toString();
  }

  private static String judged(Child.Ended ended) {
    String said = (ended.out() + "\n" + ended.err()).strip();
    if (ended.out().strip().equals("done") && ended.exit() == 0) return "";
    return "the probe failed: " + said.replace("\ndone", "").replace('\n', ';');
  }
}
