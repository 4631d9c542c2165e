package dev.nanobot.cli;

import dev.nanobot.app.Instance;
import dev.nanobot.gateway.Occasion;
import dev.nanobot.message.Json;
import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Change;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.store.Schedules.Slot;
import dev.nanobot.store.Schedules.Start;
import dev.nanobot.store.Schedules.Unreadable;
import dev.nanobot.store.Store;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "cron", description = "Jobs that are done on a schedule by the gateway.")
final class CronCommand implements Callable<Integer> {
  private static final int SLOTS = 20;

  @Mixin Flags flags = new Flags();

  private final Shell shell;

  private CronCommand(Shell shell) {
    this.shell = shell;
  }

  static CommandLine of(Shell shell) {
    return new CommandLine(new CronCommand(shell)).addSubcommand("add", new CronAddCommand(shell));
  }

  @Override
  public Integer call() {
    return list(flags, false);
  }

  @Command(name = "list", description = "The jobs, what is due first in front.")
  int list(
      @Mixin Flags own,
      @Option(
              names = {"-a", "--all"},
              description = "Disabled ones, too.")
          boolean all) {
    return Looking.at(
        shell,
        own,
        instance -> {
          List<Planned> jobs =
              instance.store().schedules().all().stream()
                  .filter(planned -> all || planned.job().isEnabled())
                  .toList();
          PrintStream out = shell.streams().out();
          for (Planned job : jobs) {
            out.println(
                own.json
                    ? Json.write(JobJson.of(job))
                    : Visible.of(Occasion.line(job, instance.zone())));
          }
          List<Unreadable> unreadable = instance.store().schedules().unreadable();
          for (Unreadable job : unreadable) {
            out.println(own.json ? Json.write(JobJson.of(job)) : Visible.of(Occasion.line(job)));
          }
          if (jobs.isEmpty() && unreadable.isEmpty() && !own.json)
            out.println(all ? "No jobs." : "No jobs are enabled.");
          return Exit.DONE.code();
        });
  }

  @Command(name = "remove", description = "Remove a job; what it has begun goes on.")
  int remove(@Mixin Flags own, @Parameters(paramLabel = "ID") String id) {
    return Looking.into(
        shell,
        own,
        store -> {
          if (!store.schedules().remove(id)) throw missing(store, id);
          return done(own, "removed", id);
        });
  }

  @Command(name = "enable", description = "Let a job be done again, or no longer.")
  int enable(
      @Mixin Flags own,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--disable", description = "No longer.") boolean disable) {
    return Looking.into(
        shell,
        own,
        store -> {
          Schedules schedules = store.schedules();
          Change change = disable ? schedules.disable(id) : schedules.enable(id);
          return switch (change) {
            case CHANGED -> done(own, disable ? "disabled" : "enabled", id);
            case NOT_FOUND -> throw missing(store, id);
            case CONFLICT ->
                throw new Failure(Exit.CONFLICT, "The job was changed by somebody else", "", "");
            case OVER ->
                throw new Failure(
                    Exit.USAGE,
                    "The job " + id + " cannot be enabled",
                    "its schedule has no time any more",
                    "nanobot cron add --help");
          };
        });
  }

  @Command(name = "run", description = "Start a job now, beside its schedule.")
  int run(
      @Mixin Flags own,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = {"-f", "--force"},
              description = "Even if it is disabled.")
          boolean force) {
    return Looking.into(
        shell,
        own,
        store -> {
          Planned planned = store.schedules().find(id).orElseThrow(() -> missing(store, id));
          if (!planned.job().isEnabled() && !force) {
            throw new Failure(
                Exit.CONFLICT,
                "The job " + id + " is disabled",
                "",
                "nanobot cron run " + id + " --force");
          }
          var run = new Run(shell.world().now(), Occasion.byHand(planned.job()));
          return started(own, store, id, store.schedules().start(id, run));
        });
  }

  private int started(Flags own, Store store, String id, Start start) {
    return switch (start) {
      case Start.Started(long message) -> {
        String line = own.out(shell).done() + " started: nanobot trace " + message;
        String json = Json.write(Json.object().put("messageId", message));
        shell.streams().out().println(own.json ? json : line);
        yield Exit.DONE.code();
      }
      case Start.AtWork(Instant slot) ->
          throw new Failure(
              Exit.CONFLICT,
              "The job " + id + " is at work",
              "the run of " + slot + " is not over",
              "nanobot cron history " + id);
      case Start.NotFound() -> throw missing(store, id);
    };
  }

  @Command(name = "history", description = "What became of a job's times, the newest first.")
  int history(
      @Mixin Flags own,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = {"-n", "--limit"},
              paramLabel = "COUNT",
              defaultValue = "" + SLOTS,
              description = "At most so many (default: ${DEFAULT-VALUE}).")
          int limit) {
    String again = "nanobot cron history " + id;
    Failure.checkNumber("--limit", limit, Schedules.HISTORY_MAX, "show " + limit + " times", again);
    return Looking.at(shell, own, instance -> history(own, instance, id, limit));
  }

  private int history(Flags own, Instance instance, String id, int limit) {
    Schedules schedules = instance.store().schedules();
    List<Slot> slots = schedules.history(id, limit);
    if (slots.isEmpty() && schedules.find(id).isEmpty()) throw missing(instance.store(), id);
    PrintStream out = shell.streams().out();
    for (Slot slot : slots) {
      out.println(own.json ? Json.write(JobJson.of(slot)) : line(slot, instance.zone()));
    }
    if (slots.isEmpty() && !own.json) out.println("Not done yet.");
    return Exit.DONE.code();
  }

  private static String line(Slot slot, ZoneId zone) {
    String message = slot.message() == 0 ? "" : "  message " + slot.message();
    String reason = slot.reason().isEmpty() ? "" : "  " + Visible.of(slot.reason());
    return "%s  %-7s%s%s"
        .formatted(Occasion.time(slot.slot(), zone), slot.state(), message, reason);
  }

  private int done(Flags own, String what, String id) {
    PrintStream out = shell.streams().out();
    if (own.json) out.println(Json.write(Json.object().put(what, id)));
    else out.println(own.out(shell).done() + " " + what + " " + id);
    return Exit.DONE.code();
  }

  private static Failure missing(Store store, String id) {
    for (Unreadable job : store.schedules().unreadable()) {
      if (!job.id().equals(id)) continue;
      return new Failure(
          Exit.CONFLICT,
          "The job " + id + " cannot be read",
          Visible.of(job.reason()),
          "nanobot cron remove " + id);
    }
    return new Failure(Exit.NOT_FOUND, "There is no job " + id, "", "nanobot cron list --all");
  }
}
