package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.app.Import;
import dev.nanobot.app.Instance;
import dev.nanobot.message.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = "Move in from a home of nanobot for Python. Importing again adds what is new.")
final class ImportCommand implements Callable<Integer> {
  @Mixin Flags flags = new Flags();

  @Parameters(paramLabel = "PATH", description = "Its folder, for example ~/.nanobot.")
  Path path = Path.of("");

  @Option(names = "--dry-run", description = "Show what would be done; change nothing.")
  boolean isRehearsed;

  private final Shell shell;

  ImportCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Home home = flags.home(shell);
    refuseSame(home);
    Config config = flags.read(shell);
    home.create();
    Path workspace = home.workspace(config, shell.environment());
    try (var instance = Instance.open(shell.world(), home, config, shell.environment())) {
      var target =
          new Import.Target(
              instance.store(),
              home,
              workspace,
              config.agents().memory().scope().ownerScope(),
              shell.world().now(),
              shell.environment());
      tell(new Import(target, path, isRehearsed).run(ZoneId.systemDefault()));
    }
    return Exit.DONE.code();
  }

  /// The original's home and this one have the same usual place.
  private void refuseSame(Home home) {
    Path named = path.toAbsolutePath().normalize();
    Path here = home.root().toAbsolutePath().normalize();
    if (!named.equals(here) && !here.equals(named.getParent())) return;
    throw new Failure(
        Exit.USAGE,
        "Cannot import " + path + " into itself",
        "it is this nanobot's own home",
        "mv " + here + " " + here + "-old && nanobot import " + here + "-old");
  }

  private void tell(List<Import.Finding> findings) {
    PrintStream out = shell.streams().out();
    for (Import.Finding finding : findings) {
      String outcome = finding.outcome().name().toLowerCase(Locale.ROOT);
      if (flags.json) {
        out.println(
            Json.write(
                Json.object()
                    .put("kind", finding.kind())
                    .put("name", finding.name())
                    .put("outcome", outcome)
                    .put("detail", finding.detail())));
      } else {
        out.println(
            Visible.of(
                String.format(
                    "%-6s %-9s %s: %s",
                    outcome, finding.kind(), finding.name(), finding.detail())));
      }
    }
    if (flags.json) return;
    if (findings.isEmpty()) out.println("Nothing was found that can be imported.");
    if (isRehearsed) out.println("This was a rehearsal: nothing was changed.");
  }
}
