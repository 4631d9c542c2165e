package dev.nanobot.tool;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.nanobot.message.Json;
import dev.nanobot.message.JsonFault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The parameters of a tool: how their JSON Schema is written down, and whether arguments fit it.
///
/// A flat schema of plain types is checked here; the schema library, which takes a fifth of a
/// second to load, judges everything else and words every complaint.
final class Parameters {
  private static final Set<String> PLAIN_KEYWORDS =
      Set.of("type", "description", "minimum", "maximum", "enum");

  private final ObjectNode schema = Json.object().put("type", "object");
  private final ObjectNode properties = schema.putObject("properties");

  private Parameters() {}

  static Parameters none() {
    return new Parameters();
  }

  Parameters required(String name, String type, String description) {
    schema.withArray("required").add(name);
    return optional(name, type, description);
  }

  Parameters optional(String name, String type, String description) {
    properties.putObject(name).put("type", type).put("description", description);
    return this;
  }

  Parameters optional(String name, String description, int least, int most) {
    properties
        .putObject(name)
        .put("type", "integer")
        .put("description", description)
        .put("minimum", least)
        .put("maximum", most);
    return this;
  }

  Parameters oneOf(String name, String description, List<String> values) {
    var property = properties.putObject(name).put("type", "string").put("description", description);
    var choices = property.putArray("enum");
    values.forEach(choices::add);
    return this;
  }

  JsonNode schema() {
    return schema.deepCopy();
  }

  /// Reads what a model wrote as arguments.
  ///
  /// @throws ToolException listing every problem, when it is not JSON or does not fit
  static JsonNode read(String text, JsonNode schema) {
    JsonNode arguments = parse(text);
    if (fitsPlainly(arguments, schema)) return arguments;
    List<Error> problems = compile(schema).validate(arguments);
    if (problems.isEmpty()) return arguments;
    throw new ToolException(
        String.join("; ", problems.stream().map(Parameters::worded).distinct().sorted().toList()));
  }

  private static JsonNode parse(String text) {
    try {
      return text.isBlank() ? Json.object() : Json.parse(text);
    } catch (JacksonException e) {
      throw new ToolException("not valid JSON" + JsonFault.text(e), e);
    }
  }

  private static String worded(Error problem) {
    String where = problem.getInstanceLocation().toString();
    return where.isEmpty() || where.equals("$")
        ? problem.getMessage()
        : where + ": " + problem.getMessage();
  }

  /// Compiling takes well under a millisecond once the library is loaded, and happens for wrong or
  /// unusual arguments only: nothing is kept.
  private static Schema compile(JsonNode schema) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
  }

  /// True only when `arguments` certainly fit; false says nothing.
  private static boolean fitsPlainly(JsonNode arguments, JsonNode schema) {
    if (!arguments.isObject() || !schema.path("type").asString("").equals("object")) return false;
    for (String keyword : schema.propertyNames()) {
      if (!Set.of("type", "properties", "required").contains(keyword)) return false;
    }
    for (JsonNode name : schema.path("required")) {
      if (!arguments.has(name.asString(""))) return false;
    }
    JsonNode known = schema.path("properties");
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      JsonNode rule = known.get(argument.getKey());
      if (rule != null && !fitsPlain(argument.getValue(), rule)) return false;
    }
    return true;
  }

  private static boolean fitsPlain(JsonNode value, JsonNode rule) {
    if (!rule.isObject() || !PLAIN_KEYWORDS.containsAll(rule.propertyNames())) return false;
    boolean typed =
        switch (rule.path("type").asString("")) {
          case "string" -> value.isString();
          case "integer" -> value.isInt();
          case "boolean" -> value.isBoolean();
          default -> false;
        };
    return typed && inRange(value, rule) && isChoice(value, rule);
  }

  private static boolean inRange(JsonNode value, JsonNode rule) {
    if (!value.isInt()) return !rule.has("minimum") && !rule.has("maximum");
    return value.intValue() >= rule.path("minimum").asDouble(Integer.MIN_VALUE)
        && value.intValue() <= rule.path("maximum").asDouble(Integer.MAX_VALUE);
  }

  private static boolean isChoice(JsonNode value, JsonNode rule) {
    JsonNode choices = rule.get("enum");
    if (choices == null) return true;
    for (JsonNode choice : choices) {
      if (choice.equals(value)) return true;
    }
    return false;
  }
}
