package dev.nanobot.cli;

import dev.nanobot.app.Instance;
import dev.nanobot.gateway.Occasion;
import dev.nanobot.gateway.Timing;
import dev.nanobot.message.Job;
import dev.nanobot.message.Json;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Schedules;
import dev.nanobot.store.Schedules.Added;
import dev.nanobot.store.Schedules.Planned;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "add", description = "Add a job; the gateway does it at its times.")
final class CronAddCommand implements Callable<Integer> {
  /// What becomes of times that passed while nothing ran.
  enum Missed {
    once,
    skip,
    all
  }

  @Mixin Flags flags = new Flags();

  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      required = true,
      description = "What it is called.")
  String name = "";

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      required = true,
      description = "What the agent is told at its times.")
  String message = "";

  @Option(
      names = {"-e", "--every"},
      paramLabel = "SECONDS",
      description = "Each so many seconds.")
  @Nullable Long every;

  @Option(
      names = {"-c", "--cron"},
      paramLabel = "EXPR",
      description = "By a cron expression, like \"0 9 * * 1-5\".")
  String cron = "";

  @Option(names = "--at", paramLabel = "TIME", description = "Once, like 2026-12-24T18:00.")
  String at = "";

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description = "The time zone of --cron or --at (default: the agent's).")
  String zone = "";

  @Option(
      names = {"-d", "--deliver"},
      description = "Deliver the answers; else they are only kept.")
  boolean isDelivered;

  @Option(names = "--to", paramLabel = "CHAT", description = "Deliver to this chat.")
  String chat = "";

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "Deliver by this channel (default: that of the session).")
  String channel = "";

  @Option(
      names = {"-s", "--session"},
      paramLabel = "SESSION",
      defaultValue = "cli:direct",
      description = "The conversation it is done in (default: ${DEFAULT-VALUE}).")
  String session = "cli:direct";

  @Option(
      names = "--missed",
      paramLabel = "WHICH",
      defaultValue = "once",
      description = "Of times that passed, make up for: ${COMPLETION-CANDIDATES}.")
  Missed missed = Missed.once;

  private final Shell shell;

  CronAddCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var config = flags.read(shell);
    try (var instance =
        Instance.open(shell.world(), flags.home(shell), config, shell.environment())) {
      add(instance);
      return Exit.DONE.code();
    }
  }

  private Job job(Instance instance) {
    Instant now = shell.world().now();
    SessionKey place = SessionName.of(session);
    ZoneId usual = instance.zone();
    try {
      Schedule schedule = new Timing(seconds(), cron, at, zone).schedule(now, usual);
      var errand = new Job.Errand(message, place, Principal.LOCAL, Trust.OWNER, answerTo(place));
      errand
          .answerTo()
          .target(place)
          .ifPresent(target -> SessionName.checkDelivered(target, instance.endpoints()));
      return new Job(id(), name, schedule, errand, misfire(), true, false, now);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Exit.USAGE,
          "The job cannot be added",
          String.valueOf(e.getMessage()),
          "nanobot cron add --help");
    }
  }

  private long seconds() {
    if (every == null) return 0;
    if (every == 0) throw new IllegalArgumentException("--every takes seconds, at least 1");
    return every;
  }

  /// Naming a chat or a channel asks for delivery, too.
  private AnswerTo answerTo(SessionKey place) {
    if (chat.isEmpty() && channel.isEmpty()) {
      return isDelivered ? new AnswerTo.Session() : new AnswerTo.Nobody();
    }
    if (chat.isEmpty()) {
      throw new IllegalArgumentException("--channel goes with --to, the chat on that channel");
    }
    return new AnswerTo.Chat(SessionKey.of(channel.isEmpty() ? place.channel() : channel, chat));
  }

  private Misfire misfire() {
    return switch (missed) {
      case once -> Misfire.RUN_ONCE;
      case skip -> Misfire.SKIP;
      case all -> Misfire.RUN_ALL;
    };
  }

  private String id() {
    byte[] bytes = new byte[4];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) shell.world().chance(1 << Byte.SIZE);
    return HexFormat.of().formatHex(bytes);
  }

  private void add(Instance instance) {
    Schedules schedules = instance.store().schedules();
    Job job = job(instance);
    Added added = schedules.add(job, job.createdAt());
    while (added == Added.THERE) { // another job has this id
      job = job(instance);
      added = schedules.add(job, job.createdAt());
    }
    if (added == Added.FULL) {
      throw new Failure(
          Exit.CONFLICT,
          "The job cannot be added",
          "there are " + Job.JOBS_MAX + " already",
          "nanobot cron remove ID");
    }
    tell(new Planned(job, 0, job.schedule().next(job.createdAt())), instance.zone());
  }

  private void tell(Planned job, ZoneId zone) {
    String line =
        flags.json
            ? Json.write(JobJson.of(job))
            : flags.out(shell).done() + " added " + Visible.of(Occasion.line(job, zone));
    shell.streams().out().println(line);
  }
}
