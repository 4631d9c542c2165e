package dev.nanobot.agent;

import dev.nanobot.message.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The head of a Markdown file between two lines `---`, and the text below it.
///
/// The head is YAML. What is none, like `description: Use it: always`, is read line by line as
/// `key: value`, since such files are common and others take them.
record FrontMatter(Map<String, Object> values, String body) {
  private static final String FENCE = "---";

  /// The most characters that may open something within something: the parser nests as deep.
  private static final int OPENINGS_MAX = 400;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setMaxAliasesForCollections(0).build();

  static FrontMatter of(String text) {
    // Some editors put a mark in front that says the text is UTF-8.
    String whole = (text.startsWith("\ufeff") ? text.substring(1) : text).replace("\r\n", "\n");
    if (!whole.startsWith(FENCE + "\n")) return new FrontMatter(Map.of(), whole);
    int end = (whole + "\n").indexOf("\n" + FENCE + "\n", FENCE.length());
    if (end < 0) return new FrontMatter(Map.of(), whole);
    String head = whole.substring(FENCE.length(), end).strip();
    int body = Math.min(whole.length(), end + FENCE.length() + 2);
    return new FrontMatter(values(head), whole.substring(body));
  }

  private static Map<String, Object> values(String head) {
    boolean isFlat = head.chars().filter(c -> "[{-?:".indexOf(c) >= 0).count() <= OPENINGS_MAX;
    if (!isFlat) return lines(head);
    try {
      Object loaded = new Load(SETTINGS).loadFromString(head);
      return loaded instanceof Map<?, ?> map ? texts(map) : lines(head);
    } catch (YamlEngineException e) {
      return lines(head);
    }
  }

  private static Map<String, Object> texts(Map<?, ?> map) {
    var texts = new LinkedHashMap<String, Object>();
    map.forEach(
        (key, value) -> {
          if (value != null) texts.put(String.valueOf(key), value);
        });
    return texts;
  }

  private static Map<String, Object> lines(String head) {
    var values = new LinkedHashMap<String, Object>();
    for (String line : head.split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) values.putIfAbsent(line.substring(0, colon), plain(line, colon));
    }
    return values;
  }

  private static String plain(String line, int colon) {
    String value = line.substring(colon + 1).strip();
    boolean isQuoted =
        value.length() > 1
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.endsWith(value.substring(0, 1));
    return isQuoted ? value.substring(1, value.length() - 1) : value;
  }

  /// A value in one line; empty when there is none.
  String text(String key) {
    return String.valueOf(values.getOrDefault(key, "")).strip().replaceAll("\\s+", " ");
  }

  /// A value that is an object, or a text that holds one in JSON; an empty object when it is
  /// neither.
  JsonNode object(String key) {
    Object value = values.getOrDefault(key, "");
    try {
      JsonNode node =
          value instanceof String json ? Json.parse(json) : Json.MAPPER.valueToTree(value);
      return node.isObject() ? node : Json.object();
    } catch (JacksonException e) {
      return Json.object();
    }
  }
}
