package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.app.ModelChoice;
import dev.nanobot.message.Json;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Health;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Show what is configured and what waits.")
final class StatusCommand implements Callable<Integer> {
  private static final String FORM = "%-10s %s%n";

  @Mixin Flags flags = new Flags();

  private final Shell shell;

  StatusCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Home home = flags.home(shell);
    Config config = flags.read(shell);
    Optional<ModelChoice> model = ModelChoice.of(config, shell.environment());
    Optional<Health> health =
        Files.exists(home.database())
            ? Optional.of(Looking.into(shell, flags, Store::health))
            : Optional.empty();
    if (flags.json) json(home, config, model, health);
    else lines(home, config, model, health);
    return Exit.DONE.code();
  }

  private void lines(
      Home home, Config config, Optional<ModelChoice> model, Optional<Health> health) {
    PrintStream out = shell.streams().out();
    out.printf(FORM, "home", home.root());
    out.printf(FORM, "config", home.config() + (Files.exists(home.config()) ? "" : " (none)"));
    out.printf(FORM, "workspace", home.workspace(config, shell.environment()));
    out.printf(
        FORM,
        "model",
        model
            .map(chosen -> chosen.model() + " (" + chosen.why() + ")")
            .orElse("none: a key is configured, but agents.defaults.model is empty"));
    out.printf(FORM, "store", health.map(StatusCommand::sentence).orElse("none yet"));
  }

  private static String sentence(Health health) {
    return health.inboxWaiting()
        + " waiting, "
        + health.turnsRunning()
        + " thinking, "
        + health.outboxPending()
        + " to deliver, "
        + health.outboxDead()
        + " dead";
  }

  private void json(
      Home home, Config config, Optional<ModelChoice> model, Optional<Health> health) {
    var json = Json.object();
    json.put("version", Main.version());
    json.put("home", home.root().toString());
    json.put("config", home.config().toString());
    json.put("workspace", home.workspace(config, shell.environment()).toString());
    model.ifPresent(chosen -> json.put("model", chosen.model()));
    health.ifPresent(
        now ->
            json.putObject("store")
                .put("waiting", now.inboxWaiting())
                .put("thinking", now.turnsRunning())
                .put("toDeliver", now.outboxPending())
                .put("dead", now.outboxDead()));
    shell.streams().out().println(Json.write(json));
  }
}
