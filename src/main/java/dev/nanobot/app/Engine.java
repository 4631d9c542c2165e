package dev.nanobot.app;

import dev.nanobot.agent.Compaction;
import dev.nanobot.agent.Model;
import dev.nanobot.agent.Prompt;
import dev.nanobot.agent.Skills;
import dev.nanobot.agent.Turn;
import dev.nanobot.gateway.MessageTool;
import dev.nanobot.http.Allowed;
import dev.nanobot.http.Egress;
import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.message.Secret;
import dev.nanobot.provider.Providers;
import dev.nanobot.tool.Exec;
import dev.nanobot.tool.SearchEngine;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.Toolbox;
import dev.nanobot.tool.Tools;
import dev.nanobot.world.World;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// What thinks and acts in one instance, put together from the configuration: a model, tools, and
/// the turn that leads them.
///
/// `about` tells an operator in a line each what was chosen; `model` is the usual one, `presets`
/// are the names of those that a chat may choose.
record Engine(Loops loops, String model, List<String> presets, Skills skills, List<String> about) {
  static Skills skills(Home home, Config config, Map<String, String> environment) {
    BuiltInSkills.copyTo(home.builtInSkills());
    return new Skills(
        home.workspace(config, environment),
        home.builtInSkills(),
        config.agents().defaults().disabledSkills(),
        Skills.Machine.of(
            name -> hasProgram(name, environment), environment, System.getProperty("os.name", "")));
  }

  /// @throws ConfigException when something cannot be as it was configured
  static Engine of(
      World world, Home home, Config config, Map<String, String> environment, Http http)
      throws InterruptedException {
    Path workspace = home.workspace(config, environment);
    Home.createFolder(workspace);
    ZoneId zone = zone(config);
    var means = new Thinker.Means(world, http, config, environment, zone);
    Thinker usual = Thinker.usual(means);
    Map<String, Thinker> presets = Thinker.presets(means);
    Skills skills = skills(home, config, environment); // Before the tools that read them.
    Tools tools = tools(world, home, config, workspace, http);
    List<Tool> offered = new ArrayList<>(tools.list());
    offered.add(new MessageTool(endpoints(config)));
    var toolbox = new Toolbox(world, offered, tools.results());
    int questionsMax = config.agents().defaults().maxToolIterations();
    Function<Thinker, Turn> loop =
        thinker -> {
          var prompt = new Prompt(world, workspace, skills, thinker.settings());
          Model model = thinker.model(config);
          var compaction = new Compaction(model, prompt, Spending.compaction(config));
          return new Turn(model, compaction, toolbox, prompt, questionsMax);
        };
    var byModel = new LinkedHashMap<String, Turn>();
    presets.forEach((name, thinker) -> byModel.put(name, loop.apply(thinker)));
    return new Engine(
        new Loops(loop.apply(usual), byModel),
        usual.ready().model(),
        List.copyOf(presets.keySet()),
        skills,
        about(usual, workspace, offered, tools));
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

  private static Tools tools(World world, Home home, Config config, Path workspace, Http http)
      throws InterruptedException {
    Config.Tools wanted = config.tools();
    Config.Exec exec = wanted.exec();
    var files =
        new Tools.Reachable(
            workspace,
            List.of(home.builtInSkills()),
            home.guarded(),
            home.locks(),
            wanted.restrictToWorkspace());
    var commands =
        new Tools.Commands(
            Exec.Tier.valueOf(exec.tier().name()),
            exec.timeout(),
            exec.network(),
            exec.allowedEnvKeys(),
            denied(exec.denyPatterns()));
    var toolConfig =
        new Tools.Config(
            files,
            commands,
            search(wanted.web().search()),
            wanted.web().search().maxResults(),
            wanted.maxToolResultChars());
    var egress = new Egress(world, allowed(wanted.ssrfWhitelist()));
    try {
      return Tools.of(toolConfig, world, http, egress);
    } catch (IOException e) {
      throw new ConfigException(
          "The workspace " + workspace + " cannot be used: " + e.getMessage(),
          List.of(),
          "make it writable, or set agents.defaults.workspace");
    }
  }

  private static List<Pattern> denied(List<String> patterns) {
    var denied = new ArrayList<Pattern>();
    for (String pattern : patterns) {
      try {
        denied.add(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE));
      } catch (PatternSyntaxException e) {
        throw new ConfigException(
            "tools.exec.denyPatterns: \""
                + pattern
                + "\" is not a regular expression: "
                + e.getDescription(),
            List.of(),
            "write Java regular expressions");
      }
    }
    return denied;
  }

  private static Allowed allowed(List<String> whitelist) {
    try {
      return new Allowed(whitelist, List.of());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "tools.ssrfWhitelist: " + e.getMessage(),
          List.of(),
          "write hosts, or address ranges like 10.1.2.0/24");
    }
  }

  private static @Nullable SearchEngine search(Config.Search search) {
    String base = search.baseUrl();
    return switch (search.provider().toLowerCase(Locale.ROOT)) {
      case "duckduckgo" -> new SearchEngine.DuckDuckGo(base(base, SearchEngine.DuckDuckGo.BASE));
      case "brave" ->
          search.apiKey().isEmpty()
              ? null
              : new SearchEngine.Brave(base(base, SearchEngine.Brave.BASE), search.apiKey());
      case "tavily" ->
          search.apiKey().isEmpty()
              ? null
              : new SearchEngine.Tavily(base(base, SearchEngine.Tavily.BASE), search.apiKey());
      case "searxng" -> base.isEmpty() ? null : new SearchEngine.SearXng(address(base));
      case "", "off" -> null;
      default ->
          throw new ConfigException(
              "tools.web.search.provider: \"" + search.provider() + "\" is not known",
              List.of(),
              "choose duckduckgo, brave, tavily, searxng or off");
    };
  }

  private static URI base(String configured, URI usual) {
    return configured.isEmpty() ? usual : address(configured);
  }

  private static URI address(String configured) {
    try {
      return URI.create(Egress.uri(configured).toString().replaceFirst("/+$", ""));
    } catch (HttpException e) {
      throw new ConfigException(
          "tools.web.search.baseUrl: " + e.getMessage(),
          List.of(),
          "write an address like https://search.example.org");
    }
  }

  /// Where messages of this instance can go.
  static Set<String> endpoints(Config config) {
    return config.channels().stdio().enabled() ? Set.of("cli", "stdio") : Set.of("cli");
  }

  /// The zone of the agent's days.
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
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
