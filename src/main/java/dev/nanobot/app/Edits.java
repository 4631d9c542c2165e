package dev.nanobot.app;

import dev.nanobot.api.Setup.Edit;
import dev.nanobot.api.Setup.Problem;
import dev.nanobot.message.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A configuration as it is written, into which edits of a browser go: only settings that are safe
/// to change, and keys of providers; what a variable decides stays as it is.
///
/// What is typed is meant as it stands there: `${NAME}` in it is no reference, or a browser could
/// read the environment.
record Edits(ConfigReader.Written written) {
  private static final String PROVIDERS = "providers";
  private static final String KEY = "apiKey";
  private static final int TEXT_CHARS_MAX = 500;
  private static final int ITEMS_MAX = 20;

  /// The text after an edit; what cannot be done becomes a problem.
  String apply(String text, Edit edit, List<Problem> problems) {
    var edited = new ConfigText(text);
    for (Map.Entry<String, JsonNode> one : new TreeMap<>(edit.values()).entrySet()) {
      String path = one.getKey();
      if (isRefused(path, problems) || isTooLong(path, one.getValue(), problems)) continue;
      List<String> names = List.of(path.split("\\."));
      edited =
          one.getValue().isNull()
              ? edited.without(names)
              : edited.with(names, literal(one.getValue()));
    }
    for (Map.Entry<String, Secret> one : new TreeMap<>(edit.keys()).entrySet()) {
      List<String> path = List.of(PROVIDERS, nameOf(one.getKey()), KEY);
      if (isRefused(one.getKey(), one.getValue(), path, problems)) continue;
      String key = one.getValue().reveal();
      edited =
          key.isEmpty()
              ? edited.without(path)
              : edited.with(path, literal(StringNode.valueOf(key)));
    }
    return edited.text();
  }

  private boolean isRefused(String path, List<Problem> problems) {
    if (!SafeSettings.has(path)) {
      problems.add(new Problem(path, "this is changed in the file only"));
      return true;
    }
    return isFixed(path, problems);
  }

  /// A file that grows beyond what is read could not be mended from a browser.
  private static boolean isTooLong(String path, JsonNode value, List<Problem> problems) {
    boolean isLong = value.isArray() && value.size() > ITEMS_MAX;
    for (JsonNode text : value.isArray() ? value : List.of(value)) {
      isLong |= text.isString() && text.stringValue().length() > TEXT_CHARS_MAX;
    }
    if (isLong) {
      String most = "at most " + TEXT_CHARS_MAX + " characters, and a list " + ITEMS_MAX + " texts";
      problems.add(new Problem(path, "a text has " + most));
    }
    return isLong;
  }

  private boolean isRefused(
      String provider, Secret key, List<String> path, List<Problem> problems) {
    String where = String.join(".", path);
    boolean isKnown =
        Accounts.offers().stream().anyMatch(offer -> Accounts.isSame(offer.name(), provider))
            || written.tree().path(PROVIDERS).has(path.get(1));
    if (!isKnown) {
      problems.add(new Problem(where, "no provider is called so"));
      return true;
    }
    if (!key.reveal().chars().allMatch(c -> c > ' ' && c < 127)) {
      problems.add(new Problem(where, "it has characters that no key has; copy it again"));
      return true;
    }
    return isFixed(where, problems);
  }

  private boolean isFixed(String path, List<Problem> problems) {
    String fixedBy = fixedBy(path);
    if (fixedBy.isEmpty()) return false;
    problems.add(new Problem(path, fixedBy + " decides this"));
    return true;
  }

  /// The variable that decides a value, as a person knows it; empty when the file does.
  String fixedBy(String path) {
    for (Map.Entry<String, String> one : written.variables().entrySet()) {
      if (path.equals(one.getKey()) || path.startsWith(one.getKey() + ".")) return one.getValue();
    }
    Optional<JsonNode> node = at(path);
    if (node.isPresent() && node.get() instanceof ArrayNode list) {
      for (JsonNode item : list) {
        if (!ConfigBinder.reference(item).isEmpty()) return ConfigBinder.reference(item);
      }
    }
    return node.map(ConfigBinder::reference).orElse("");
  }

  boolean isWritten(String path) {
    return at(path).isPresent();
  }

  private Optional<JsonNode> at(String path) {
    JsonNode place = written.tree();
    for (String name : path.split("\\.")) place = place.path(name);
    return place.isMissingNode() || place.isNull() ? Optional.empty() : Optional.of(place);
  }

  /// How the file calls a provider.
  String nameOf(String provider) {
    if (written.tree().path(PROVIDERS) instanceof ObjectNode accounts) {
      for (String name : accounts.propertyNames()) {
        if (Accounts.isSame(name, provider)) return name;
      }
    }
    return provider;
  }

  static String keyPath(String name) {
    return PROVIDERS + "." + name + "." + KEY;
  }

  private static JsonNode literal(JsonNode value) {
    if (value.isString()) {
      return StringNode.valueOf(ConfigBinder.literal(value.stringValue()));
    }
    if (!(value instanceof ArrayNode list)) return value;
    List<JsonNode> items = new ArrayList<>();
    for (JsonNode item : list) items.add(literal(item));
    return list.arrayNode().addAll(items);
  }
}
