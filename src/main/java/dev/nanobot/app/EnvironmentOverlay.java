package dev.nanobot.app;

import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// The variables `NANOBOT_A__B`, written over the keys `a.b` of a configuration.
final class EnvironmentOverlay {
  private static final String PREFIX = "NANOBOT_";
  private static final String NESTING = "__";

  private final Map<String, String> environment;
  private final List<String> problems;
  private final Map<String, String> written = new LinkedHashMap<>();

  EnvironmentOverlay(Map<String, String> environment, List<String> problems) {
    this.environment = new TreeMap<>(environment);
    this.problems = problems;
  }

  void apply(ObjectNode tree) {
    environment.forEach(
        (name, value) -> {
          boolean isOurs = name.startsWith(PREFIX) && name.contains(NESTING);
          if (isOurs) write(tree, name, value);
        });
  }

  /// The paths that were written over, each with the variable that did it.
  Map<String, String> written() {
    return written;
  }

  private void write(ObjectNode tree, String name, String value) {
    List<String> steps = List.of(name.substring(PREFIX.length()).split(NESTING, -1));
    ObjectNode place = tree;
    Type type = Config.class;
    List<String> path = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Optional<Step> step = step(type, place, steps.get(i));
      if (step.isEmpty()) {
        problems.add(name + ": there is no key for \"" + steps.get(i) + "\"");
        return;
      }
      String key = step.get().key();
      path.add(key);
      type = step.get().type();
      if (i == steps.size() - 1) place.set(key, node(type, value));
      else place = place.get(key) instanceof ObjectNode child ? child : place.putObject(key);
    }
    written.put(String.join(".", path), name);
  }

  private record Step(String key, Type type) {}

  private static Optional<Step> step(Type type, ObjectNode place, String written) {
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      String key =
          place.propertyNames().stream()
              .filter(name -> isSame(name, written))
              .findFirst()
              .orElse(written.toLowerCase(Locale.ROOT));
      return Optional.of(new Step(key, map.getActualTypeArguments()[1]));
    }
    if (!(type instanceof Class<?> record) || !record.isRecord()) return Optional.empty();
    return Arrays.stream(record.getRecordComponents())
        .filter(part -> isSame(part.getName(), written))
        .findFirst()
        .map((RecordComponent part) -> new Step(part.getName(), part.getGenericType()));
  }

  private static boolean isSame(String key, String written) {
    return key.replace("_", "").equalsIgnoreCase(written.replace("_", ""));
  }

  /// Text stays text; for anything else the value is JSON, or a list written `a,b`.
  private static JsonNode node(Type type, String value) {
    boolean isText =
        type == String.class
            || type == Secret.class
            || (type instanceof Class<?> plain && plain.isEnum());
    if (isText) {
      return StringNode.valueOf(value);
    }
    try {
      return Json.parse(value);
    } catch (JacksonException e) {
      boolean isList = type instanceof ParameterizedType list && list.getRawType() == List.class;
      if (!isList) return StringNode.valueOf(value); // The binder says what it expected.
      var items = Json.MAPPER.createArrayNode();
      Arrays.stream(value.split(",", -1))
          .map(String::strip)
          .filter(item -> !item.isEmpty())
          .forEach(items::add);
      return items;
    }
  }
}
