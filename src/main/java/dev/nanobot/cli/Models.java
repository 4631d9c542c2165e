package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.ModelChoice;

/// The model a command needs.
final class Models {
  private Models() {}

  static ModelChoice needed(Config config, Shell shell) {
    return ModelChoice.of(config, shell.environment()).orElseThrow(() -> new Failure(
        Exit.NO_MODEL, "A key is configured, but no model", "agents.defaults.model is empty",
        "export NANOBOT_AGENTS__DEFAULTS__MODEL=PROVIDER/MODEL, or set it in the configuration"));
  }
}
