package dev.nanobot.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "completion", description = "Print a completion script for a shell.")
final class CompletionCommand implements Callable<Integer> {
  /// The shells that can complete.
  enum Kind {
    bash,
    zsh,
    fish
  }

  @Mixin Flags flags = new Flags();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  Kind kind = Kind.bash;

  private final Shell shell;

  CompletionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    CommandLine all = CommandLines.all(shell);
    PrintStream out = shell.streams().out();
    if (kind == Kind.fish) fish(all, out);
    else out.print(AutoComplete.bash("nanobot", all)); // It turns on zsh's own reading of bash's.
    return Exit.DONE.code();
  }

  private static void fish(CommandLine all, PrintStream out) {
    out.println("complete -c nanobot -f");
    for (Map.Entry<String, CommandLine> entry : all.getSubcommands().entrySet()) {
      String name = entry.getKey();
      out.println(
          "complete -c nanobot -n __fish_use_subcommand -a "
              + name
              + " -d "
              + quoted(description(entry.getValue())));
      entry
          .getValue()
          .getSubcommands()
          .keySet()
          .forEach(
              verb ->
                  out.println(
                      "complete -c nanobot -n '__fish_seen_subcommand_from "
                          + name
                          + "' -a "
                          + verb));
      entry.getValue().getCommandSpec().options().stream()
          .filter(option -> option.longestName().startsWith("--"))
          .forEach(
              option ->
                  out.println(
                      "complete -c nanobot -n '__fish_seen_subcommand_from "
                          + name
                          + "' -l "
                          + option.longestName().substring(2)));
    }
  }

  private static String description(CommandLine command) {
    String[] lines = command.getCommandSpec().usageMessage().description();
    return lines.length == 0 ? "" : lines[0];
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "\\'") + "'";
  }
}
