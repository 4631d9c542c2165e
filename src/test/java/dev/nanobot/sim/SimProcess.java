package dev.nanobot.sim;

import dev.nanobot.agent.Budget;
import dev.nanobot.agent.Compaction;
import dev.nanobot.agent.Memory;
import dev.nanobot.agent.Model;
import dev.nanobot.agent.Prompt;
import dev.nanobot.agent.Skills;
import dev.nanobot.agent.Turn;
import dev.nanobot.channel.Channel;
import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Commands;
import dev.nanobot.gateway.Courier;
import dev.nanobot.gateway.Crew;
import dev.nanobot.gateway.Dispatcher;
import dev.nanobot.gateway.Intake;
import dev.nanobot.gateway.SessionCommands;
import dev.nanobot.gateway.SpendingCommands;
import dev.nanobot.gateway.Watchers;
import dev.nanobot.provider.Provider;
import dev.nanobot.store.Store;
import dev.nanobot.store.StoreFixture;
import dev.nanobot.tool.Toolbox;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One gateway process: the real store, dispatcher, turn and courier around a scripted model, tools
/// and platform.
final class SimProcess {
  private static final int TURNS_MAX = 2;
  private static final int QUESTIONS_MAX = 20;

  final SimWorld world;
  final FaultyDatabase database;
  final Intake intake;

  SimProcess(SimWorld world, FaultyDatabase database, Path file, Script script, Budget budget) {
    Channel channel = script.channel();
    this.world = world;
    this.database = database;
    Store store = StoreFixture.open(world, file, database::open);
    var bells = new Bells(world, List.of(channel.name()));
    var prompt =
        new Prompt(
            world,
            file.resolveSibling("no-workspace"),
            new Skills(file.resolveSibling("no-workspace"), name -> false, Map.of()),
            Memory.NONE,
            new Prompt.Settings(
                "sim", new Provider.Options(1_000, 0, ""), 100_000, ZoneOffset.UTC));
    var model = new Model(script.model(), budget);
    var compaction = new Compaction(model, prompt, Compaction.Settings.DEFAULTS);
    var toolbox = new Toolbox(world, script.tools());
    var turn = new Turn(model, compaction, toolbox, prompt, QUESTIONS_MAX);
    var dispatcher =
        new Dispatcher(
            world,
            store,
            (session, opening) -> turn,
            bells,
            new Watchers(),
            new Dispatcher.Limits(TURNS_MAX, List.of()));
    var courier = new Courier(world, store, channel, Courier.BACKOFF, bells);
    var words = new ArrayList<>(new SessionCommands(store, "sim", List.of()).all());
    words.addAll(new SpendingCommands(store, budget.limits()).all());
    var commands = new Commands(store, words);
    intake = new Intake(store, commands, bells, new Watchers(), dispatcher::interrupt);
    var crew = new Crew(world);
    crew.start("dispatcher", dispatcher::run);
    crew.start("heartbeat", dispatcher::heartbeat);
    crew.start("courier", courier::run);
  }
}
