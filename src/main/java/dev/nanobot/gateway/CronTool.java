package dev.nanobot.gateway;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Job;
import dev.nanobot.message.Job.Errand;
import dev.nanobot.message.Json;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.Sha256;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Unreadable;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import dev.nanobot.world.World;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The tool `cron`: adds, lists and removes jobs. A job is written in the transaction that commits
/// the call's result; it is done in the chat it was made in, in the name of who asked.
public final class CronTool implements Tool {
  private static final int ID_BYTES = 4;
  private static final ToolSpec SPEC =
      new ToolSpec(
          "cron",
          "Schedule reminders and recurring tasks. Actions: add, list, remove. At its time, message"
              + " is given to you in this chat, and your reply is delivered here.",
          Json.parse(
              """
          {"type": "object", "required": ["action"], "properties": {
            "action": {"type": "string", "enum": ["add", "list", "remove"],
              "description": "What to do"},
            "name": {"type": "string", "description": "A short name of the job (for add)"},
            "message": {"type": "string",
              "description": "What you will be told to do or to remind of (for add)"},
            "every_seconds": {"type": "integer", "minimum": 1, "maximum": 315360000,
              "description": "Seconds between its times"},
            "cron_expr": {"type": "string",
              "description": "A cron expression like '0 9 * * 1-5', or with seconds in front"},
            "tz": {"type": "string",
              "description": "Time zone of cron_expr or at, like 'Europe/Berlin'; else yours"},
            "at": {"type": "string",
              "description": "A single time in ISO form, like '2026-12-24T18:00:00'"},
            "job_id": {"type": "string", "description": "Which job (for remove)"}}}
          """));

  private final World world;
  private final Schedules schedules;
  private final ZoneId zone;

  /// `zone` is the agent's.
  public CronTool(World world, Schedules schedules, ZoneId zone) {
    this.world = world;
    this.schedules = schedules;
    this.zone = zone;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  /// The row is written with the result or not at all: running again writes nothing twice.
  @Override
  public Effect effect() {
    return Effect.PURE;
  }

  @Override
  public Output run(JsonNode arguments, Call call) {
    return switch (arguments.path("action").asString("")) {
      case "add" -> add(arguments, call);
      case "list" -> Output.of(list(call));
      case "remove" -> remove(text(arguments, "job_id"), call);
      default -> throw new ToolException("action is add, list or remove");
    };
  }

  private Output add(JsonNode arguments, Call call) {
    if (call.asker().isUnattended()) {
      throw new ToolException(
          "Nobody spoke in this turn: a job that runs, a webhook or another program adds no jobs. A"
              + " job goes on by itself.");
    }
    if (schedules.of(call.principal()).size() >= Job.JOBS_MAX) {
      throw new ToolException(Schedules.Added.FULL_TOLD);
    }
    try {
      return planned(job(arguments, call));
    } catch (IllegalArgumentException e) {
      throw new ToolException("The job cannot be added: " + e.getMessage() + ".", e);
    }
  }

  private Output planned(Job job) {
    String next =
        job.schedule().next(job.createdAt()).map(slot -> Occasion.time(slot, zone)).orElse("never");
    return new Output(
        "Added job "
            + job.id()
            + " \""
            + job.name()
            + "\", "
            + job.schedule().inWords()
            + ", next "
            + next
            + ".",
        List.of(new Write.Plan(job)));
  }

  private Job job(JsonNode arguments, Call call) {
    Instant now = world.now();
    var timing =
        new Timing(
            arguments.path("every_seconds").asLong(0),
            text(arguments, "cron_expr"),
            text(arguments, "at"),
            text(arguments, "tz"));
    Schedule schedule = timing.schedule(now, zone);
    String text = Intake.clean(text(arguments, "message"));
    String name = Intake.clean(text(arguments, "name")).replace('\n', ' ');
    var errand =
        new Errand(text, call.session(), call.principal(), call.trust(), new AnswerTo.Session());
    boolean isOnce = schedule instanceof Schedule.At;
    return new Job(
        freeId(call.key()),
        name.isEmpty() ? Job.nameOf(text) : name,
        schedule,
        errand,
        Misfire.RUN_ONCE,
        true,
        isOnce,
        now);
  }

  /// The same for the same call, which is written once; an id that is taken belongs to another one.
  private String freeId(String key) {
    String id = id(key);
    for (int n = 2; schedules.find(id).isPresent(); n++) id = id(key + "#" + n);
    return id;
  }

  private static String id(String key) {
    return Sha256.hex(key, ID_BYTES);
  }

  private String list(Call call) {
    boolean seesAll = call.trust() == Trust.OWNER;
    List<Planned> jobs = seesAll ? schedules.all() : schedules.of(call.principal());
    List<String> lines = new ArrayList<>();
    for (Planned job : jobs) lines.add(line(job));
    for (Unreadable job : unreadable(schedules, call.principal(), call.trust())) {
      lines.add("- " + Occasion.line(job));
    }
    return lines.isEmpty() ? "There are no jobs." : String.join("\n", lines);
  }

  /// Those of a person, or all, if it is the owner.
  static List<Unreadable> unreadable(Schedules schedules, Principal principal, Trust trust) {
    return schedules.unreadable().stream()
        .filter(job -> trust == Trust.OWNER || job.principal().equals(principal.id()))
        .toList();
  }

  private String line(Planned job) {
    return "- " + Occasion.line(job, zone) + ": " + Job.nameOf(job.job().errand().text());
  }

  private Output remove(String id, Call call) {
    if (!isThere(schedules, id, call.principal(), call.trust())) {
      throw new ToolException("There is no job \"" + id + "\"; list shows all.");
    }
    return new Output("Removed job " + id + ".", List.of(new Write.Unplan(id)));
  }

  /// Whether there is such a job, readable or not, which a person may remove.
  static boolean isThere(Schedules schedules, String id, Principal principal, Trust trust) {
    return schedules.find(id).filter(job -> isOf(job.job(), principal, trust)).isPresent()
        || unreadable(schedules, principal, trust).stream().anyMatch(job -> job.id().equals(id));
  }

  static boolean isOf(Job job, Principal principal, Trust trust) {
    return trust == Trust.OWNER || job.errand().principal().equals(principal);
  }

  private static String text(JsonNode arguments, String name) {
    return arguments.path(name).asString("").strip();
  }
}
