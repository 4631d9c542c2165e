package dev.nanobot.message;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The one JSON mapper, with limits for what comes from outside.
///
/// Shared: immutable.
public final class Json {
  public static final int DEPTH_MAX = 64;
  public static final int NUMBER_CHARS_MAX = 1_000;
  public static final int STRING_CHARS_MAX = 16 * 1024 * 1024;

  /// A tree takes up to 40 bytes of memory for each byte of text that is all braces.
  public static final int TOKENS_MAX = 200_000;

  public static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(NUMBER_CHARS_MAX)
                          .maxStringLength(STRING_CHARS_MAX)
                          .maxTokenCount(TOKENS_MAX)
                          .build())
                  .build())
          .build();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /// Parses one JSON document.
  ///
  /// @throws tools.jackson.core.JacksonException when `text` is not one, or passes a limit
  public static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  public static String write(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }
}
