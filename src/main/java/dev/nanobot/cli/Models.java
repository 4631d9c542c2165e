package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.ModelChoice;
import java.util.List;

/// The model a command needs.
final class Models {
  private Models() {}

  static ModelChoice needed(Config config, Shell shell) {
    return ModelChoice.of(config, shell.environment())
        .orElseThrow(() -> missing(ModelChoice.ready(config, shell.environment())));
  }

  private static Failure missing(List<String> ready) {
    String key = ready.isEmpty() ? "A key is configured" : "There is a key for " + ready.getFirst();
    String provider = ready.isEmpty() ? "PROVIDER" : ready.getFirst();
    return new Failure(
        Exit.NO_MODEL,
        key + ", but no model is chosen",
        "agents.defaults.model is empty",
        "export NANOBOT_AGENTS__DEFAULTS__MODEL="
            + provider
            + "/MODEL, or set it in the configuration");
  }
}
