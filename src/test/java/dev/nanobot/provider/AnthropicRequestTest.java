package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AnthropicRequestTest {
  private static final Endpoint ENDPOINT = Asks.endpoint("anthropic", "http://localhost");
  private static final String THOUGHT = "{\"type\":\"thinking\",\"thinking\":\"t\"}";

  @Test
  void resultsAndWhatWasHeardMeanwhileAreOneUserTurn() {
    JsonNode messages =
        body(
                Asks.user("go"),
                Asks.calling(Asks.call("a", "x", "{}"), Asks.call("b", "y", "{}")),
                Asks.result("b", "B"),
                Asks.user("meanwhile"),
                Asks.result("a", "A"),
                Asks.user("and more"))
            .path("messages");
    assertThat(roles(messages)).containsExactly("user", "assistant", "user");
    JsonNode last = messages.path(2).path("content");
    assertThat(types(last)).containsExactly("tool_result", "tool_result", "text", "text");
    assertThat(last.path(0).path("tool_use_id").asString()).isEqualTo("a");
    assertThat(last.path(1).path("content").asString()).isEqualTo("B");
  }

  @Test
  void theStablePrefixAndTheLastTurnAreMarkedForTheCache() {
    JsonNode body = body(Asks.user("one"), Message.Assistant.of("1"), Asks.user("two"));
    assertThat(body.path("tools").path(7).has("cache_control")).isTrue();
    assertThat(body.path("system").path(0).has("cache_control")).isTrue();
    assertThat(body.path("messages").path(2).path("content").path(0).has("cache_control")).isTrue();
    assertThat(body.toString().split("cache_control", -1)).hasSize(4);
  }

  @Test
  void nothingEmptyIsSent() {
    String body =
        body(
                Asks.user("go"),
                new Message.Assistant("  ", List.of(), List.of()),
                Asks.calling(Asks.call("a", "x", "nonsense")),
                Asks.result("a", ""))
            .toString();
    assertThat(body)
        .contains("\"input\":{}")
        .contains("(no output)")
        .doesNotContain("\"text\":\"\"")
        .doesNotContain("\"text\":\"  \"")
        .doesNotContain("\"content\":[]");
  }

  @Test
  void theFirstAndTheLastTurnAreTheUsers() {
    JsonNode messages =
        body(Message.Assistant.of("before"), Asks.user("x"), Message.Assistant.of("after"))
            .path("messages");
    assertThat(roles(messages)).containsExactly("user", "assistant", "user", "assistant", "user");
    assertThat(roles(body().path("messages"))).containsExactly("user");
  }

  @Test
  void idsAndNamesAreWrittenInTheLettersThatAreAllowed() {
    String body =
        body(
                Asks.user("go"),
                Asks.calling(Asks.call("functions.x:0", "a b", "{}")),
                Asks.result("functions.x:0", "r"))
            .toString();
    assertThat(body)
        .contains("\"id\":\"functions_x_0\"")
        .contains("\"name\":\"a_b\"")
        .contains("\"tool_use_id\":\"functions_x_0\"");
  }

  @Test
  void aFailedCallIsMarked() {
    String body =
        body(
                Asks.user("go"),
                Asks.calling(Asks.call("a", "x", "{}")),
                new Message.Result("a", "no", true))
            .toString();
    assertThat(body).contains("\"is_error\":true");
  }

  @Test
  void thoughtsOfOthersAreNotSent() {
    var said =
        new Message.Assistant(
            "hi", List.of(), List.of(new Message.Thought("openai/deepseek", "t", THOUGHT)));
    assertThat(body(Asks.user("go"), said, Asks.user("on")).toString()).doesNotContain("thinking");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "claude-3-7-sonnet-20250219 | ''   | {'temperature':0.1}",
        "claude-sonnet-4-20250514   | high | {'thinking':{'type':'enabled','budget_tokens':2999}}",
        "claude-haiku-4-5-20251001  | low  | {'thinking':{'type':'enabled','budget_tokens':1024}}",
        "claude-sonnet-4-6          | ''   | {'temperature':0.1}",
        "claude-sonnet-4-6 | low | "
            + "{'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}}",
        "claude-sonnet-4-6 | minimal"
            + " | {'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}}",
        "claude-opus-4-7            | ''   | {}",
        "claude-sonnet-5            | none | {}",
        "MiniMax-M2.1               | ''   | {'temperature':0.1}"
      })
  void eachModelGetsTheOptionsItTakes(String model, String effort, String expected) {
    var request =
        new Provider.Request(
            model,
            "",
            List.of(Asks.user("x")),
            List.of(),
            new Provider.Options(3_000, 0.1, effort));
    JsonNode body = AnthropicRequest.body(request, ENDPOINT, ZoneOffset.UTC);
    var options = Json.object();
    for (String name : List.of("thinking", "output_config", "temperature")) {
      if (body.has(name)) options.set(name, body.path(name));
    }
    assertThat(options).isEqualTo(Json.parse(expected.replace('\'', '"')));
  }

  @Test
  void aBudgetIsNotAskedForWhereThoughtsAreMissing() {
    var options = new Provider.Options(8_000, 0.1, "low");
    var foreign =
        new Provider.Request(
            "claude-sonnet-4-5",
            "",
            List.of(Asks.user("x"), Asks.calling(Asks.call("a", "x", "{}")), Asks.result("a", "r")),
            List.of(),
            options);
    assertThat(AnthropicRequest.body(foreign, ENDPOINT, ZoneOffset.UTC).has("thinking")).isFalse();
  }

  private static JsonNode body(Message... transcript) {
    return AnthropicRequest.body(Asks.request("claude-x", transcript), ENDPOINT, ZoneOffset.UTC);
  }

  private static List<String> roles(JsonNode messages) {
    return each(messages, "role");
  }

  private static List<String> types(JsonNode blocks) {
    return each(blocks, "type");
  }

  private static List<String> each(JsonNode nodes, String field) {
    List<String> values = new ArrayList<>();
    nodes.forEach(node -> values.add(node.path(field).asString()));
    return values;
  }
}
