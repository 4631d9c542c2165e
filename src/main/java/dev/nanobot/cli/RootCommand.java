package dev.nanobot.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "nanobot",
    header = "A personal AI agent that loses nothing.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nanobot onboard               set it up, once",
      "  nanobot agent -m \"hello\"      one message, one answer",
      "  nanobot agent                 a conversation"
    })
final class RootCommand implements Callable<Integer> {
  @Mixin Flags flags = new Flags();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  @Spec @Nullable CommandSpec spec;

  private final Shell shell;

  RootCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine()
          .usage(
              shell.streams().out(),
              CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
    return Exit.DONE.code();
  }
}
