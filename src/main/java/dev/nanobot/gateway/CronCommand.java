package dev.nanobot.gateway;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Job;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.store.Schedules.Start;
import dev.nanobot.store.Schedules.Unreadable;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.world.World;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The control word `/cron`: lists, removes and starts one's own jobs; the owner's are all.
///
/// Immutable.
public final class CronCommand implements Command {
  private final World world;
  private final Store store;
  private final ZoneId zone;

  /// `zone` is the one that times are shown in.
  public CronCommand(World world, Store store, ZoneId zone) {
    this.world = world;
    this.store = store;
    this.zone = zone;
  }

  @Override
  public String name() {
    return "cron";
  }

  @Override
  public String usage() {
    return "/cron [remove ID|run ID]";
  }

  @Override
  public String about() {
    return "show your jobs, remove one or start it now";
  }

  @Override
  public Receipt run(Inbound message, String arguments) {
    String[] words = arguments.split("\\s+", -1);
    String verb = words[0];
    if (words.length == 1 && (verb.isEmpty() || verb.equals("list"))) {
      return store.controls().answer(message, list(message));
    }
    boolean isKnown = words.length == 2 && (verb.equals("remove") || verb.equals("run"));
    if (!isKnown) return store.controls().answer(message, "Write " + usage() + ".");
    String id = words[1];
    return verb.equals("remove") ? remove(message, id) : start(message, id);
  }

  private String list(Inbound message) {
    Schedules schedules = store.schedules();
    boolean seesAll = message.trust() == Trust.OWNER;
    List<Planned> jobs = seesAll ? schedules.all() : schedules.of(message.principal());
    List<String> lines = new ArrayList<>();
    for (Planned job : jobs) lines.add("- " + Occasion.line(job, zone));
    for (Unreadable job : CronTool.unreadable(schedules, message.principal(), message.trust())) {
      lines.add("- " + Occasion.line(job));
    }
    return lines.isEmpty() ? "There are no jobs." : String.join("\n", lines);
  }

  private Receipt remove(Inbound message, String id) {
    if (!CronTool.isThere(store.schedules(), id, message.principal(), message.trust())) {
      return store.controls().answer(message, missing(id));
    }
    return store
        .controls()
        .unplan(message, id, wasThere -> wasThere ? "Job " + id + " is removed." : missing(id));
  }

  private Receipt start(Inbound message, String id) {
    Optional<Job> found = store.schedules().find(id).map(Planned::job);
    boolean isOwn =
        found.filter(job -> CronTool.isOf(job, message.principal(), message.trust())).isPresent();
    if (!isOwn) return store.controls().answer(message, missing(id));
    Job job = found.get();
    var run = new Run(world.now(), Occasion.byHand(job));
    return store.controls().start(message, job.id(), run, start -> started(job.id(), start));
  }

  private String started(String id, Start start) {
    return switch (start) {
      case Start.Started started -> "Job " + id + " is started.";
      case Start.AtWork work ->
          "Job " + id + " is at work since " + Occasion.time(work.slot(), zone) + ".";
      case Start.NotFound none -> missing(id);
    };
  }

  private static String missing(String id) {
    return "You have no job \"" + id + "\". Send /cron for those you have.";
  }
}
