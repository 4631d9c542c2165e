package dev.nanobot.app;

import dev.nanobot.channel.Channels;
import dev.nanobot.message.Json;
import dev.nanobot.message.Range;
import dev.nanobot.message.Secret;
import dev.nanobot.message.Sharing;
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
    Map<String, Price> prices,
    Budgets budgets,
    Gateway gateway,
    Tools tools,
    Channels channels,
    Transcription transcription,
    Retention retention) {
  private static final int TOKENS_MAX = 10_000_000;
  private static final int COUNT_MAX = 1_000_000;
  private static final int PORT_MAX = 65_535;
  private static final int CONNECTIONS_MAX = 100_000;
  private static final int SECONDS_MAX = 86_400;
  private static final int DAY_TOKENS_MAX = 2_000_000_000;
  private static final int MONEY_MAX = 1_000_000;
  private static final int IDLE_MINUTES_MAX = 10_080;
  private static final int DAYS_MAX = 36_500;

  public static final Config DEFAULTS =
      new Config(
          Agents.DEFAULTS,
          Map.of(),
          Map.of(),
          Map.of(),
          Budgets.DEFAULTS,
          Gateway.DEFAULTS,
          Tools.DEFAULTS,
          Records.usual(Channels.class),
          Transcription.DEFAULTS,
          Retention.DEFAULTS);

  public Config {
    providers = Map.copyOf(providers);
    modelPresets = Map.copyOf(modelPresets);
    prices = Map.copyOf(prices);
  }

  /// The account with a provider, all empty where none is configured.
  public Endpoint endpoint(String provider) {
    return providers.getOrDefault(provider, Endpoint.DEFAULTS);
  }

  /// The same at another address of the gateway.
  public Config at(String host, int port) {
    var moved =
        new Gateway(
            host, port, gateway.publicHosts(), gateway.maxConnections(), gateway.heartbeat());
    return new Config(
        agents,
        providers,
        modelPresets,
        prices,
        budgets,
        moved,
        tools,
        channels,
        transcription,
        retention);
  }

  /// The whole as JSON in the units of the file, defaults included, secrets hidden.
  public JsonNode json() {
    return Records.json(this);
  }

  public record Agents(Agent defaults, Memory memory, Subagents subagents) {
    public static final Agents DEFAULTS =
        new Agents(Agent.DEFAULTS, Memory.DEFAULTS, Subagents.DEFAULTS);
  }

  /// Whose memory it is, and how it is made from conversations.
  public record Memory(Sharing scope, Consolidation consolidation) {
    public static final Memory DEFAULTS = new Memory(Sharing.PRINCIPAL, Consolidation.DEFAULTS);
  }

  /// When the history of idle sessions goes into long-term memory. An empty `model` is the usual
  /// one.
  public record Consolidation(
      boolean enabled,
      @Range(min = 1, max = COUNT_MAX) int idleMinutes,
      @Range(min = 0, max = 1_000_000_000) int tokensPerDay,
      String model) {
    public static final Consolidation DEFAULTS = new Consolidation(false, 60, 50_000, "");
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
      @Range(min = 1, max = COUNT_MAX) int maxConcurrentTurns,
      Compaction compaction,
      List<String> disabledSkills) {
    public static final Agent DEFAULTS =
        new Agent(
            "",
            "",
            "auto",
            8_192,
            0.1,
            200,
            "",
            List.of(),
            "auto",
            200_000,
            1_000,
            Compaction.DEFAULTS,
            List.of());

    public Agent {
      fallbackModels = List.copyOf(fallbackModels);
      disabledSkills = List.copyOf(disabledSkills);
    }
  }

  /// What works in the background. With `maxDepth` 0 nothing does; an empty `model` is that of the
  /// chat, else the name of a preset or a model.
  public record Subagents(
      @Range(min = 1, max = COUNT_MAX) int maxConcurrent,
      @Range(min = 0, max = 5) int maxDepth,
      @Range(min = 1, max = COUNT_MAX) int maxToolIterations,
      String model,
      @Range(min = 0, max = COUNT_MAX) int queueMax) {
    public static final Subagents DEFAULTS = new Subagents(3, 1, 15, "", 20);
  }

  /// When the beginning of a conversation gives way to a summary: `share` and `keep` are parts of
  /// the model's window; `idleMinutes` is 0 for never.
  public record Compaction(
      boolean enabled,
      @Range(min = 0.1, max = 1) double share,
      @Range(min = 0, max = 0.9) double keep,
      @Range(min = 0, max = IDLE_MINUTES_MAX) int idleMinutes) {
    public static final Compaction DEFAULTS = new Compaction(true, 0.6, 0.3, 15);
  }

  /// Money for a million tokens of a model; `cached` costs as much as `input` where it is not
  /// written.
  public record Price(
      @Range(min = 0, max = MONEY_MAX) double input,
      @Range(min = 0, max = MONEY_MAX) double output,
      @Range(min = 0, max = MONEY_MAX) double cached) {
    public static final Price DEFAULTS = new Price(0, 0, -1);
  }

  /// How much models may take in a day.
  public record Budgets(Limit day, Limit principalDay, Limit sessionDay, Limit jobDay) {
    public static final Budgets DEFAULTS =
        new Budgets(Limit.DEFAULTS, Limit.DEFAULTS, Limit.DEFAULTS, Limit.DEFAULTS);
  }

  /// 0 is no limit.
  public record Limit(
      @Range(min = 0, max = DAY_TOKENS_MAX) int tokens,
      @Range(min = 0, max = MONEY_MAX) double money) {
    public static final Limit DEFAULTS = new Limit(0, 0);
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

  /// `publicHosts` are the names, besides those of this machine, under which programs reach it.
  public record Gateway(
      String host,
      @Range(min = 0, max = PORT_MAX) int port,
      List<String> publicHosts,
      @Range(min = 8, max = CONNECTIONS_MAX) int maxConnections,
      Heartbeat heartbeat) {
    public static final Gateway DEFAULTS =
        new Gateway("127.0.0.1", 18_790, List.of(), 256, Heartbeat.DEFAULTS);

    public Gateway {
      publicHosts = List.copyOf(publicHosts);
    }
  }

  /// How often HEARTBEAT.md is looked at, in seconds in the file; an empty `deliverTo` is
  /// `cli:direct`.
  public record Heartbeat(
      boolean enabled, @Range(min = 60, max = SECONDS_MAX) Duration intervalS, String deliverTo) {
    public static final Heartbeat DEFAULTS = new Heartbeat(true, Duration.ofMinutes(30), "");
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

  /// How many days what is over is kept; 0 is for ever.
  public record Retention(
      @Range(min = 0, max = DAYS_MAX) int apiConversationDays,
      @Range(min = 0, max = DAYS_MAX) int traceDays,
      @Range(min = 0, max = DAYS_MAX) int removedJobDays) {
    public static final Retention DEFAULTS = new Retention(30, 90, 90);
  }

  /// Who writes down what people speak. An empty `model` is the provider's usual one, an empty
  /// `language` is found out.
  public record Transcription(boolean enabled, String provider, String model, String language) {
    public static final Transcription DEFAULTS = new Transcription(false, "groq", "", "");
  }
}
