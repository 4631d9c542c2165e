package dev.nanobot.sim;

import dev.nanobot.agent.Budget;
import dev.nanobot.agent.Compaction;
import dev.nanobot.agent.Memory;
import dev.nanobot.agent.Model;
import dev.nanobot.agent.Prompt;
import dev.nanobot.agent.Skills;
import dev.nanobot.agent.Turn;
import dev.nanobot.channel.Channel;
import dev.nanobot.channel.Steps;
import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.gateway.Command;
import dev.nanobot.gateway.Commands;
import dev.nanobot.gateway.Courier;
import dev.nanobot.gateway.Crew;
import dev.nanobot.gateway.Cron;
import dev.nanobot.gateway.CronCommand;
import dev.nanobot.gateway.CronTool;
import dev.nanobot.gateway.Dispatcher;
import dev.nanobot.gateway.Heartbeat;
import dev.nanobot.gateway.Intake;
import dev.nanobot.gateway.MemoryCommand;
import dev.nanobot.gateway.MemoryFiles;
import dev.nanobot.gateway.MemoryTools;
import dev.nanobot.gateway.SessionCommands;
import dev.nanobot.gateway.SpendingCommands;
import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.gateway.SubagentsCommand;
import dev.nanobot.gateway.TellingTurns;
import dev.nanobot.gateway.TriggerCommand;
import dev.nanobot.gateway.Watchers;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Sharing;
import dev.nanobot.provider.Provider;
import dev.nanobot.sim.Scenario.Planted;
import dev.nanobot.store.Store;
import dev.nanobot.store.StoreFixture;
import dev.nanobot.tool.SharedFolder;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One gateway process: the real store, dispatcher, turn and courier around a scripted model, tools
/// and platform.
final class SimProcess {
  private static final int TURNS_MAX = 2;
  private static final int QUESTIONS_MAX = 20;
  private static final int RESULT_CHARS_MAX = 16_000;
  private static final Duration HEARTBEAT = Duration.ofSeconds(70);

  final SimWorld world;
  final FaultyDatabase database;
  final Store store;
  final Calls calls;
  final Intake intake;

  SimProcess(
      SimWorld world,
      FaultyDatabase database,
      Path file,
      Script script,
      Budget budget,
      Scenario scenario) {
    Channel channel = script.channel();
    this.world = world;
    this.database = database;
    store = opened(world, file, database, scenario);
    var bells = new Bells(world, List.of(channel.name()));
    StoredMemory memory = memory(file);
    var prompt =
        new Prompt(
            world,
            file.resolveSibling("no-workspace"),
            new Skills(file.resolveSibling("no-workspace"), name -> false, Map.of()),
            scenario.isHousehold() ? memory : Memory.NONE,
            new Prompt.Settings(
                "sim", new Provider.Options(1_000, 0, ""), 100_000, ZoneOffset.UTC));
    var model = new Model(script.model(), budget);
    var compaction = new Compaction(model, prompt, Compaction.Settings.DEFAULTS);
    List<Tool> tools = new ArrayList<>(script.tools());
    if (scenario.isHousehold()) tools.addAll(tools(memory, scenario.planted()));
    var toolbox = new Toolbox(world, tools);
    var turn = new Turn(model, compaction, toolbox, prompt, QUESTIONS_MAX);
    var dispatcher =
        new Dispatcher(
            world,
            scenario.planted() == Planted.OWN_CHILDREN ? OwnChildren.around(store) : store,
            new TellingTurns(
                (session, opening) -> turn,
                session -> new Steps(true, true),
                () -> Redaction.SHAPES),
            bells,
            new Watchers(),
            new Dispatcher.Limits(TURNS_MAX, List.of()));
    var courier = new Courier(world, store, channel, Courier.BACKOFF, bells);
    var words = new ArrayList<>(new SessionCommands(store, "sim", List.of()).all());
    words.addAll(new SpendingCommands(store, budget.limits()).all());
    if (scenario.isHousehold()) words.addAll(words(memory));
    var commands = new Commands(store, words);
    intake = new Intake(store, commands, bells, new Watchers(), dispatcher::interrupt);
    calls = new Calls(store, bells);
    var crew = new Crew(world);
    crew.start("dispatcher", dispatcher::run);
    crew.start("heartbeat", dispatcher::heartbeat);
    crew.start("courier", courier::run);
    if (scenario.isHousehold()) startTimes(crew, bells, heartbeat(file), scenario.planted());
  }

  static Path heartbeat(Path file) {
    return file.resolveSibling("HEARTBEAT.md");
  }

  private static Store opened(
      SimWorld world, Path file, FaultyDatabase database, Scenario scenario) {
    Store store = StoreFixture.open(world, file, database::open);
    database.watch(scenario.planted() == Planted.RESTARTED_JOBS);
    return store;
  }

  /// One memory for all, without files: their locks belong to the whole program.
  private StoredMemory memory(Path file) {
    var folder = new SharedFolder(file.resolveSibling("memory"), file.resolveSibling("locks"));
    var files = new MemoryFiles(world, store.memories(), folder, "nobody");
    return new StoredMemory(world, store.memories(), files, Sharing.SHARED, ZoneOffset.UTC);
  }

  private List<Tool> tools(StoredMemory memory, Planted planted) {
    List<Tool> tools = new ArrayList<>(new MemoryTools(memory, RESULT_CHARS_MAX).all());
    if (planted == Planted.HASTY_NOTES) {
      tools.replaceAll(
          tool -> tool.spec().name().equals("remember") ? new HastyRemember(tool, memory) : tool);
    }
    tools.add(new CronTool(world, store.schedules(), ZoneOffset.UTC));
    return tools;
  }

  private List<Command> words(StoredMemory memory) {
    return List.of(
        new MemoryCommand(store, memory),
        new CronCommand(world, store, ZoneOffset.UTC),
        new TriggerCommand(store),
        new SubagentsCommand(world, store));
  }

  private void startTimes(Crew crew, Bells bells, Path file, Planted planted) {
    Crew.Task cron =
        planted == Planted.CACHED_JOBS
            ? new CachedCron(world, store.schedules())::run
            : new Cron(world, store, bells, ZoneOffset.UTC)::run;
    crew.start("cron", cron);
    var config = new Heartbeat.Config(HEARTBEAT, SessionKey.of("chat", "home"));
    crew.start("beat", new Heartbeat(world, store, bells, file, config)::run);
  }
}
