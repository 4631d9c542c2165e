package dev.nanobot.bench;

import dev.nanobot.agent.Memory;
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
import dev.nanobot.gateway.MessageTool;
import dev.nanobot.gateway.Turns;
import dev.nanobot.gateway.Watchers;
import dev.nanobot.http.Allowed;
import dev.nanobot.http.Egress;
import dev.nanobot.http.Http;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.Providers;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.tool.Exec;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.Toolbox;
import dev.nanobot.tool.Tools;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A whole gateway in this process, over a database on the disk, with a channel that only counts.
final class Rig implements AutoCloseable {
  private static final String CHANNEL = "bench";
  private static final int TURNS_MAX = 1_000;
  private static final Http.Limits MODEL_LIMITS = new Http.Limits(
      Duration.ofSeconds(90), Duration.ofSeconds(90), Duration.ofMinutes(10), 64L * 1024 * 1024);

  /// Answers at once, in this process.
  private static final Provider INSTANT = (request, events) -> new Reply(
      Assistant.of("echo"), Reply.Finish.STOP, Usage.NONE, "instant");

  /// A model by its name, and how to reach it.
  record Model(String name, Way way) {
    static final Model INSTANT = new Model("instant", (http, world) -> Rig.INSTANT);

    /// Makes what asks the model.
    @FunctionalInterface
    interface Way {
      Provider over(Http http, World world);
    }
  }

  private final World world = new RealWorld();
  private final Map<SessionKey, Talker> talkers = new ConcurrentHashMap<>();
  private final Crew crew = new Crew(world);
  private final Http http = new Http(world);
  private final Watched watched = new Watched();
  private final Store store;
  private final Dispatcher dispatcher;
  private final Courier courier;
  private final Intake intake;

  Rig(Path home, Model model) throws IOException, InterruptedException {
    Files.createDirectories(home);
    store = watched.watch(SqliteStore.open(world, home.resolve("nanobot.db")));
    var bells = new Bells(world, List.of(CHANNEL));
    var watchers = new Watchers();
    dispatcher = new Dispatcher(world, store, turns(turn(home, model)), bells,
        watchers, new Dispatcher.Limits(TURNS_MAX, List.of()));
    courier = new Courier(world, store, new Counting(), Courier.BACKOFF, bells);
    intake = new Intake(store, new Commands(store, List.of()), bells, watchers,
        dispatcher::interrupt);
    crew.start("dispatcher", dispatcher::run);
    crew.start("heartbeat", dispatcher::heartbeat);
    crew.start("courier", courier::run);
  }

  private static Turns turns(Turn turn) {
    return (session, opening) -> turn;
  }

  /// A server that speaks OpenAI's wire.
  static Model openAi(String base, String model) {
    var access = new Providers.Access(new Secret("none"), base, Map.of(), Json.object());
    var config = new Providers.Config(new Providers.Model(model, "vllm"), List.of(),
        Map.of("vllm", access), MODEL_LIMITS, ZoneOffset.UTC);
    return new Model(
        model, (http, world) -> Providers.of(config, Map.of(), http, world).provider());
  }

  /// How long what a turn waits for takes: the store's verbs, and `model`.
  Watched watched() {
    return watched;
  }

  World world() {
    return world;
  }

  Talker talker(String chat) {
    SessionKey session = SessionKey.of(CHANNEL, chat);
    return talkers.computeIfAbsent(session, key -> new Talker(intake, key));
  }

  private Turn turn(Path home, Model model) throws IOException, InterruptedException {
    Path workspace = Files.createDirectories(home.resolve("workspace"));
    Path locks = Files.createDirectories(home.resolve("locks"));
    var files = new Tools.Reachable(workspace, List.of(), List.of(), locks, true);
    var commands =
        new Tools.Commands(Exec.Tier.SANDBOX, Duration.ofSeconds(60), false, List.of(), List.of());
    Tools tools = Tools.of(new Tools.Config(files, commands, null, 5, 16_000), world, http,
        new Egress(world, new Allowed(List.of(), List.of())));
    List<Tool> offered = new ArrayList<>(tools.list());
    offered.add(new MessageTool(Set.of(), tools.reading(), store.attachments()));
    var settings = new Prompt.Settings(
        model.name(), new Provider.Options(8_192, 0.1, ""), 200_000, ZoneOffset.UTC);
    var prompt = new Prompt(world, workspace,
        new Skills(workspace, name -> false, System.getenv()), Memory.NONE, settings);
    return new Turn(watched(model.way().over(http, world)),
        new Toolbox(world, offered, tools.results()), prompt, 200);
  }

  private Provider watched(Provider provider) {
    return (request, events) -> {
      long start = System.nanoTime();
      Reply reply = provider.complete(request, events);
      watched.note("model", System.nanoTime() - start);
      return reply;
    };
  }

  @Override
  public void close() {
    try {
      crew.stop();
      dispatcher.drain(Duration.ofSeconds(5));
      courier.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      http.close();
      store.close();
    }
  }

  /// The channel: what is sent has arrived.
  private final class Counting implements Channel {
    @Override
    public String name() {
      return CHANNEL;
    }

    @Override
    public void listen(Intake heard) {}

    @Override
    public Optional<String> send(Outbound message) {
      Talker talker = talkers.get(message.target());
      if (talker != null) talker.hear();
      return Optional.empty();
    }
  }
}
