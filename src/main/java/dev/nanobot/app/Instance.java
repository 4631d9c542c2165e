package dev.nanobot.app;

import dev.nanobot.agent.Skills;
import dev.nanobot.api.Api;
import dev.nanobot.api.Models;
import dev.nanobot.api.Program;
import dev.nanobot.channel.Channel;
import dev.nanobot.channel.ChannelConfig;
import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Command;
import dev.nanobot.gateway.Commands;
import dev.nanobot.gateway.Consolidation;
import dev.nanobot.gateway.Conversation;
import dev.nanobot.gateway.Courier;
import dev.nanobot.gateway.Crew;
import dev.nanobot.gateway.Cron;
import dev.nanobot.gateway.CronCommand;
import dev.nanobot.gateway.Dispatcher;
import dev.nanobot.gateway.Intake;
import dev.nanobot.gateway.Listening;
import dev.nanobot.gateway.MediaFiles;
import dev.nanobot.gateway.MediaUpkeep;
import dev.nanobot.gateway.MemoryCommand;
import dev.nanobot.gateway.MemoryWatch;
import dev.nanobot.gateway.PairingControl;
import dev.nanobot.gateway.Retention;
import dev.nanobot.gateway.SessionCommands;
import dev.nanobot.gateway.SkillsCommand;
import dev.nanobot.gateway.SpendingCommands;
import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.gateway.SubagentsCommand;
import dev.nanobot.gateway.TellingTurns;
import dev.nanobot.gateway.TriggerCommand;
import dev.nanobot.gateway.Upkeep;
import dev.nanobot.gateway.Watchers;
import dev.nanobot.http.Http;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Board.Old;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.web.ChannelDoor;
import dev.nanobot.web.Route;
import dev.nanobot.web.Web;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One running program over one home: the store, and, once asked for, what thinks, acts and
/// delivers. Any number of instances may share a home, but one gateway only.
///
/// Owned by the thread that opened it.
public final class Instance implements AutoCloseable {
  /// How long running steps may take to come to their end when the instance is closed.
  private static final Duration GRACE = Duration.ofSeconds(10);

  /// The same for a person who does not wait any longer: another process goes on.
  private static final Duration GRACE_TALK = Duration.ofMillis(500);

  private final World world;
  private final Home home;
  private final Config config;
  private final Map<String, String> environment;
  private final Secrets secrets;
  private final Store store;
  private final Http http;
  private final Crew listeners;
  private final Crew workers;
  private final Renewal renewal;
  private final List<Courier> couriers = new ArrayList<>();
  private @Nullable Remembering remembering; // made when it is first needed
  private @Nullable Tooling tooling; // begun early, or when it is first needed
  private @Nullable Engine engine; // made when it is first needed
  private @Nullable Dispatcher dispatcher;
  private @Nullable SoleGateway soleGateway;
  private @Nullable Web web;

  private Instance(
      World world,
      Home home,
      Config config,
      Map<String, String> environment,
      @Nullable Tooling tooling) {
    this.world = world;
    this.home = home;
    this.config = config;
    this.environment = Map.copyOf(environment);
    this.tooling = tooling;
    home.create();
    secrets = new Secrets(world, home, () -> Secrets.configured(config, this.environment));
    store = SqliteStore.open(world, home.database(), Engine.zone(config), secrets::redaction);
    http = new Http(world);
    Logging.hide(secrets::redaction);
    secrets.renew(store);
    listeners = new Crew(world);
    workers = new Crew(world);
    renewal = new Renewal(world);
  }

  /// Opens the store; starts nothing yet.
  ///
  /// @throws ConfigException when the home cannot be used
  /// @throws dev.nanobot.store.StoreException when the store cannot be opened
  public static Instance open(
      World world, Home home, Config config, Map<String, String> environment) {
    return new Instance(world, home, config, environment, null);
  }

  /// The same for one that is to work: its tools are made meanwhile.
  ///
  /// @throws ConfigException when the home, or something that is configured, cannot be used
  /// @throws dev.nanobot.store.StoreException when the store cannot be opened
  public static Instance openToWork(
      World world, Home home, Config config, Map<String, String> environment) {
    home.create();
    Tooling begun = Tooling.begin(world, home, config, environment);
    return new Instance(world, home, config, environment, begun);
  }

  /// What of the configuration could be read and still keeps the program from starting.
  public static List<String> problems(Config config) {
    return Engine.problems(config);
  }

  /// What may not be meant as it is written, in a configuration without problems.
  public static List<String> warnings(Config config) {
    return Doors.warnings(config);
  }

  /// The skills of a home, without opening its store.
  public static Skills skills(Home home, Config config, Map<String, String> environment) {
    home.create();
    BuiltInSkills.copyTo(home.builtInSkills());
    return Engine.skills(home, config, environment);
  }

  public Store store() {
    return store;
  }

  /// What is remembered, and its files.
  public StoredMemory memory() {
    return remembering().memory();
  }

  /// What people sent, as files.
  public MediaFiles media() {
    return new MediaFiles(store.attachments(), home.workspace(config, environment), home.locks());
  }

  /// What may not be meant as its configuration is written.
  public List<String> warnings() {
    return warnings(config);
  }

  private Remembering remembering() {
    if (remembering == null) {
      Path workspace = home.workspace(config, environment);
      remembering = Remembering.of(world, home, config, workspace, store);
    }
    return remembering;
  }

  /// The time zone that the agent and its people are told times in.
  ///
  /// @throws ConfigException when it is none
  public ZoneId zone() {
    return Engine.zone(config);
  }

  /// The chat platforms that are enabled.
  public List<String> platforms() {
    return Platforms.endpoints(config.channels());
  }

  /// The channels, with their accounts, that messages can leave by.
  public Set<String> endpoints() {
    return Engine.endpoints(config);
  }

  /// Works on one session in this process, and lets a person at this machine talk in it.
  public Conversation talk(SessionKey session) throws InterruptedException {
    var bells = new Bells(world, List.of());
    var watchers = new Watchers();
    Dispatcher working = work(bells, watchers, List.of(session));
    var intake =
        new Intake(store, commands(), bells, watchers, working::interrupt, engine().loops().ears());
    return new Conversation(world, store, intake, watchers, session);
  }

  /// Becomes the gateway of this home: works on all sessions, listens and delivers.
  ///
  /// @throws ConfigException when another gateway has the home
  public void start() throws InterruptedException {
    start("");
  }

  /// The same; `trouble` says why its configuration is not what the file says, or nothing.
  void start(String trouble) throws InterruptedException {
    soleGateway = SoleGateway.take(home);
    List<Channel> channels = channels();
    var bells = new Bells(world, channels.stream().map(Channel::name).toList());
    var watchers = new Watchers();
    Dispatcher working = work(bells, watchers, List.of());
    var intake =
        new Intake(store, commands(), bells, watchers, working::interrupt, engine().loops().ears());
    workers.start("memory", new MemoryWatch(world, store.memories(), memory().files())::run);
    Optional<Consolidation> consolidation = engine().consolidation();
    if (consolidation.isPresent()) {
      workers.start("consolidation", consolidation.get()::run);
    }
    workers.start("cron", new Cron(world, store, bells, zone())::run);
    upkeep(bells);
    workers.start("retention", new Retention(world, store, kept(config.retention()))::run);
    workers.start("media", new MediaUpkeep(world, store.attachments(), media())::run);
    List<Route> doors = new ArrayList<>();
    for (Channel channel : channels) {
      var courier = new Courier(world, store, channel, Courier.BACKOFF, bells);
      couriers.add(courier);
      workers.start("courier " + channel.name(), courier::run);
      var listening =
          new Listening(world, store, intake, channel, Listening.BACKOFF, secrets::redaction);
      channel
          .webhook()
          .map(calls -> new ChannelDoor(world, channel.name(), calls, listening.intake()).route())
          .ifPresent(doors::add);
      listeners.start("listen " + channel.name(), listening::run);
      if (!channel.signLasts().isZero()) {
        listeners.start("signs " + channel.name(), listening::show);
      }
    }
    new Pulse(world, store, bells)
        .start(
            listeners,
            config.gateway(),
            home.workspace(config, environment),
            Engine.endpoints(config));
    var models = new Models(engine().model(), engine().presets(), world.now());
    var means = new Api.Means(world, store, intake, watchers, models);
    var house = new Api.House(memory(), program(working), setup(trouble));
    web = Doors.open(home, config.gateway(), means, house, bells, doors);
    secrets.renew(store); // The first start makes the gateway's token.
  }

  private FileSetup setup(String trouble) {
    boolean isPiped = config.channels().stdio().enabled();
    String noRestart =
        isPiped ? "The channel stdio is open: whoever started the gateway starts it again." : "";
    return new FileSetup(means(), home, new FileSetup.Life(trouble, noRestart, renewal));
  }

  private Program program(Dispatcher working) {
    var settings =
        new Program.Settings(
            config.json(), home.config(), home.database(), Spending.budgets(config).day());
    return new Program(
        Version.text(), world.now(), settings, zone(), endpoints(), working::isWorking);
  }

  /// Where the gateway is: `http://HOST:PORT`; empty before it is started.
  public Optional<String> address() {
    return Optional.ofNullable(web).map(Web::address);
  }

  /// Waits until somebody wants it to start again, or the calling thread is interrupted.
  void awaitRestart() throws InterruptedException {
    renewal.await();
  }

  /// What an operator should know, in a line each.
  public List<String> banner() throws InterruptedException {
    List<String> lines = new ArrayList<>(engine().about());
    List<String> platforms = Platforms.endpoints(config.channels());
    lines.add("channels   " + (platforms.isEmpty() ? "none" : String.join(", ", platforms)));
    return lines;
  }

  /// Hears nothing more, lets steps commit, hands sessions back, and closes the store.
  @Override
  public void close() {
    try {
      if (web != null) web.close();
      listeners.stop();
      workers.stop();
      if (dispatcher != null) dispatcher.drain(soleGateway == null ? GRACE_TALK : GRACE);
      for (Courier courier : couriers) courier.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // In a hurry: what was not handed back is taken over.
    } finally {
      http.close();
      store.close();
      if (soleGateway != null) soleGateway.close();
    }
  }

  private Dispatcher work(Bells bells, Watchers watchers, List<SessionKey> scope)
      throws InterruptedException {
    if (dispatcher != null) throw new IllegalStateException("an instance works on one thing");
    var limits = new Dispatcher.Limits(config.agents().defaults().maxConcurrentTurns(), scope);
    var steps = Platforms.steps(config.channels());
    var telling = new TellingTurns(engine().loops(), steps, secrets::redaction);
    var working = new Dispatcher(world, store, telling, bells, watchers, limits);
    dispatcher = working;
    store.evict(world::isGone);
    workers.start("secrets", () -> secrets.run(store));
    workers.start("dispatcher", working::run);
    workers.start("heartbeat", working::heartbeat);
    return working;
  }

  private void upkeep(Bells bells) {
    Config.Agent agent = config.agents().defaults();
    Config.Compaction wanted = agent.compaction();
    if (!wanted.enabled() || wanted.idleMinutes() == 0) return;
    var idle = Duration.ofMinutes(wanted.idleMinutes());
    long tokensMin = (long) (wanted.keep() * agent.contextWindowTokens());
    workers.start("upkeep", new Upkeep(world, store, bells, idle, tokensMin)::run);
  }

  private static Map<Old, Duration> kept(Config.Retention wanted) {
    Map<Old, Integer> days =
        Map.of(
            Old.CONVERSATIONS, wanted.apiConversationDays(),
            Old.TRACES, wanted.traceDays(),
            Old.JOBS, wanted.removedJobDays());
    Map<Old, Duration> kept = new EnumMap<>(Old.class);
    days.forEach(
        (kind, number) -> {
          if (number > 0) kept.put(kind, Duration.ofDays(number));
        });
    return kept;
  }

  private Commands commands() throws InterruptedException {
    List<Command> all =
        new ArrayList<>(new SessionCommands(store, engine().model(), engine().presets()).all());
    all.addAll(new SpendingCommands(store, Spending.budgets(config)).all());
    all.add(new MemoryCommand(store, memory()));
    all.add(new TriggerCommand(store));
    all.add(new SkillsCommand(store, engine().skills()));
    all.add(new SubagentsCommand(world, store));
    all.add(new CronCommand(world, store, zone()));
    all.add(new PairingControl(world, store));
    return new Commands(store, all);
  }

  private Engine engine() throws InterruptedException {
    if (engine == null) {
      if (tooling == null) tooling = Tooling.begin(world, home, config, environment);
      Skills skills = Engine.skills(home, config, environment);
      engine = Engine.of(means(), tooling, store, memory(), skills, media());
    }
    return engine;
  }

  private Thinker.Means means() {
    return new Thinker.Means(world, http, config, environment, zone(), secrets::redaction);
  }

  private List<Channel> channels() {
    var means = new ChannelConfig.Means(world, http, System.in, System.out);
    List<Channel> channels = Platforms.open(config.channels(), means);
    boolean isPiped = config.channels().stdio().enabled();
    if (isPiped) System.setOut(System.err); // Standard output speaks the protocol only.
    return channels;
  }
}
