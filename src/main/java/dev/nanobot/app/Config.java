package dev.nanobot.app;

import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What the operator decided, in the keys of the original's `config.json`.
///
/// Each record's `DEFAULTS` is what holds where nothing is written. They are the original's, but
/// where those are unsafe.
public record Config(
    Agents agents,
    Map<String, Endpoint> providers,
    Map<String, Preset> modelPresets,
    Gateway gateway,
    Tools tools,
    Channels channels) {
  private static final int TOKENS_MAX = 10_000_000;
  private static final int COUNT_MAX = 1_000_000;
  private static final int PORT_MAX = 65_535;
  private static final int SECONDS_MAX = 86_400;

  public static final Config DEFAULTS =
      new Config(
          Agents.DEFAULTS, Map.of(), Map.of(), Gateway.DEFAULTS, Tools.DEFAULTS, Channels.DEFAULTS);

  public Config {
    providers = Map.copyOf(providers);
    modelPresets = Map.copyOf(modelPresets);
  }

  /// The account with a provider, all empty where none is configured.
  public Endpoint endpoint(String provider) {
    return providers.getOrDefault(provider, Endpoint.DEFAULTS);
  }

  /// The whole as JSON in the units of the file, defaults included, secrets hidden.
  public JsonNode json() {
    return Records.json(this);
  }

  public record Agents(Agent defaults) {
    public static final Agents DEFAULTS = new Agents(Agent.DEFAULTS);
  }

  /// How the agent thinks. An empty `workspace` is the one in the home; an empty `model` is chosen
  /// by `ModelChoice`; `timezone` is a zone's name or `auto`, the machine's.
  public record Agent(
      String workspace,
      String model,
      String provider,
      @Range(min = 1, max = TOKENS_MAX) int maxTokens,
      @Range(min = 0, max = 2) double temperature,
      @Range(min = 1, max = COUNT_MAX) int maxToolIterations,
      String reasoningEffort,
      List<String> fallbackModels,
      String timezone,
      @Range(min = 1_000, max = TOKENS_MAX) int contextWindowTokens,
      @Range(min = 1, max = COUNT_MAX) int maxConcurrentTurns) {
    public static final Agent DEFAULTS =
        new Agent("", "", "auto", 8_192, 0.1, 200, "", List.of(), "auto", 200_000, 1_000);

    public Agent {
      fallbackModels = List.copyOf(fallbackModels);
    }
  }

  /// A model that a chat may choose by name.
  public record Preset(
      String model,
      String provider,
      @Range(min = 1, max = TOKENS_MAX) int maxTokens,
      @Range(min = 0, max = 2) double temperature,
      @Range(min = 1_000, max = TOKENS_MAX) int contextWindowTokens,
      String reasoningEffort) {
    public static final Preset DEFAULTS = new Preset("", "auto", 8_192, 0.1, 200_000, "");
  }

  /// A provider's account. An empty `apiBase` is the provider's own address; `extraBody` is
  /// merged into each request.
  public record Endpoint(
      Secret apiKey, String apiBase, Map<String, Secret> extraHeaders, JsonNode extraBody) {
    public static final Endpoint DEFAULTS = new Endpoint(Secret.NONE, "", Map.of(), Json.object());

    public Endpoint {
      extraHeaders = Map.copyOf(extraHeaders);
    }
  }

  public record Gateway(String host, @Range(min = 0, max = PORT_MAX) int port) {
    public static final Gateway DEFAULTS = new Gateway("127.0.0.1", 18_790);
  }

  /// What the agent may do. `ssrfWhitelist` are address ranges the egress guard lets through.
  public record Tools(
      Web web,
      Exec exec,
      boolean restrictToWorkspace,
      @Range(min = 100, max = COUNT_MAX) int maxToolResultChars,
      List<String> ssrfWhitelist) {
    public static final Tools DEFAULTS =
        new Tools(Web.DEFAULTS, Exec.DEFAULTS, true, 16_000, List.of());

    public Tools {
      ssrfWhitelist = List.copyOf(ssrfWhitelist);
    }
  }

  public record Web(Search search, Fetch fetch) {
    public static final Web DEFAULTS = new Web(Search.DEFAULTS, Fetch.DEFAULTS);
  }

  /// `baseUrl` is for SearXNG, which everybody hosts alone.
  public record Search(
      String provider, Secret apiKey, String baseUrl, @Range(min = 1, max = 20) int maxResults) {
    public static final Search DEFAULTS = new Search("duckduckgo", Secret.NONE, "", 5);
  }

  public record Fetch() {
    public static final Fetch DEFAULTS = new Fetch();
  }

  /// How commands run. `timeout` is in seconds in the file. `denyPatterns` are regular expressions
  /// of commands that are refused.
  public record Exec(
      Tier tier,
      @Range(min = 1, max = SECONDS_MAX) Duration timeout,
      boolean network,
      List<String> allowedEnvKeys,
      List<String> denyPatterns) {
    public static final Exec DEFAULTS =
        new Exec(Tier.SANDBOX, Duration.ofSeconds(60), false, List.of(), List.of());

    public Exec {
      allowedEnvKeys = List.copyOf(allowedEnvKeys);
      denyPatterns = List.copyOf(denyPatterns);
    }
  }

  /// Where commands run: nowhere, in a sandbox or not at all, or as the operator.
  public enum Tier {
    OFF,
    SANDBOX,
    HOST
  }

  public record Channels(Stdio stdio) {
    public static final Channels DEFAULTS = new Channels(Stdio.DEFAULTS);
  }

  public record Stdio(boolean enabled) {
    public static final Stdio DEFAULTS = new Stdio(false);
  }
}
