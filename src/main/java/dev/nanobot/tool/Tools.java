package dev.nanobot.tool;

import dev.nanobot.http.Egress;
import dev.nanobot.http.Http;
import dev.nanobot.tool.Exec.Shell;
import dev.nanobot.tool.Exec.Tier;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The tools of this package as the configuration wants them: the table to add a tool to.
///
/// `shell` says where commands really run, for the operator to see at the start; `reading` is what
/// these tools reach.
public record Tools(List<Tool> list, Results results, Shell shell, Reading reading) {
  /// Names that make a program run other code than its own, or write its secrets down: never passed
  /// to a command, whatever the configuration says.
  private static final Set<String> NEVER_PASSED =
      Set.of(
          "BASH_ENV",
          "ENV",
          "IFS",
          "PS4",
          "NODE_OPTIONS",
          "SSLKEYLOGFILE",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS");
  private static final List<String> NEVER_PASSED_PREFIXES =
      List.of("LD_", "DYLD_", "BASH_FUNC_", "PYTHON", "PERL5", "RUBY", "GIT_");
  private static final List<String> ALWAYS_PASSED = List.of("TZ", "LC_ALL", "LANGUAGE");

  public Tools {
    list = List.copyOf(list);
  }

  /// Which files there are. `workspace` is created if it is missing; `readable` are directories
  /// outside it that may be read, for example skills; `denied` is never reached: the instance's own
  /// files; `locks` is a directory of the instance. When not `isRestricted`, the file tools reach
  /// the whole file system but for what is denied. `ownersOnly` are directories that are not there
  /// for callers who are not the owner; what `shapesPrompt`, they do not change: it reaches the
  /// conversations of others.
  public record Reachable(
      Path workspace,
      List<Path> readable,
      List<Path> denied,
      List<Path> ownersOnly,
      List<Path> shapesPrompt,
      Path locks,
      boolean isRestricted) {
    public Reachable(
        Path workspace, List<Path> readable, List<Path> denied, Path locks, boolean isRestricted) {
      this(workspace, readable, denied, List.of(), List.of(), locks, isRestricted);
    }

    public Reachable {
      ownersOnly = List.copyOf(ownersOnly);
      shapesPrompt = List.copyOf(shapesPrompt);
      readable = List.copyOf(readable);
      denied = List.copyOf(denied);
    }
  }

  /// How commands run. `passed` names the variables of this process that they get; `denied` finds
  /// commands, in lower case, that are refused besides those that always are.
  public record Commands(
      Tier tier, Duration timeout, boolean hasNetwork, List<String> passed, List<Pattern> denied) {
    public Commands {
      passed = List.copyOf(passed);
      denied = List.copyOf(denied);
    }
  }

  /// What an operator decides. Without `search` there is no web_search.
  public record Config(
      Reachable files,
      Commands commands,
      @Nullable SearchEngine search,
      int searchCount,
      int resultCharsMax) {}

  /// Makes the tools. When the sandbox was asked for, it is tried out here, which takes the time of
  /// one command.
  ///
  /// @throws IOException when the workspace cannot be made or opened
  public static Tools of(Config config, World world, Http http, Egress egress)
      throws IOException, InterruptedException {
    return begin(config, world).tools(http, egress);
  }

  /// Loads what the first use of a file would load, once in a process.
  public static void load() {
    Folder.Kind.load();
  }

  /// The same in two steps: the sandbox is tried out while the caller has other things to do.
  ///
  /// @throws IOException when the workspace cannot be made or opened
  public static Begun begin(Config config, World world) throws IOException {
    Reach reach = reach(config.files());
    var sandbox =
        new Sandbox(
            reach.workspace(),
            reach.denied(),
            masked(config.files()),
            inside(config.files().shapesPrompt(), reach.workspace()),
            List.of(),
            config.commands().hasNetwork());
    Sandbox tried = sandbox.withoutKept();
    var trial =
        new Run<>(world::start, "sandbox trial", () -> shell(config.commands(), tried, world));
    return new Begun(config, world, reach, sandbox, trial);
  }

  /// Tools that are being made.
  ///
  /// Owned by one thread.
  public static final class Begun {
    private final Config config;
    private final World world;
    private final Reach reach;
    private final Sandbox sandbox;
    private final Run<Shell> trial;

    private Begun(Config config, World world, Reach reach, Sandbox sandbox, Run<Shell> trial) {
      this.config = config;
      this.world = world;
      this.reach = reach;
      this.sandbox = sandbox;
      this.trial = trial;
    }

    /// Waits until it is known where commands run.
    public Tools tools(Http http, Egress egress) throws InterruptedException {
      Shell shell = Run.joinAll(List.of(trial)).getFirst();
      List<Tool> list = list(config, world, reach, shell, sandbox);
      if (config.search() != null) {
        list.add(new WebSearch(http, config.search(), config.searchCount()));
      }
      list.add(
          new WebFetch(
              world, (uri, headers) -> egress.fetch(uri, headers, Egress.Limits.STANDARD)));
      return new Tools(
          list,
          new Results(reach, config.resultCharsMax()),
          shell,
          (path, call, bytesMax) -> reach.of(call).read(path, bytesMax).bytes());
    }
  }

  /// Those that stay on this machine.
  private static List<Tool> list(
      Config config, World world, Reach reach, Shell shell, Sandbox sandbox) {
    var list =
        new ArrayList<Tool>(
            List.of(
                new ReadFile(reach, config.resultCharsMax()),
                new WriteFile(reach),
                new EditFile(reach),
                new ListDirectory(reach),
                new FindFiles(reach),
                new Grep(world, reach)));
    if (shell.effective() != Tier.OFF) {
      list.add(
          new Exec(
              world,
              reach,
              config.commands().timeout(),
              passed(config.commands()),
              config.commands().denied(),
              shell.effective() == Tier.SANDBOX ? sandbox : null));
    }
    return list;
  }

  private static List<Path> masked(Reachable files) throws IOException {
    var masked = new ArrayList<Path>();
    for (Path path : files.ownersOnly()) {
      Files.createDirectories(path);
      masked.add(path.toRealPath());
    }
    masked.addAll(Personal.all(files.workspace().toRealPath()));
    return masked;
  }

  private static Reach reach(Reachable files) throws IOException {
    Files.createDirectories(files.workspace());
    List<Path> personal = Personal.all(files.workspace().toRealPath());
    for (Path folder : personal) { // Else a tool may put a link there.
      Files.createDirectories(folder, Folder.PRIVATE_DIRECTORY);
    }
    var hidden = new ArrayList<Path>(files.ownersOnly());
    hidden.addAll(personal);
    List<Path> kept = inside(files.shapesPrompt(), files.workspace().toRealPath());
    Reach others = reach(files, hidden, kept, null);
    return reach(files, List.of(), List.of(), others);
  }

  /// The paths as they are named below the workspace's real one.
  private static List<Path> inside(List<Path> paths, Path workspace) {
    return paths.stream().map(path -> workspace.resolve(path.getFileName())).toList();
  }

  private static Reach reach(
      Reachable files, List<Path> hidden, List<Path> kept, @Nullable Reach others)
      throws IOException {
    var workspace = new Root(files.workspace(), files.denied(), hidden);
    var readable = new ArrayList<Root>();
    for (Path path : files.readable()) {
      if (Files.isDirectory(path)) readable.add(new Root(path, files.denied(), hidden));
    }
    var locks = new FileLocks(files.locks());
    if (files.isRestricted()) return new Reach(workspace, readable, List.of(), locks, kept, others);
    Path whole = workspace.directory().getRoot();
    var wide = List.of(new Root(whole, files.denied(), hidden));
    return new Reach(workspace, readable, wide, locks, kept, others);
  }

  /// Decides where commands really run.
  private static Shell shell(Commands commands, Sandbox sandbox, World world)
      throws InterruptedException {
    return switch (commands.tier()) {
      case OFF -> Shell.off("commands are off");
      case APPROVE -> Shell.off("commands are off: approvals are not available in this version");
      case HOST ->
          new Shell(
              Tier.HOST,
              "commands run on this machine with all rights of this program, without a sandbox");
      case SANDBOX -> {
        String broken = sandbox.probe(world);
        yield broken.isEmpty()
            ? new Shell(
                Tier.SANDBOX,
                "commands run in a sandbox (bubblewrap), "
                    + (commands.hasNetwork() ? "with network" : "without network"))
            : Shell.off("commands are off: the sandbox does not work here: " + broken);
      }
    };
  }

  private static Map<String, String> passed(Commands commands) {
    var passed = new TreeMap<String, String>();
    var names = new ArrayList<>(commands.passed());
    names.addAll(ALWAYS_PASSED);
    for (String name : names) {
      String value = System.getenv(name);
      if (value != null && mayBePassed(name)) passed.put(name, value);
    }
    return passed;
  }

  static boolean mayBePassed(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return !NEVER_PASSED.contains(upper)
        && NEVER_PASSED_PREFIXES.stream().noneMatch(upper::startsWith);
  }
}
