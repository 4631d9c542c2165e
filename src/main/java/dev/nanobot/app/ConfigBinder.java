package dev.nanobot.app;

import dev.nanobot.message.Json;
import dev.nanobot.message.Range;
import dev.nanobot.message.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// A record tree from a JSON tree: what is not written keeps its default, what is wrong becomes a
/// problem with its path and keeps its default too.
final class ConfigBinder {
  private static final Pattern REFERENCE =
      Pattern.compile("(\\$)?\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");
  private static final int SHOWN_CHARS_MAX = 40;

  private final Map<String, String> environment;
  private final List<String> problems;

  ConfigBinder(Map<String, String> environment, List<String> problems) {
    this.environment = environment;
    this.problems = problems;
  }

  <R extends Record> R bind(JsonNode tree, R defaults) {
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) defaults.getClass();
    return type.cast(record(type, tree, defaults, ""));
  }

  private Object record(Class<?> type, JsonNode tree, Object defaults, String path) {
    if (!tree.isObject()) return wrong(path, "an object", tree, defaults);
    RecordComponent[] parts = type.getRecordComponents();
    var values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      JsonNode node = tree.get(parts[i].getName());
      Object usual = Records.value(parts[i], defaults);
      values[i] =
          node == null || node.isNull()
              ? usual
              : value(
                  parts[i].getGenericType(),
                  parts[i].getAnnotation(Range.class),
                  node,
                  usual,
                  join(path, parts[i].getName()));
    }
    nameUnknown(tree, Arrays.stream(parts).map(RecordComponent::getName).toList(), path);
    return Records.make(type, values);
  }

  private void nameUnknown(JsonNode tree, List<String> known, String path) {
    for (String key : tree.propertyNames()) {
      if (known.contains(key)) continue;
      String instead =
          NearestName.of(key, known)
              .map(near -> "did you mean " + near + "?")
              .orElse(
                  known.isEmpty()
                      ? "there are no keys here"
                      : "known here: " + String.join(", ", known));
      problems.add(join(path, key) + ": unknown key; " + instead);
    }
  }

  private Object value(Type type, @Nullable Range range, JsonNode raw, Object usual, String path) {
    JsonNode node = resolved(type, raw, path);
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? texts(node, usual, path)
          : entries(generic.getActualTypeArguments()[1], node, usual, path);
    }
    if (type == JsonNode.class) {
      return node.isObject() ? node : wrong(path, "an object", node, usual);
    }
    if (type == String.class) {
      return node.isString() ? node.stringValue() : wrong(path, "a text", node, usual);
    }
    if (type == Secret.class) {
      if (node.isString()) return new Secret(node.stringValue());
      problems.add(path + ": expected a text, found " + kind(node));
      return usual;
    }
    if (type == boolean.class) {
      return node.isBoolean() ? node.booleanValue() : wrong(path, "true or false", node, usual);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) return record(plain, node, usual, path);
    if (plain.isEnum()) return constant(plain, node, usual, path);
    return number(plain, range, node, usual, path);
  }

  private Object number(
      Class<?> type, @Nullable Range range, JsonNode node, Object usual, String path) {
    boolean isWhole = type != double.class;
    double low = range == null ? Integer.MIN_VALUE : range.min();
    double high = range == null ? Integer.MAX_VALUE : range.max();
    boolean fits =
        (isWhole ? node.isIntegralNumber() : node.isNumber())
            && node.doubleValue() >= low
            && node.doubleValue() <= high;
    if (!fits) {
      String unit = type == Duration.class ? " of seconds" : "";
      String expected =
          (isWhole ? "a whole number" + unit : "a number")
              + " from "
              + plain(low)
              + " to "
              + plain(high);
      return wrong(path, expected, node, usual);
    }
    if (type == int.class) return node.intValue();
    if (type == Duration.class) return Duration.ofSeconds(node.longValue());
    return node.doubleValue();
  }

  private Object constant(Class<?> type, JsonNode node, Object usual, String path) {
    String written = node.isString() ? node.stringValue() : "";
    for (Object constant : type.getEnumConstants()) {
      if (constant.toString().equalsIgnoreCase(written)) return constant;
    }
    String known =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return wrong(path, "one of " + known, node, usual);
  }

  private Object texts(JsonNode node, Object usual, String path) {
    if (!node.isArray()) return wrong(path, "a list of texts", node, usual);
    var texts = new ArrayList<String>();
    for (int i = 0; i < node.size(); i++) {
      String place = path + "[" + i + "]";
      texts.add((String) value(String.class, null, node.get(i), "", place));
    }
    return texts;
  }

  private Object entries(Type type, JsonNode node, Object usual, String path) {
    if (!node.isObject()) return wrong(path, "an object", node, usual);
    var entries = new LinkedHashMap<String, Object>();
    Object fallback = type == Secret.class ? Secret.NONE : Records.defaults((Class<?>) type);
    for (var entry : node.properties()) {
      entries.put(
          entry.getKey(),
          value(type, null, entry.getValue(), fallback, join(path, entry.getKey())));
    }
    return entries;
  }

  /// Replaces references. A text that held one may stand for a number.
  private JsonNode resolved(Type type, JsonNode node, String path) {
    if (!node.isString() || !REFERENCE.matcher(node.stringValue()).find()) return node;
    String text =
        REFERENCE
            .matcher(node.stringValue())
            .replaceAll(
                match -> {
                  if (match.group(1) != null)
                    return Matcher.quoteReplacement(match.group().substring(1));
                  String value = environment.get(match.group(2));
                  if (value == null)
                    problems.add(path + ": the variable " + match.group(2) + " is not set");
                  return Matcher.quoteReplacement(value == null ? "" : value);
                });
    boolean isText = type == String.class || type == Secret.class;
    if (isText) return StringNode.valueOf(text);
    try {
      return Json.parse(text);
    } catch (JacksonException e) {
      return StringNode.valueOf(text); // Not JSON: the caller says what it expected.
    }
  }

  /// The first reference in a text as it is written; empty when it holds none.
  static String reference(JsonNode node) {
    if (!node.isString()) return "";
    return REFERENCE
        .matcher(node.stringValue())
        .results()
        .filter(match -> match.group(1) == null)
        .map(MatchResult::group)
        .findFirst()
        .orElse("");
  }

  /// A text that means what it says, whatever it says.
  static String literal(String text) {
    return text.replace("${", "$${");
  }

  private Object wrong(String path, String expected, JsonNode node, Object usual) {
    // A text in the place of a structure may be a key.
    boolean isStructure =
        node.isString()
            && (usual instanceof Record
                || usual instanceof Map
                || usual instanceof List
                || usual instanceof JsonNode);
    problems.add(
        (path.isEmpty() ? "the whole" : path)
            + ": expected "
            + expected
            + ", found "
            + (isStructure ? kind(node) : shown(node)));
    return usual;
  }

  private static String shown(JsonNode node) {
    if (node.isContainer()) return kind(node);
    String text = Json.write(node);
    return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT, POJO -> "an object";
      case ARRAY -> "a list";
      case STRING, BINARY -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL, MISSING -> "nothing";
    };
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
