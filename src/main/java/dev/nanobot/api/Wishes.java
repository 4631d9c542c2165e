package dev.nanobot.api;

import dev.nanobot.web.Rejected;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The parameters of a request that would change what the answer is, and that nothing here can do.
/// All that only tunes how a model writes is left to the configuration, and ignored.
final class Wishes {
  private static final String TOOLS =
      "The agent works with its own tools; those of a caller are not taken.";

  private Wishes() {}

  /// @throws Rejected when a chat completion wants what it cannot have
  static void checkChat(ObjectNode body) {
    refuse(body, "n", n -> !isNumber(n, 1), "There is one answer: n is 1.");
    refuse(body, "functions", functions -> !isEmptyList(functions), TOOLS);
    refuse(body, "function_call", call -> !isWord(call, "auto", "none"), TOOLS);
    refuse(
        body,
        "response_format",
        format -> !isWord(format.path("type"), "text"),
        "The answer is text: response_format is {\"type\": \"text\"}.");
    refuse(body, "logprobs", logprobs -> !isFalse(logprobs), "There are no log probabilities.");
    refuse(
        body,
        "modalities",
        modalities -> modalities.size() != 1 || !isWord(modalities.path(0), "text"),
        "The answer is text: modalities is [\"text\"].");
    refuse(body, "audio", audio -> true, "The answer is text.");
    checkBoth(body);
  }

  /// @throws Rejected when a response wants what it cannot have
  static void checkResponse(ObjectNode body) {
    refuse(
        body,
        "text",
        text -> text.hasNonNull("format") && !isWord(text.path("format").path("type"), "text"),
        "The answer is text: text.format is {\"type\": \"text\"}.");
    refuse(body, "prompt", prompt -> true, "There are no prompt templates: send input.");
    refuse(
        body,
        "conversation",
        conversation -> true,
        "Name a session with the header X-Nanobot-Session, or go on from previous_response_id.");
    checkBoth(body);
  }

  private static void checkBoth(ObjectNode body) {
    refuse(body, "tools", tools -> !isEmptyList(tools), TOOLS);
    refuse(body, "tool_choice", choice -> !isWord(choice, "auto", "none"), TOOLS);
    refuse(body, "top_logprobs", top -> !isNumber(top, 0), "There are no log probabilities.");
  }

  private static void refuse(
      ObjectNode body, String name, Predicate<JsonNode> isWrong, String why) {
    if (body.hasNonNull(name) && isWrong.test(body.path(name))) {
      throw Asking.unsupported(name, why);
    }
  }

  private static boolean isNumber(JsonNode node, int wanted) {
    return node.isIntegralNumber() && node.asLong(-1) == wanted;
  }

  private static boolean isEmptyList(JsonNode node) {
    return node.isArray() && node.isEmpty();
  }

  private static boolean isFalse(JsonNode node) {
    return node.isBoolean() && !node.booleanValue();
  }

  private static boolean isWord(JsonNode node, String... words) {
    for (String word : words) if (node.isString() && node.stringValue().equals(word)) return true;
    return false;
  }

  /// A flag; false when it is missing or null.
  ///
  /// @throws Rejected when it is something else
  static boolean flag(ObjectNode body, String name, boolean usual) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) return usual;
    if (!value.isBoolean()) throw Rejected.invalid(name, "true or false");
    return value.booleanValue();
  }
}
