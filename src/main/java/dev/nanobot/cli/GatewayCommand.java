package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.app.Instance;
import dev.nanobot.app.Lives;
import dev.nanobot.app.Logging;
import java.io.PrintStream;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "gateway", description = "Serve all sessions and channels until it is stopped.")
final class GatewayCommand implements Callable<Integer> {
  private static final int PORT_MAX = 65_535;

  @Mixin Flags flags = new Flags();

  @Option(names = "--host", paramLabel = "HOST", description = "Where to listen.")
  @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen at; 0 is any free one.")
  @Nullable Integer port;

  private final Shell shell;

  // Written by a signal's thread before it interrupts the one that reads.
  private Exit ended = Exit.INTERRUPTED;

  GatewayCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Config config = placed(flags.read(shell));
    Home home = flags.home(shell);
    Models.needed(config, shell);
    home.create();
    Logging.toFile(home.logs());
    stopOnSignals(Thread.currentThread());
    var means = new Lives.Means(shell.world(), home, shell.environment());
    try {
      new Lives(means, this::next, (instance, trouble) -> greet(home, instance, trouble))
          .run(config);
      return Exit.DONE.code();
    } catch (InterruptedException e) {
      note("Stopped. What was accepted and not answered is kept.");
      return ended.code();
    }
  }

  /// The configuration of another life.
  private Config next() {
    Config config = flags.read(shell);
    Models.needed(config, shell);
    return config;
  }

  private Config placed(Config config) {
    int chosen = port == null ? config.gateway().port() : port;
    if (chosen < 0 || chosen > PORT_MAX) {
      throw new Failure(Exit.USAGE, "--port is a number from 0 to " + PORT_MAX, "", "");
    }
    return config.at(host == null ? config.gateway().host() : host, chosen);
  }

  private void stopOnSignals(Thread server) {
    Signals.register("INT", () -> end(server, Exit.INTERRUPTED));
    Signals.register("TERM", () -> end(server, Exit.TERMINATED));
  }

  private void end(Thread server, Exit exit) {
    ended = exit;
    server.interrupt();
  }

  private void greet(Home home, Instance instance, String trouble) throws InterruptedException {
    if (!trouble.isEmpty()) {
      note("It could not start with the configuration as it is now, and went back: " + trouble);
    }
    note("nanobot " + Main.version() + " · home " + home.root());
    instance.banner().forEach(this::note);
    instance.warnings().forEach(warning -> note("warning    " + warning));
    instance.address().ifPresent(this::showDoor);
    note("Running. Log: " + home.logs().resolve("gateway.log") + " · Ctrl-C stops");
  }

  private void showDoor(String address) {
    String where = port == null ? "" : " --port " + URI.create(address).getPort();
    note("web        " + address + " · nanobot token --link" + where + " signs a browser in");
  }

  private void note(String text) {
    if (flags.quiet) return;
    PrintStream err = shell.streams().err();
    err.println(Visible.of(text));
    err.flush();
  }
}
