package dev.nanobot.cli;

import dev.nanobot.app.Ahead;
import dev.nanobot.app.NearestName;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The command line: which commands there are, and how their failures are told.
final class CommandLines {
  private static final Map<String, Function<Shell, Object>> COMMANDS = commands();

  /// Those in which the agent works.
  private static final Set<String> WORKING = Set.of("agent", "gateway");

  private CommandLines() {}

  private static Map<String, Function<Shell, Object>> commands() {
    var commands = new LinkedHashMap<String, Function<Shell, Object>>();
    commands.put("onboard", OnboardCommand::new);
    commands.put("agent", AgentCommand::new);
    commands.put("gateway", GatewayCommand::new);
    commands.put("token", TokenCommand::new);
    commands.put("status", StatusCommand::new);
    commands.put("sessions", SessionsCommand::new);
    commands.put("cron", CronCommand::of);
    commands.put("memory", MemoryCommand::new);
    commands.put("import", ImportCommand::new);
    commands.put("trace", TraceCommand::new);
    commands.put("outbox", OutboxCommand::new);
    commands.put("usage", UsageCommand::new);
    commands.put("skills", SkillsCommand::new);
    commands.put("trigger", TriggerCommand::new);
    commands.put("webhook", WebhookCommand::new);
    commands.put("channels", ChannelsCommand::new);
    commands.put("pairing", PairingCommand::new);
    commands.put("doctor", DoctorCommand::new);
    commands.put("config", ConfigCommand::new);
    commands.put("completion", CompletionCommand::new);
    return commands;
  }

  /// Runs one command; returns the exit code.
  static int run(Shell shell, String... arguments) {
    // Reading the annotations of commands that are not run takes longer than running one.
    boolean isKnown = arguments.length > 0 && COMMANDS.containsKey(arguments[0]);
    if (isKnown && WORKING.contains(arguments[0])) Ahead.load(shell.world());
    CommandLine line = of(shell, isKnown ? List.of(arguments[0]) : List.copyOf(COMMANDS.keySet()));
    boolean isJson = Arrays.asList(arguments).contains("--json");
    line.setParameterExceptionHandler((e, args) -> usage(e, reports(shell, isJson, false)));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> reports(shell, isJson, isVerbose(arguments)).report(e).code());
    line.setExecutionStrategy(
        parsed -> {
          passOn(parsed, List.of());
          return new CommandLine.RunLast().execute(parsed);
        });
    return line.execute(arguments);
  }

  /// A flag holds for what comes after it: `nanobot --json config check`, too.
  private static void passOn(ParseResult parsed, List<OptionSpec> before) {
    for (OptionSpec given : before) {
      OptionSpec own = parsed.commandSpec().findOption(given.longestName());
      if (own != null && !parsed.hasMatchedOption(own)) own.setValue(given.getValue());
    }
    var given = new ArrayList<>(before);
    given.addAll(parsed.matchedOptions());
    if (parsed.hasSubcommand()) passOn(parsed.subcommand(), given);
  }

  /// All commands, for help and completion.
  static CommandLine all(Shell shell) {
    return of(shell, List.copyOf(COMMANDS.keySet()));
  }

  private static CommandLine of(Shell shell, List<String> names) {
    var line = new CommandLine(new RootCommand(shell));
    for (String name : names) {
      Function<Shell, Object> command = COMMANDS.get(name);
      if (command != null) line.addSubcommand(name, command.apply(shell));
    }
    line.setExpandAtFiles(false); // "@name" is something to say, not a file of arguments.
    line.getCommandSpec().version("nanobot " + Main.version());
    line.setOut(new PrintWriter(shell.streams().out(), true));
    line.setErr(new PrintWriter(shell.streams().err(), true));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return line;
  }

  private static int usage(ParameterException e, Reports reports) {
    CommandLine line = e.getCommandLine();
    String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("Wrong usage");
    String why = "";
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String written = unmatched.getUnmatched().getFirst();
      List<String> known =
          written.startsWith("-")
              ? List.copyOf(line.getCommandSpec().optionsMap().keySet())
              : List.copyOf(line.getSubcommands().keySet());
      what = "There is no \"" + written + "\" in " + line.getCommandSpec().qualifiedName();
      why = NearestName.of(written, known).map(near -> "did you mean " + near + "?").orElse("");
    }
    String hint = line.getCommandSpec().qualifiedName() + " --help";
    return reports.report(new Failure(Exit.USAGE, what, why, hint)).code();
  }

  private static Reports reports(Shell shell, boolean isJson, boolean isVerbose) {
    Streams streams = shell.streams();
    var style = Style.of(isJson, shell.environment(), streams.isErrTerminal(), streams.isOutUtf8());
    return new Reports(streams.err(), style, isJson, isVerbose);
  }

  private static boolean isVerbose(String[] arguments) {
    return Arrays.stream(arguments).anyMatch(a -> a.equals("-v") || a.equals("--verbose"));
  }
}
