package dev.nanobot.app;

import dev.nanobot.agent.Budget;
import dev.nanobot.agent.Compaction;
import dev.nanobot.agent.Model;
import dev.nanobot.agent.Prompt;
import dev.nanobot.agent.Turn;
import dev.nanobot.gateway.Illustrated;
import dev.nanobot.gateway.MediaFiles;
import dev.nanobot.http.Http;
import dev.nanobot.message.Redaction;
import dev.nanobot.provider.Discreet;
import dev.nanobot.provider.Priced;
import dev.nanobot.provider.Prices;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.Providers;
import dev.nanobot.tool.Toolbox;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A model that answers, and how it is asked.
record Thinker(Providers.Ready ready, Prompt.Settings settings) {
  static final Http.Limits LIMITS =
      new Http.Limits(
          Duration.ofSeconds(90),
          Duration.ofSeconds(90),
          Duration.ofMinutes(10),
          64L * 1024 * 1024);

  /// The same for somebody who tries whether a model answers at all.
  private static final Http.Limits TRIAL =
      new Http.Limits(
          Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60), 1024 * 1024);

  /// What makes models reachable.
  record Means(
      World world,
      Http http,
      Config config,
      Map<String, String> environment,
      ZoneId zone,
      Supplier<Redaction> secrets) {
    /// The same with another configuration, which has secrets of its own.
    Means with(Config other) {
      Redaction own = Secrets.redaction(Secrets.configured(other, environment));
      return new Means(world, http, other, environment, Engine.zone(other), () -> own);
    }
  }

  /// The same, which is shown what people sent.
  Thinker showing(MediaFiles files) {
    var illustrated = new Illustrated(ready.provider(), files);
    return new Thinker(
        new Providers.Ready(illustrated, ready.model(), ready.vendor(), ready.models()), settings);
  }

  /// A loop in which it answers.
  Turn loop(Config config, Toolbox box, Prompt prompt, int questionsMax) {
    Model model = model(config);
    var compaction = new Compaction(model, prompt, Spending.compaction(config));
    return new Turn(model, compaction, box, prompt, questionsMax);
  }

  /// The model within its budget, with answers that say what they cost.
  Model model(Config config) {
    Prices prices = Spending.prices(config);
    return new Model(
        new Priced(ready.provider(), prices),
        new Budget(Spending.budgets(config), prices, ready.models(), settings.zone()));
  }

  /// The usual one.
  ///
  /// @throws ConfigException when none is chosen
  static Thinker usual(Means means) {
    return usual(means, chosen(means));
  }

  private static Providers.Model chosen(Means means) {
    ModelChoice choice =
        ModelChoice.of(means.config(), means.environment())
            .orElseThrow(
                () ->
                    new ConfigException(
                        "No model is chosen",
                        List.of(),
                        "set agents.defaults.model in the configuration"));
    return new Providers.Model(choice.model(), means.config().agents().defaults().provider());
  }

  /// Another model, asked as the usual one is.
  static Thinker named(Means means, String model) {
    return usual(means, new Providers.Model(model, ""));
  }

  /// The usual one, asked once.
  ///
  /// @throws ConfigException when none is chosen
  static Thinker trial(Means means) {
    Thinker usual = usual(means);
    Providers.Config wanted = wanted(means, chosen(means), List.of(), TRIAL);
    Providers.Ready once = Providers.once(wanted, means.environment(), means.http(), means.world());
    return new Thinker(discreet(once, means), usual.settings());
  }

  private static Thinker usual(Means means, Providers.Model model) {
    Config.Agent agent = means.config().agents().defaults();
    var options =
        new Provider.Options(agent.maxTokens(), agent.temperature(), agent.reasoningEffort());
    return of(means, model, options, agent.contextWindowTokens());
  }

  /// Those that a chat may choose, by name.
  static Map<String, Thinker> presets(Means means) {
    var presets = new LinkedHashMap<String, Thinker>();
    means
        .config()
        .modelPresets()
        .forEach(
            (name, preset) ->
                presets.put(
                    name,
                    of(
                        means,
                        new Providers.Model(preset.model(), preset.provider()),
                        new Provider.Options(
                            preset.maxTokens(), preset.temperature(), preset.reasoningEffort()),
                        preset.contextWindowTokens())));
    return presets;
  }

  private static Thinker of(
      Means means, Providers.Model model, Provider.Options options, int windowTokens) {
    List<Providers.Model> fallbacks =
        means.config().agents().defaults().fallbackModels().stream()
            .map(name -> new Providers.Model(name, ""))
            .toList();
    Providers.Config wanted = wanted(means, model, fallbacks, LIMITS);
    Providers.Ready ready = Providers.of(wanted, means.environment(), means.http(), means.world());
    return new Thinker(
        discreet(ready, means),
        new Prompt.Settings(ready.model(), options, windowTokens, means.zone()));
  }

  private static Providers.Ready discreet(Providers.Ready ready, Means means) {
    var discreet = new Discreet(ready.provider(), means.secrets());
    return new Providers.Ready(discreet, ready.model(), ready.vendor(), ready.models());
  }

  private static Providers.Config wanted(
      Means means, Providers.Model model, List<Providers.Model> fallbacks, Http.Limits limits) {
    return new Providers.Config(
        model, fallbacks, Engine.access(means.config()), limits, means.zone());
  }
}
