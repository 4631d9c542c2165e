package dev.nanobot.app;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The model that answers, and why it is that one.
public record ModelChoice(String model, String why) {
  /// The built-in offline model.
  public static final String REHEARSAL = "rehearsal";

  /// The model used where a key is configured but no model is.
  public static final String USUAL = "anthropic/claude-opus-4-5";

  private static final List<String> USUAL_PROVIDERS = List.of("anthropic", "openrouter");
  private static final String KEY_SUFFIX = "_API_KEY";

  /// Chooses: the configured model, else the rehearsal model where no key is configured anywhere,
  /// else the usual one where a key for it is.
  ///
  /// Empty when there is a key and nothing says which of its provider's models is meant.
  public static Optional<ModelChoice> of(Config config, Map<String, String> environment) {
    String configured = config.agents().defaults().model();
    if (!configured.isBlank()) {
      return Optional.of(new ModelChoice(configured, "agents.defaults.model"));
    }
    if (!hasAnyProvider(config, environment)) {
      return Optional.of(new ModelChoice(REHEARSAL, "no key is configured"));
    }
    return USUAL_PROVIDERS.stream().filter(name -> hasKey(name, config, environment)).findFirst()
        .map(name -> new ModelChoice(USUAL, "a key for " + name + " is configured"));
  }

  private static boolean hasAnyProvider(Config config, Map<String, String> environment) {
    return config.providers().values().stream()
            .anyMatch(endpoint -> !endpoint.apiKey().isEmpty() || !endpoint.apiBase().isEmpty())
        || USUAL_PROVIDERS.stream().anyMatch(name -> hasKey(name, config, environment));
  }

  private static boolean hasKey(String provider, Config config, Map<String, String> environment) {
    String variable = provider.toUpperCase(Locale.ROOT) + KEY_SUFFIX;
    return !config.endpoint(provider).apiKey().isEmpty()
        || !environment.getOrDefault(variable, "").isBlank();
  }
}
