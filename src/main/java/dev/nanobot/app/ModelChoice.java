package dev.nanobot.app;

import dev.nanobot.provider.Providers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The model that answers, and why it is that one.
public record ModelChoice(String model, String why) {
  /// The built-in offline model.
  public static final String REHEARSAL = Providers.REHEARSAL;

  /// The model used where a key is configured but no model is.
  public static final String USUAL = "anthropic/claude-opus-4-5";

  private static final String NO_KEY = "no key is configured";

  private static final List<String> USUAL_PROVIDERS = List.of("anthropic", "openrouter");

  /// Chooses: the configured model, else the rehearsal model where no key is configured anywhere,
  /// else the usual one where a key for it is.
  ///
  /// Empty when there is a key and nothing says which of its provider's models is meant.
  public static Optional<ModelChoice> of(Config config, Map<String, String> environment) {
    String configured = config.agents().defaults().model();
    if (!configured.isBlank()) {
      return Optional.of(new ModelChoice(configured, "agents.defaults.model"));
    }
    List<String> ready = ready(config, environment);
    if (ready.isEmpty() && !hasAnyKey(config)) {
      return Optional.of(new ModelChoice(REHEARSAL, NO_KEY));
    }
    String wanted = config.agents().defaults().provider();
    boolean isAnybody = wanted.isBlank() || wanted.equals("auto");
    return USUAL_PROVIDERS.stream()
        .filter(ready::contains)
        .filter(name -> isAnybody || name.equals(wanted))
        .findFirst()
        .map(name -> new ModelChoice(USUAL, "a key for " + name + " is configured"));
  }

  /// The model to suggest for a provider; empty when there is no usual one.
  static String usual(String provider) {
    return USUAL_PROVIDERS.contains(provider) ? USUAL : "";
  }

  /// Whether nobody has chosen anything, so that only a stand-in answers.
  boolean isForWantOfAnother() {
    return why.equals(NO_KEY);
  }

  /// The names of the providers that could be asked.
  public static List<String> ready(Config config, Map<String, String> environment) {
    return Providers.ready(Engine.access(config), environment);
  }

  /// A key under a name that nobody knows is a mistake, not the wish for a rehearsal.
  private static boolean hasAnyKey(Config config) {
    return config.providers().values().stream().anyMatch(endpoint -> !endpoint.apiKey().isEmpty());
  }
}
