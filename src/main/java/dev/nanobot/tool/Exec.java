package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Runs a shell command, in a sandbox or on the host as the operator decided.
///
/// Once: nobody knows what running a command again would do.
public final class Exec implements Tool {
  private static final int COMMAND_CHARS_MAX = 16_000;
  private static final int TIMEOUT_SECONDS_MAX = 600;
  private static final Duration DENY_DEADLINE = Duration.ofSeconds(1);
  private static final Path BASH = Path.of("/bin/bash");
  private static final String PROGRAMS =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// A courtesy against accidents, no boundary: that is the sandbox.
  private static final List<Pattern> DENIED =
      List.of(
          Pattern.compile("\\brm\\s+-[a-z]*[rf]"),
          Pattern.compile("\\brm\\s+--(recursive|force)\\b"),
          Pattern.compile("\\bdel\\s+/[fq]\\b"),
          Pattern.compile("\\brmdir\\s+/s\\b"),
          Pattern.compile("(?:^|[;&|]\\s*)format\\b"),
          Pattern.compile("\\b(mkfs|diskpart)\\b"),
          Pattern.compile("\\bdd\\s+(if|of)="),
          Pattern.compile(">\\s*/dev/sd"),
          Pattern.compile("\\b(shutdown|reboot|poweroff)\\b"),
          Pattern.compile(":\\(\\)\\s*\\{"));

  private static final ToolSpec SPEC =
      new ToolSpec(
          "exec",
          "Run a shell command and return its output. It gets no input. Everything it started ends"
              + " with it.",
          Parameters.none()
              .required("command", "string", "The command line, for bash where there is one")
              .optional(
                  "working_dir", "string", "The directory to run in; the workspace if left out")
              .optional("timeout", "Seconds after which it is ended", 1, TIMEOUT_SECONDS_MAX)
              .schema());

  private final World world;
  private final Reach reach;
  private final Duration timeout;
  private final Map<String, String> environment;
  private final List<Pattern> denied;
  private final @Nullable Sandbox sandbox;

  /// Runs on the host when `sandbox` is null. `passed` are the variables that commands get besides
  /// the few that every program needs. `denied` is what the operator added to the courtesy list.
  Exec(
      World world,
      Reach reach,
      Duration timeout,
      Map<String, String> passed,
      List<Pattern> denied,
      @Nullable Sandbox sandbox) {
    this.world = world;
    this.reach = reach;
    this.timeout = timeout;
    this.denied = List.copyOf(denied);
    this.sandbox = sandbox;
    this.environment = environment(reach.workspace(), passed);
  }

  private static Map<String, String> environment(Path workspace, Map<String, String> passed) {
    var environment = new HashMap<>(passed);
    environment.put("PATH", PROGRAMS);
    environment.put("HOME", workspace.toString());
    environment.put("TERM", "dumb");
    environment.put("LANG", "C.UTF-8");
    return Map.copyOf(environment);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Effect effect() {
    return Effect.ONCE;
  }

  @Override
  public Output run(JsonNode arguments, Call call) throws InterruptedException {
    String command = arguments.path("command").asString("");
    check(command);
    Path directory = reach.of(call).directory(arguments.path("working_dir").asString("."));
    Duration longest =
        arguments.has("timeout") ? Duration.ofSeconds(arguments.path("timeout").asInt(1)) : timeout;
    String shell = Files.isExecutable(BASH) ? BASH.toString() : "/bin/sh";
    List<String> line = List.of(shell, "-c", "--", command);
    Child.Ended ended =
        Child.run(world, boxed(line, directory, call), directory, environment, longest);
    String text = told(ended);
    if (!ended.isTimeout()) return Output.of(text);
    throw new ToolException(
        "the command was ended after "
            + longest.toSeconds()
            + " seconds, with"
            + " everything it had started. It said:\n"
            + text);
  }

  private List<String> boxed(List<String> line, Path directory, Call call) {
    if (sandbox == null) return line;
    if (!directory.startsWith(sandbox.workspace())) {
      throw new ToolException("working_dir is inside the workspace " + sandbox.workspace());
    }
    return sandbox.of(call).wrap(line, directory);
  }

  private static String told(Child.Ended ended) {
    String err = ended.err().isBlank() ? "" : "\nSTDERR:\n" + ended.err();
    String said = ended.out() + err;
    return (said.isBlank() ? "(no output)" : said).stripTrailing() + "\nExit code: " + ended.exit();
  }

  private void check(String command) throws InterruptedException {
    if (command.isBlank()) throw new ToolException("a command is never blank");
    if (command.indexOf('\0') >= 0) throw new ToolException("a command has no NUL character");
    if (command.length() > COMMAND_CHARS_MAX) {
      throw new ToolException("a command has at most " + COMMAND_CHARS_MAX + " characters");
    }
    if (isDenied(command)) {
      throw new ToolException("the command is blocked: it looks destructive");
    }
  }

  private boolean isDenied(String command) throws InterruptedException {
    var patience = new Patience(world, world.nanos() + DENY_DEADLINE.toNanos());
    String text = command.toLowerCase(Locale.ROOT);
    try {
      return Stream.concat(DENIED.stream(), denied.stream())
          .anyMatch(pattern -> pattern.matcher(patience.over(text)).find());
    } catch (RuntimeException | Error e) {
      if (Thread.interrupted()) throw new InterruptedException();
      return true; // What cannot be judged is not run.
    }
  }

  /// Where commands run.
  public enum Tier {
    /// Nowhere: there is no such tool.
    OFF,
    /// In a closed room; not at all when the machine cannot make one.
    SANDBOX,
    /// Only after the owner's approval, which this version cannot ask for: not at all.
    APPROVE,
    /// On the machine, with the rights of the program itself.
    HOST
  }

  /// Where commands really run, and why in one line for the operator.
  public record Shell(Tier effective, String explanation) {
    static Shell off(String explanation) {
      return new Shell(Tier.OFF, explanation);
    }
  }
}
