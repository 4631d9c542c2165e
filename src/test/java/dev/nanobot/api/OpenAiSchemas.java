package dev.nanobot.api;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's own schemas.
final class OpenAiSchemas {
  private static final String FILE = "/corpora/openai-api/chat-completions.schemas.json";

  private OpenAiSchemas() {}

  /// What is wrong with a document.
  static List<String> problems(String name, JsonNode document) {
    return schema(name).validate(document).stream().map(Error::toString).toList();
  }

  private static Schema schema(String name) {
    try (InputStream in = OpenAiSchemas.class.getResourceAsStream(FILE)) {
      var document = (ObjectNode) Json.MAPPER.readTree(in);
      document
          .findParents("discriminator")
          .forEach(node -> ((ObjectNode) node).remove("discriminator")); // it repeats the schemas
      document.findParents("nullable").forEach(node -> allowNull((ObjectNode) node));
      ObjectNode root = Json.object().put("$ref", "#/components/schemas/" + name);
      root.set("components", document.path("components"));
      return SchemaRegistry.withDefaultDialect(Dialects.getDraft202012()).getSchema(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The file has two ways to say so; the validator knows one at a time.
  private static void allowNull(ObjectNode schema) {
    schema.remove("nullable");
    JsonNode reference = schema.remove("$ref");
    if (reference != null) {
      schema.putArray("anyOf").addObject().set("$ref", reference);
      schema.withArray("anyOf").addObject().put("type", "null");
      return;
    }
    if (!schema.path("type").isString()) return;
    String type = schema.path("type").stringValue();
    schema.putArray("type").add(type).add("null");
    if (schema.has("enum")) schema.withArray("enum").addNull();
  }
}
