package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OpenAiRequestTest {
  private static final Endpoint ENDPOINT = Asks.endpoint("custom", "http://localhost");
  private static final Message[] LONG = {
    new Message.Assistant("earlier", List.of(), List.of()),
    Asks.user("go"),
    Asks.calling(Asks.call("a", "read file", "nonsense"), Asks.call("b", "exec", "{\"c\":1}")),
    Asks.result("b", ""),
    Asks.user("meanwhile"),
    new Message.Result("a", "no such file", true),
    new Message.Assistant(" ", List.of(), List.of()),
    Asks.user("on")
  };

  @Test
  void aRequestFitsThePublishedSchema() throws IOException {
    Schema schema = schema("CreateChatCompletionRequest", Dialects.getDraft202012());
    assertThat(schema.validate(body("gpt-4.1", LONG))).isEmpty();
    assertThat(schema.validate(Json.object().put("model", "gpt-4.1"))).isNotEmpty();
  }

  @Test
  void aRequestWithAnImageFitsThePublishedSchema() throws IOException {
    Schema schema = schema("CreateChatCompletionRequest", Dialects.getDraft202012());
    var image = new Attachment("ann.1", "a.png", "image/png", 9);
    var look = new Message.User("look", Asks.AT, "telegram:42", List.of(image));
    var request = Asks.request("gpt-4.1", look).with(id -> Optional.of(new byte[9]));
    JsonNode body = OpenAiRequest.body(request, ENDPOINT, ZoneOffset.UTC);
    assertThat(body.path("messages").path(1).path("content")).hasSize(2);
    assertThat(schema.validate(body)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "think: hm", "tool:exec {\"command\":\"ls\"}\ntool:list_dir"})
  void whatTheFakeServerSaysFitsThePublishedSchema(String text) throws IOException {
    var fake = new FakeOpenAi();
    JsonNode request = body("fake", Asks.user(text));
    FakeScript.Answer answer = fake.script(request).answer();
    Schema chunk = schema("CreateChatCompletionStreamResponse", Dialects.getOpenApi30());
    for (String event : fake.stream(answer, request)) {
      String data = event.substring("data: ".length()).strip();
      if (!data.equals("[DONE]")) assertThat(chunk.validate(Json.parse(data))).as(data).isEmpty();
    }
  }

  @Test
  void resultsFollowTheirCallsInOrder() {
    JsonNode messages = body("m", LONG).path("messages");
    assertThat(messages.path(3).path("tool_calls").path(0).path("function").toString())
        .isEqualTo("{\"name\":\"read_file\",\"arguments\":\"{}\"}");
    assertThat(messages.path(4).toString())
        .isEqualTo(
            "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"Error: no such file\"}");
    assertThat(messages.path(5).path("content").asString()).isEqualTo("(no output)");
    assertThat(messages.path(6).path("content").asString()).endsWith("meanwhile");
    assertThat(messages).hasSize(8);
  }

  @Test
  void thoughtsGoBackOnlyWhileTheQuestionIsWorkedOn() {
    var thought = new Message.Thought("openai/custom", "t", "{\"reasoning_content\":\"t\"}");
    var said = new Message.Assistant("", List.of(Asks.call("a", "x", "{}")), List.of(thought));
    Message[] working = {Asks.user("go"), said, Asks.result("a", "r")};
    assertThat(body("m", working).toString()).contains("reasoning_content");
    Message[] later = {Asks.user("go"), said, Asks.result("a", "r"), Asks.user("next")};
    assertThat(body("m", later).toString()).doesNotContain("reasoning_content");
    assertThat(
            OpenAiRequest.body(
                    Asks.request("m", working),
                    Asks.endpoint("another", "http://localhost"),
                    ZoneOffset.UTC)
                .toString())
        .doesNotContain("reasoning_content");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4.1,0.1",
    "gpt-5-mini,",
    "openai/o3,",
    "kimi-k2.5,1.0",
    "moonshot/kimi-k2.5,1.0",
    "gpt-oss-120b,0.1"
  })
  void eachModelGetsTheTemperatureItTakes(String model, Double temperature) {
    JsonNode sent = body(model, Asks.user("x")).path("temperature");
    assertThat(sent.isMissingNode() ? null : sent.asDouble()).isEqualTo(temperature);
  }

  @ParameterizedTest
  @CsvSource({"https://api.mistral.ai/v1,false", "https://api.openai.com/v1,true"})
  void theUsageIsAskedForWhereThatIsUnderstood(String base, boolean isAsked) {
    Endpoint endpoint = Asks.endpoint("any", base);
    var body = OpenAiRequest.body(Asks.request("m", Asks.user("x")), endpoint, ZoneOffset.UTC);
    assertThat(body.path("stream_options").path("include_usage").asBoolean(false))
        .isEqualTo(isAsked);
    assertThat(body.has("stream_options")).isEqualTo(isAsked);
  }

  @Test
  void anEffortIsPassedOn() {
    var request =
        new Provider.Request(
            "m", "", List.of(Asks.user("x")), List.of(), new Provider.Options(5, 0.1, "high"));
    JsonNode body = OpenAiRequest.body(request, ENDPOINT, ZoneOffset.UTC);
    assertThat(body.path("reasoning_effort").asString()).isEqualTo("high");
    assertThat(body.path("max_tokens").asInt()).isEqualTo(5);
    assertThat(body.has("tools")).isFalse();
    assertThat(body.path("messages").path(0).path("role").asString()).isEqualTo("user");
  }

  private static ObjectNode body(String model, Message... transcript) {
    return OpenAiRequest.body(Asks.request(model, transcript), ENDPOINT, ZoneOffset.UTC);
  }

  /// Requests are described with `type: null`, answers with `nullable`: two dialects in one file.
  private static Schema schema(String name, Dialect dialect) throws IOException {
    try (InputStream in =
        OpenAiRequestTest.class.getResourceAsStream(
            "/corpora/openai-api/chat-completions.schemas.json")) {
      var document = (ObjectNode) Json.MAPPER.readTree(in);
      ObjectNode root = Json.object().put("$ref", "#/components/schemas/" + name);
      document
          .findParents("discriminator")
          .forEach(node -> ((ObjectNode) node).remove("discriminator")); // it repeats the schemas
      root.set("components", document.path("components"));
      return SchemaRegistry.withDefaultDialect(dialect).getSchema(root);
    }
  }
}
