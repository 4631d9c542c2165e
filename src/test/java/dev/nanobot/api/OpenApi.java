package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The description of the API, and what it says about an answer.
final class OpenApi {
  private final JsonNode document;

  private OpenApi(JsonNode document) {
    this.document = document;
  }

  static OpenApi read() throws IOException {
    try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
      if (in == null) throw new AssertionError("the program has a description");
      return new OpenApi(Json.parse(new String(in.readAllBytes(), UTF_8)));
    }
  }

  JsonNode document() {
    return document;
  }

  /// All operations, each as `GET /path`.
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    return operations;
  }

  /// What is wrong with an answer of an operation; nothing when it is as described.
  List<String> problems(String operation, int status, JsonNode answer) {
    String[] words = operation.split(" ");
    JsonNode responses =
        document
            .path("paths")
            .path(words[1])
            .path(words[0].toLowerCase(Locale.ROOT))
            .path("responses");
    JsonNode response =
        responses.has(String.valueOf(status))
            ? responses.path(String.valueOf(status))
            : status >= 400 ? responses.path("default") : Json.object();
    JsonNode schema = response.path("content").path("application/json").path("schema");
    if (schema.isMissingNode()) return List.of(operation + " answers " + status + ", undescribed");
    ObjectNode whole = Json.object();
    whole.set("components", document.path("components"));
    whole.setAll((ObjectNode) schema);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole)
        .validate(answer)
        .stream()
        .map(Error::toString)
        .map(problem -> operation + " " + status + ": " + problem + " in " + answer)
        .toList();
  }
}
