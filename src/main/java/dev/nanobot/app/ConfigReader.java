package dev.nanobot.app;

import dev.nanobot.message.Json;
import dev.nanobot.message.JsonFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the configuration: the file, over it the environment, and every problem at once.
///
/// `NANOBOT_AGENTS__DEFAULTS__MODEL` overrides `agents.defaults.model`; case and single
/// underscores do not count. `${NAME}` in a text stands for a variable, `$${` for `${` itself.
public final class ConfigReader {
  private final Map<String, String> environment;

  public ConfigReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// Reads the home's configuration; without a file the defaults and the environment hold.
  ///
  /// @throws ConfigException with all problems found
  public Config read(Home home) {
    Optional<String> text = home.configText();
    return read(text.orElse("{}"), home.config().toString());
  }

  /// Reads `text`, which `name` names in problems.
  ///
  /// @throws ConfigException with all problems found
  public Config read(String text, String name) {
    var problems = new ArrayList<String>();
    ObjectNode tree = parse(text, name);
    new EnvironmentOverlay(environment, problems).apply(tree);
    var config = new ConfigBinder(environment, problems).bind(tree, Config.DEFAULTS);
    if (!problems.isEmpty()) {
      problems.addAll(Engine.problems(config, List.copyOf(problems)));
      throw broken(name, problems);
    }
    return config;
  }

  /// A configuration as it is written, and by path the variables that decide instead.
  record Written(ObjectNode tree, Map<String, String> variables) {}

  /// @throws ConfigException when it is no JSON object
  Written written(String text, String name) {
    ObjectNode tree = parse(text, name);
    var overlay = new EnvironmentOverlay(environment, new ArrayList<>());
    overlay.apply(tree.deepCopy());
    return new Written(tree, Map.copyOf(overlay.written()));
  }

  private static ObjectNode parse(String text, String name) {
    try {
      JsonNode tree =
          Json.MAPPER.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION).readTree(text);
      if (tree instanceof ObjectNode object) return object;
      throw broken(name, List.of("the file holds one JSON object, not " + ConfigBinder.kind(tree)));
    } catch (JacksonException e) {
      throw broken(name, List.of("invalid JSON" + JsonFault.text(e)));
    }
  }

  private static ConfigException broken(String name, List<String> problems) {
    return new ConfigException(
        "The configuration " + name + " cannot be used",
        problems,
        "correct the file, then run: nanobot config check");
  }
}
