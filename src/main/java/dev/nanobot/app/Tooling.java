package dev.nanobot.app;

import dev.nanobot.http.Allowed;
import dev.nanobot.http.Egress;
import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.tool.Exec;
import dev.nanobot.tool.SearchEngine;
import dev.nanobot.tool.Tools;
import dev.nanobot.world.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// The tools of an instance, as they are configured, while they are made: the sandbox is tried out
/// beside all else that a start takes.
///
/// Owned by the thread that began it.
record Tooling(Path workspace, Tools.Begun begun, Egress egress) {
  /// What is told to the model in every conversation.
  private static final List<String> SHAPES_PROMPT =
      List.of("AGENTS.md", "SOUL.md", "USER.md", "HEARTBEAT.md", "skills");

  /// Makes the folders that tools read and write, and begins.
  ///
  /// @throws ConfigException when something cannot be as it was configured
  static Tooling begin(World world, Home home, Config config, Map<String, String> environment) {
    Path workspace = home.workspace(config, environment);
    Home.createFolder(workspace.resolve("skills"));
    BuiltInSkills.copyTo(home.builtInSkills());
    var egress = new Egress(world, allowed(config.tools().ssrfWhitelist()));
    try {
      return new Tooling(workspace, Tools.begin(tools(home, config, workspace), world), egress);
    } catch (IOException e) {
      throw new ConfigException(
          "The workspace " + workspace + " cannot be used: " + e.getMessage(),
          List.of(),
          "make it writable, or set agents.defaults.workspace");
    }
  }

  /// Waits until it is known where commands run.
  Tools tools(Http http) throws InterruptedException {
    return begun.tools(http, egress);
  }

  private static Tools.Config tools(Home home, Config config, Path workspace) {
    Config.Tools wanted = config.tools();
    Config.Exec exec = wanted.exec();
    var files =
        new Tools.Reachable(
            workspace,
            List.of(home.builtInSkills()),
            home.guarded(),
            Remembering.ownersOnly(config, workspace),
            SHAPES_PROMPT.stream().map(workspace::resolve).toList(),
            home.locks(),
            wanted.restrictToWorkspace());
    var commands =
        new Tools.Commands(
            Exec.Tier.valueOf(exec.tier().name()),
            exec.timeout(),
            exec.network(),
            exec.allowedEnvKeys(),
            denied(exec.denyPatterns()));
    return new Tools.Config(
        files,
        commands,
        search(wanted.web().search()),
        wanted.web().search().maxResults(),
        wanted.maxToolResultChars());
  }

  static List<Pattern> denied(List<String> patterns) {
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

  static Allowed allowed(List<String> whitelist) {
    try {
      return new Allowed(whitelist, List.of());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "tools.ssrfWhitelist: " + e.getMessage(),
          List.of(),
          "write hosts, or address ranges like 10.1.2.0/24");
    }
  }

  static @Nullable SearchEngine search(Config.Search search) {
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
}
