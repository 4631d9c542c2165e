package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.app.Instance;
import dev.nanobot.app.ModelChoice;
import dev.nanobot.message.Json;
import dev.nanobot.store.Store.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "doctor", description = "Look for what is wrong, and say what to do.")
final class DoctorCommand implements Callable<Integer> {
  private static final long FREE_BYTES_MIN = 200L * 1024 * 1024;
  private static final Duration PENDING_MAX = Duration.ofMinutes(5);

  @Mixin Flags flags = new Flags();

  private final Shell shell;
  private final List<Finding> findings = new ArrayList<>();

  private enum Mark {
    OK,
    WARNING,
    FAILED
  }

  private record Finding(Mark mark, String check, String text, String hint) {}

  DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    Home home = flags.home(shell);
    find(Mark.OK, "program", Main.version() + " on Java " + Runtime.version(), "");
    space(home.root());
    try {
      Config config = flags.read(shell);
      find(
          Mark.OK,
          "config",
          Files.exists(home.config()) ? home.config().toString() : "none; the defaults hold",
          "");
      List<String> problems = Instance.problems(config);
      for (String problem : problems) {
        find(Mark.FAILED, "config", problem, "correct it, then run: nanobot config check");
      }
      if (problems.isEmpty()) {
        for (String warning : Instance.warnings(config)) find(Mark.WARNING, "config", warning, "");
      }
      model(config);
      if (Files.exists(home.database())) instance(home, config);
      else find(Mark.OK, "store", "none yet", "");
    } catch (RuntimeException e) {
      Failure failure = Reports.failure(e);
      find(
          Mark.FAILED,
          "start",
          failure.getMessage() + (failure.why().isEmpty() ? "" : ": " + failure.why()),
          failure.hint());
    }
    findings.forEach(this::tell);
    boolean isBroken = findings.stream().anyMatch(finding -> finding.mark() == Mark.FAILED);
    return (isBroken ? Exit.FAILED : Exit.DONE).code();
  }

  private void space(Path root) {
    Path there = root;
    while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      find(
          free < FREE_BYTES_MIN ? Mark.WARNING : Mark.OK,
          "disk",
          free / (1024 * 1024) + " MB free for " + root,
          "free some space");
    } catch (IOException e) {
      find(Mark.WARNING, "disk", "cannot ask how much is free: " + e.getMessage(), "");
    }
  }

  private void model(Config config) {
    ModelChoice.of(config, shell.environment())
        .ifPresentOrElse(
            chosen ->
                find(
                    chosen.model().equals(ModelChoice.REHEARSAL) ? Mark.WARNING : Mark.OK,
                    "model",
                    chosen.model() + " (" + chosen.why() + ")",
                    "nanobot onboard, then put a key into the configuration"),
            () ->
                find(
                    Mark.FAILED,
                    "model",
                    "a key is configured, but no model",
                    "export NANOBOT_AGENTS__DEFAULTS__MODEL=PROVIDER/MODEL"));
  }

  private void instance(Home home, Config config) throws InterruptedException {
    try (var instance = Instance.open(shell.world(), home, config, shell.environment())) {
      instance.banner().forEach(line -> find(Mark.OK, "instance", line, ""));
      health(instance.store().health());
    }
  }

  private void health(Health health) {
    find(
        Mark.OK,
        "store",
        "schema "
            + health.schema()
            + ", "
            + health.inboxWaiting()
            + " waiting, "
            + health.turnsRunning()
            + " thinking",
        "");
    find(
        health.outboxDead() > 0 ? Mark.WARNING : Mark.OK,
        "outbox",
        health.outboxPending() + " to deliver, " + health.outboxDead() + " given up",
        "nanobot outbox list");
    boolean isLate = health.oldestPending().compareTo(PENDING_MAX) > 0;
    if (isLate) {
      find(
          Mark.WARNING,
          "outbox",
          "the oldest waits for " + DurationText.of(health.oldestPending()),
          "nanobot gateway");
    }
    health
        .races()
        .forEach(
            race ->
                find(
                    Mark.OK,
                    "races",
                    race.name()
                        + ": "
                        + race.count()
                        + " detected, none came to anything; the last "
                        + race.last(),
                    ""));
  }

  private void find(Mark mark, String check, String text, String hint) {
    findings.add(new Finding(mark, check, text, mark == Mark.OK ? "" : hint));
  }

  private void tell(Finding finding) {
    var out = shell.streams().out();
    if (flags.json) {
      out.println(
          Json.write(
              Json.object()
                  .put("check", finding.check())
                  .put("state", finding.mark().name().toLowerCase(Locale.ROOT))
                  .put("text", finding.text())
                  .put("hint", finding.hint())));
      return;
    }
    Style style = flags.out(shell);
    String sign =
        switch (finding.mark()) {
          case OK -> style.done();
          case WARNING -> style.warning();
          case FAILED -> style.failed();
        };
    out.println(
        sign
            + " "
            + finding.check()
            + ": "
            + Visible.of(finding.text())
            + (finding.hint().isEmpty() ? "" : "  (" + finding.hint() + ")"));
  }
}
