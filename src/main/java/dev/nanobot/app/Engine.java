package dev.nanobot.app;

import dev.nanobot.agent.Prompt;
import dev.nanobot.agent.Skills;
import dev.nanobot.api.Api;
import dev.nanobot.gateway.Consolidation;
import dev.nanobot.gateway.CronTool;
import dev.nanobot.gateway.MediaFiles;
import dev.nanobot.gateway.MemoryFileTool;
import dev.nanobot.gateway.MemoryTools;
import dev.nanobot.gateway.MessageTool;
import dev.nanobot.gateway.SpawnTool;
import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.gateway.SubagentsTool;
import dev.nanobot.gateway.Turns;
import dev.nanobot.message.Secret;
import dev.nanobot.message.Task;
import dev.nanobot.message.Write;
import dev.nanobot.provider.Providers;
import dev.nanobot.store.Store;
import dev.nanobot.tool.DiscreetTool;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.Toolbox;
import dev.nanobot.tool.Tools;
import dev.nanobot.world.World;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/// What thinks and acts in one instance, put together from the configuration: a model, tools, and
/// the turn that leads them.
///
/// `about` tells an operator in a line each what was chosen; `model` is the usual one, `presets`
/// are the names of those that a chat may choose.
record Engine(
    Loops loops,
    Optional<Consolidation> consolidation,
    String model,
    List<String> presets,
    Skills skills,
    List<String> about) {
  /// Those that are in the home and in the workspace by now.
  static Skills skills(Home home, Config config, Map<String, String> environment) {
    return new Skills(
        home.workspace(config, environment),
        home.builtInSkills(),
        config.agents().defaults().disabledSkills(),
        Skills.Machine.of(
            name -> hasProgram(name, environment), environment, System.getProperty("os.name", "")));
  }

  /// @throws ConfigException when something cannot be as it was configured
  static Engine of(
      Thinker.Means means,
      Tooling tooling,
      Store store,
      StoredMemory memory,
      Skills skills,
      MediaFiles media)
      throws InterruptedException {
    World world = means.world();
    Config config = means.config();
    Thinkers thinkers = Thinkers.of(means).showing(media);
    Path workspace = tooling.workspace();
    Tools tools = tooling.tools(means.http());
    List<Tool> plain = new ArrayList<>();
    for (Tool tool : tools.list()) plain.add(MemoryFileTool.around(tool, memory));
    Function<Thinker, Prompt> prompt =
        thinker -> new Prompt(world, workspace, skills, memory, thinker.settings());
    Config.Subagents subagents = config.agents().subagents();
    List<Tool> spawning = spawning(world, store, subagents);
    List<Tool> offered = new ArrayList<>(plain);
    offered.add(new MessageTool(endpoints(config), tools.reading(), store.attachments()));
    offered.add(new CronTool(world, store.schedules(), means.zone()));
    offered.addAll(new MemoryTools(memory, config.tools().maxToolResultChars()).all());
    if (subagents.maxDepth() > 0) offered.addAll(spawning);
    int stepsMax = config.agents().defaults().maxToolIterations();
    Thinkers ofSubagents = thinkers.ofSubagents(means);
    Function<List<Tool>, Loops.Choice> deep =
        list -> {
          var box = new Toolbox(world, discreet(means, list), tools.results());
          return ofSubagents.loops(
              thinker ->
                  thinker.loop(
                      config,
                      box,
                      prompt.apply(thinker).ofSubagent(),
                      subagents.maxToolIterations()));
        };
    var box = new Toolbox(world, discreet(means, offered), tools.results());
    Optional<Consolidation> consolidation =
        Remembering.consolidation(means, thinkers.usual(), store, memory);
    var chores = new EnumMap<Task, Turns.Chore>(Task.class);
    consolidation.ifPresent(work -> chores.put(Task.CONSOLIDATE, work));
    return new Engine(
        new Loops(
            thinkers.loops(thinker -> thinker.loop(config, box, prompt.apply(thinker), stepsMax)),
            deep.apply(joined(plain, spawning)),
            deep.apply(plain),
            subagents.maxDepth(),
            chores,
            Hearing.ears(means, store)),
        consolidation,
        thinkers.usual().ready().model(),
        List.copyOf(thinkers.presets().keySet()),
        skills,
        about(thinkers.usual(), workspace, offered, tools));
  }

  /// The tools without secrets; those that reach other machines are not given any.
  private static List<Tool> discreet(Thinker.Means means, List<Tool> tools) {
    boolean isOnline = means.config().tools().exec().network();
    return tools.stream()
        .map(tool -> DiscreetTool.around(tool, means.secrets(), isOnline))
        .toList();
  }

  /// The tools that start subagents, and look after them.
  private static List<Tool> spawning(World world, Store store, Config.Subagents subagents) {
    var room = new Write.Room(subagents.maxConcurrent(), subagents.queueMax());
    return List.of(new SpawnTool(subagents.maxDepth(), room), new SubagentsTool(world, store));
  }

  private static List<Tool> joined(List<Tool> first, List<Tool> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static List<String> about(
      Thinker usual, Path workspace, List<Tool> offered, Tools tools) {
    return List.of(
        "model      " + usual.ready().model() + " (" + usual.ready().vendor() + ")",
        "workspace  " + workspace,
        "tools      " + String.join(", ", offered.stream().map(t -> t.spec().name()).toList()),
        "exec       "
            + tools.shell().effective().name().toLowerCase(Locale.ROOT)
            + ": "
            + tools.shell().explanation());
  }

  /// How each configured provider is reached.
  static Map<String, Providers.Access> access(Config config) {
    Map<String, Providers.Access> access = new LinkedHashMap<>();
    config
        .providers()
        .forEach(
            (name, endpoint) ->
                access.put(
                    name,
                    new Providers.Access(
                        endpoint.apiKey(),
                        endpoint.apiBase(),
                        revealed(endpoint.extraHeaders()),
                        endpoint.extraBody())));
    return access;
  }

  private static Map<String, String> revealed(Map<String, Secret> headers) {
    Map<String, String> revealed = new LinkedHashMap<>();
    headers.forEach((name, value) -> revealed.put(name, value.reveal()));
    return revealed;
  }

  /// Where messages of this instance can go.
  static Set<String> endpoints(Config config) {
    Set<String> endpoints = new TreeSet<>(Api.ENDPOINTS);
    endpoints.add("cli");
    endpoints.addAll(Platforms.endpoints(config.channels()));
    return endpoints;
  }

  /// What is looked at by itself, and the places that this depends on.
  private record Part(List<String> places, Runnable look) {
    boolean isReadIn(List<String> unread) {
      return places.stream()
          .noneMatch(place -> unread.stream().anyMatch(problem -> isWithin(place, problem)));
    }

    private static boolean isWithin(String place, String problem) {
      return problem.startsWith(place) && ".[:".indexOf(problem.charAt(place.length())) >= 0;
    }
  }

  /// What could be read and still keeps the program from starting, each with its path.
  static List<String> problems(Config config) {
    return problems(config, List.of());
  }

  /// The same where something could not be read, each with its path: what depends on that is not
  /// looked at.
  static List<String> problems(Config config, List<String> unread) {
    var problems = new ArrayList<String>();
    for (Part part : parts(config)) {
      if (!part.isReadIn(unread)) continue;
      try {
        part.look().run();
      } catch (ConfigException e) {
        problems.addAll(e.problems().isEmpty() ? List.of(e.getMessage()) : e.problems());
      }
    }
    return problems;
  }

  private static List<Part> parts(Config config) {
    Config.Tools tools = config.tools();
    String deliverTo = config.gateway().heartbeat().deliverTo();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(List.of("agents.defaults.timezone"), () -> zone(config)));
    for (Platforms.Platform platform : Platforms.of(config.channels())) {
      parts.add(new Part(List.of("channels." + platform.name()), platform::config));
    }
    parts.addAll(
        List.of(
            new Part(List.of("transcription", "providers"), () -> Hearing.check(config)),
            new Part(
                List.of("tools.exec.denyPatterns"),
                () -> Tooling.denied(tools.exec().denyPatterns())),
            new Part(List.of("tools.ssrfWhitelist"), () -> Tooling.allowed(tools.ssrfWhitelist())),
            new Part(List.of("tools.web.search"), () -> Tooling.search(tools.web().search())),
            new Part(
                List.of("gateway.heartbeat.deliverTo", "channels"),
                () -> Pulse.hearer(deliverTo, endpoints(config)))));
    return parts;
  }

  /// The agent's time zone: of its days, and of its jobs.
  static ZoneId zone(Config config) {
    String name = config.agents().defaults().timezone();
    if (name.isEmpty() || name.equals("auto")) return ZoneId.systemDefault();
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new ConfigException(
          "agents.defaults.timezone: \"" + name + "\" is not a time zone",
          List.of(),
          "write a name like Europe/Berlin, or auto");
    }
  }

  private static boolean hasProgram(String name, Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator)) // One character: no pattern is made.
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
