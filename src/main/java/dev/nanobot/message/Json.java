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

  /// The most brackets, names and values of what anybody may send. Each becomes an object on the
  /// heap, and the shortest are many times as big there.
  public static final int TOKENS_MAX = 100_000;

  private static final long ANY_NUMBER = -1;

  public static final JsonMapper MAPPER = mapper(ANY_NUMBER);

  /// A class of its own, since a command line receives nothing.
  private static final class Receiving {
    static final JsonMapper MAPPER = mapper(TOKENS_MAX);
  }

  private Json() {}

  private static JsonMapper mapper(long tokensMax) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH_MAX)
            .maxNumberLength(NUMBER_CHARS_MAX)
            .maxStringLength(STRING_CHARS_MAX)
            .maxTokenCount(tokensMax)
            .build();
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build()).build();
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /// Parses one JSON document.
  ///
  /// @throws tools.jackson.core.JacksonException when `text` is not one, or passes a limit
  public static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  /// Parses what anybody may send.
  ///
  /// @throws tools.jackson.core.JacksonException when it is no document, or passes a limit
  public static JsonNode received(byte[] document) {
    return Receiving.MAPPER.readTree(document);
  }

  public static String write(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }
}
