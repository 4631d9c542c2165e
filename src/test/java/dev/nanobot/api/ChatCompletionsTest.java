package dev.nanobot.api;

import static dev.nanobot.api.OpenAiHouse.chat;
import static dev.nanobot.api.OpenAiHouse.code;
import static dev.nanobot.api.OpenAiHouse.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.agent.Budget;
import dev.nanobot.message.Budgets;
import dev.nanobot.message.Json;
import dev.nanobot.message.Reply;
import dev.nanobot.provider.Prices;
import dev.nanobot.provider.ProviderException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(120)
final class ChatCompletionsTest extends OpenAiTestCase {
  @Test
  void aQuestionIsAnsweredInOpenAisShape() throws Exception {
    HttpResponse<String> said = house(OpenAiHouse::echo).chat(chat("hi"));
    JsonNode body = Json.parse(said.body());
    assertThat(said.statusCode()).isEqualTo(200);
    assertThat(OpenAiSchemas.problems("CreateChatCompletionResponse", body)).isEmpty();
    assertThat(text(said)).isEqualTo("echo hi");
    assertThat(body.path("model").stringValue()).isEqualTo("nanobot");
    assertThat(body.path("choices").path(0).path("finish_reason").stringValue()).isEqualTo("stop");
    assertThat(body.path("usage").toString())
        .isEqualTo(
            "{\"prompt_tokens\":40,\"completion_tokens\":10,\"total_tokens\":50,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":8}}");
    long message = Long.parseLong(said.headers().firstValue("X-Nanobot-Message").orElseThrow());
    assertThat(house.store.status(message).orElseThrow().answer()).isEqualTo("echo hi");
  }

  @Test
  void theConversationThatIsBroughtIsWhatTheModelIsTold() throws Exception {
    ObjectNode body = Json.object().put("model", "nanobot");
    say(body, "system", "Answer in rhymes.");
    say(body, "user", "one");
    say(body, "assistant", "two");
    say(body, "developer", "Be short.");
    say(body, "user", "three");
    house(OpenAiHouse::echo).chat(body);
    assertThat(house.told()).containsExactly("user one", "assistant two", "user three");
    assertThat(house.system()).endsWith("Answer in rhymes.\n\nBe short.");
    house.chat(chat("new"));
    assertThat(house.told()).containsExactly("user new");
    assertThat(house.system()).doesNotContain("rhymes");
  }

  @Test
  void aConversationThatTheAssistantBeginsIsToldWhole() throws Exception {
    ObjectNode body = Json.object().put("model", "nanobot");
    say(body, "assistant", "How can I help?");
    say(body, "user", "one");
    house(OpenAiHouse::echo).chat(body);
    assertThat(house.told())
        .containsExactly(
            "user (Nothing was said before.)", "assistant How can I help?", "user one");
  }

  @ParameterizedTest
  @CsvSource({"header", "field", "metadata"})
  void aSessionThatIsNamedGoesOn(String where) throws Exception {
    house(OpenAiHouse::echo);
    for (String said : List.of("one", "two")) {
      ObjectNode body = chat("never told", "nor this", said);
      if (where.equals("field")) body.put("session_id", "my:1");
      if (where.equals("metadata")) body.putObject("metadata").put("session_id", "my:1");
      HttpResponse<String> answer =
          where.equals("header") ? house.chat(body, "X-Nanobot-Session", "my:1") : house.chat(body);
      assertThat(answer.headers().firstValue("X-Nanobot-Session")).contains("my:1");
    }
    assertThat(house.told()).containsExactly("user one", "assistant echo one", "user two");
    assertThat(house.store.session(Asking.session("my:1"))).isPresent();
  }

  @Test
  void theSessionOfABroughtConversationCanBeGoneOnWith() throws Exception {
    HttpResponse<String> first = house(OpenAiHouse::echo).chat(chat("one", "two", "three"));
    String name = first.headers().firstValue("X-Nanobot-Session").orElseThrow();
    house.chat(chat("four"), "X-Nanobot-Session", name);
    assertThat(house.told())
        .containsExactly(
            "user one", "assistant two", "user three", "assistant echo three", "user four");
  }

  @Test
  void aControlWordIsText() throws Exception {
    assertThat(text(house(OpenAiHouse::echo).chat(chat("/stop")))).isEqualTo("echo /stop");
  }

  @Test
  void aModelThatIsNamedIsTheSessionsChoice() throws Exception {
    house(OpenAiHouse::echo);
    house.chat(chat("one").put("model", "fast"), "X-Nanobot-Session", "a");
    var session = Asking.session("a");
    assertThat(house.store.controls().chosen(session, "model")).contains("fast");
    house.chat(chat("two"), "X-Nanobot-Session", "a");
    assertThat(house.store.controls().chosen(session, "model")).contains("fast");
    house.chat(chat("three").put("model", "vendor/test"), "X-Nanobot-Session", "a");
    assertThat(house.store.controls().chosen(session, "model")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|400 \"invalid_value\"|model",
        "{'model':7}|400 \"invalid_value\"|model",
        "{'model':'gpt-9','messages':[]}|404 \"model_not_found\"|model",
        "{'model':'nanobot'}|400 \"invalid_value\"|messages",
        "{'model':'nanobot','messages':[]}|400 \"invalid_value\"|messages",
        "{'model':'nanobot','messages':'hi'}|400 \"invalid_value\"|messages",
        "{'model':'nanobot','messages':[7]}|400 \"invalid_value\"|messages[0]",
        "{'model':'nanobot','messages':[{'role':'user','content':7}]}|400 \"invalid_value\"|"
            + "messages[0].content",
        "{'model':'nanobot','messages':[{'role':'user','content':'  '}]}|400 \"invalid_value\"|"
            + "messages",
        "{'model':'nanobot','messages':[{'role':'king','content':'x'}]}|400 \"invalid_value\"|"
            + "messages[0].role",
        "{'model':'nanobot','messages':[{'role':'assistant','content':'x'}]}|"
            + "400 \"invalid_value\"|messages",
        "{'model':'nanobot','messages':[{'role':'tool','content':'x'}]}|"
            + "400 \"unsupported_parameter\"|messages[0].role",
        "{'model':'nanobot','messages':[{'role':'user','content':[{'type':'input_audio'}]}]}|"
            + "400 \"unsupported_parameter\"|messages[0].content[0].type",
        "M,'n':2}|400 \"unsupported_parameter\"|n",
        "M,'tools':[{}]}|400 \"unsupported_parameter\"|tools",
        "M,'functions':[{}]}|400 \"unsupported_parameter\"|functions",
        "M,'tool_choice':'required'}|400 \"unsupported_parameter\"|tool_choice",
        "M,'response_format':{'type':'json_object'}}|400 \"unsupported_parameter\"|response_format",
        "M,'logprobs':true}|400 \"unsupported_parameter\"|logprobs",
        "M,'modalities':['text','audio']}|400 \"unsupported_parameter\"|modalities",
        "M,'stream':'yes'}|400 \"invalid_value\"|stream",
        "M,'stream_options':{'include_usage':true}}|400 \"invalid_value\"|stream_options",
        "M,'metadata':[]}|400 \"invalid_value\"|metadata",
        "M,'session_id':'a b'}|400 \"invalid_value\"|session_id",
        "M,'session_id':'a','metadata':{'session_id':'b'}}|400 \"invalid_value\"|session_id",
        "M,'metadata':{'idempotency_key':''}}|400 \"invalid_value\"|idempotency_key",
      })
  void whatCannotBeTakenIsRefusedByName(String written, String code, String parameter)
      throws Exception {
    String start = "{'model':'nanobot','messages':[{'role':'user','content':'x'}]";
    String body = written.replace("M,", start + ",").replace('\'', '"');
    HttpResponse<String> refused = house(OpenAiHouse::echo).post("/v1/chat/completions", body);
    assertThat(code(refused)).isEqualTo(code);
    JsonNode error = Json.parse(refused.body());
    assertThat(OpenAiSchemas.problems("ErrorResponse", error)).isEmpty();
    assertThat(error.path("error").path("param").asString("")).isEqualTo(parameter);
    assertThat(house.store.sessions(9)).isEmpty();
  }

  @Test
  void whatOnlyTunesAModelIsIgnored() throws Exception {
    ObjectNode body = chat("hi").put("temperature", 0).put("max_tokens", 5).put("seed", 1);
    body.put("user", "me").put("top_p", 0.5).put("n", 1).put("stop", "x").put("logprobs", false);
    body.putArray("tools");
    body.putObject("response_format").put("type", "text");
    assertThat(text(house(OpenAiHouse::echo).chat(body))).isEqualTo("echo hi");
  }

  @Test
  void badRequestsAreAnsweredInOpenAisShape() throws Exception {
    house(OpenAiHouse::echo);
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    List<HttpResponse<String>> refused =
        List.of(
            house.post("/v1/chat/completions", "{"),
            house.post("/v1/chat/completions", "[]"),
            house.post("/v1/chat/completions", "{\"messages\":" + deep + "}"),
            house.get("/v1/chat/completions"),
            house.get("/v1/nothing"),
            house.post("/v1/chat/completions", " ".repeat(Asking.BODY_BYTES_MAX + 1)));
    assertThat(refused.stream().map(OpenAiHouse::code))
        .containsExactly(
            "400 \"invalid_json\"",
            "400 \"invalid_json\"",
            "400 \"invalid_json\"",
            "405 \"method_not_allowed\"",
            "404 \"not_found\"",
            "413 \"body_too_long\"");
    for (var each : refused) {
      assertThat(OpenAiSchemas.problems("ErrorResponse", Json.parse(each.body()))).isEmpty();
    }
  }

  @Test
  void aModelThatFailsIsAnErrorThatIsNotTriedAgain() throws Exception {
    house(
        (request, events) -> {
          throw new ProviderException(ProviderException.Kind.ACCESS, "No such key.");
        });
    HttpResponse<String> failed = house.chat(chat("hi"));
    assertThat(code(failed)).isEqualTo("502 \"turn_failed\"");
    assertThat(failed.body()).contains("No such key.");
    assertThat(failed.headers().firstValue("X-Should-Retry")).contains("false");
  }

  @Test
  void aLimitThatIsReachedIsAnErrorOfItsOwn() throws Exception {
    var limit = new Budgets.Limit(10, 0);
    var none = new Budgets.Limit(0, 0);
    var budgets = new Budgets(limit, none, none, none);
    var budget = new Budget(budgets, Prices.NONE, List.of("test"), ZoneOffset.UTC);
    var plan = OpenAiHouse.Plan.of(folder.resolve("nanobot.db"), OpenAiHouse::echo);
    house = new OpenAiHouse(plan.with(budget));
    HttpResponse<String> refused = house.chat(chat("hi"));
    assertThat(code(refused)).isEqualTo("429 \"insufficient_quota\"");
    assertThat(refused.headers().firstValue("X-Should-Retry")).contains("false");
  }

  private static String finish(String chunkOrCompletion) {
    return Json.parse(chunkOrCompletion)
        .path("choices")
        .path(0)
        .path("finish_reason")
        .asString("none");
  }

  @Test
  void anAnswerThatWasCutSaysSoWheneverItIsTold() throws Exception {
    house(OpenAiHouse::echo);
    house.end.set(Reply.Finish.LENGTH);
    String key = "k1";
    HttpResponse<String> first = house.chat(chat("hi"), "Idempotency-Key", key);
    assertThat(finish(first.body())).isEqualTo("length");
    assertThat(OpenAiSchemas.problems("CreateChatCompletionResponse", Json.parse(first.body())))
        .isEmpty();
    house.end.set(Reply.Finish.STOP);
    HttpResponse<String> again = house.chat(chat("hi"), "Idempotency-Key", key);
    assertThat(again.body()).isEqualTo(first.body());
    HttpResponse<String> stream =
        house.chat(chat("hi").put("stream", true), "Idempotency-Key", key);
    assertThat(stream.body()).contains("\"finish_reason\":\"length\"").contains("[DONE]");
    assertThat(house.questions()).isEqualTo(1);
    house.end.set(Reply.Finish.FILTERED);
    assertThat(finish(house.chat(chat("hi")).body())).isEqualTo("content_filter");
  }

  @Test
  void anAnswerAtTheEndOfTheStepsSaysThatItIsCut() throws Exception {
    house((request, events) -> OpenAiHouse.look("Looking."));
    HttpResponse<String> said = house.chat(chat("hi"));
    assertThat(OpenAiHouse.text(said)).contains("I stopped after 20 steps");
    assertThat(finish(said.body())).isEqualTo("length");
  }

  @Test
  void aTurnThatIsStoppedIsAnError() throws Exception {
    var asked = new CountDownLatch(1);
    house(
        (request, events) -> {
          asked.countDown();
          new CountDownLatch(1).await();
          throw new AssertionError("it is interrupted");
        });
    var answer = new FutureTask<>(() -> house.chat(chat("hi"), "X-Nanobot-Session", "a"));
    Thread.ofVirtual().start(answer);
    asked.await();
    house.post("/api/messages", "{\"session\":\"api:owner:a\",\"text\":\"/stop\"}");
    assertThat(code(answer.get())).isEqualTo("409 \"stopped\"");
  }

  @Test
  void aQueueThatIsFullTakesNothing() throws Exception {
    var plan = OpenAiHouse.Plan.of(folder.resolve("nanobot.db"), OpenAiHouse::echo);
    house = new OpenAiHouse(plan.idle().waiting(Duration.ofMillis(1)));
    for (int i = 0; i < 32; i++) {
      assertThat(code(house.chat(chat("hi"), "X-Nanobot-Session", "a")))
          .isEqualTo("504 \"answer_takes_longer\"");
    }
    String[] headers = {"X-Nanobot-Session", "a", "Idempotency-Key", "k"};
    HttpResponse<String> full = house.chat(chat("hi"), headers);
    assertThat(code(full)).isEqualTo("429 \"session_queue_full\"");
    assertThat(full.headers().firstValue("Retry-After")).contains("5");
    assertThat(house.store.health().inboxWaiting()).isEqualTo(32);
    assertThat(code(house.chat(chat("hi"), "X-Nanobot-Session", "b"))).startsWith("504");
  }

  @Test
  void theModelsAreListed() throws Exception {
    JsonNode list = Json.parse(house(OpenAiHouse::echo).get("/v1/models").body());
    assertThat(OpenAiSchemas.problems("ListModelsResponse", list)).isEmpty();
    assertThat(list.path("data").findValues("id").toString())
        .isEqualTo("[\"nanobot\", \"vendor/test\", \"fast\"]");
    for (String path : List.of("fast", "vendor/test", "vendor%2Ftest")) {
      HttpResponse<String> one = house.get("/v1/models/" + path);
      assertThat(OpenAiSchemas.problems("Model", Json.parse(one.body()))).isEmpty();
      assertThat(one.statusCode()).isEqualTo(200);
    }
    assertThat(code(house.get("/v1/models/gpt-9"))).isEqualTo("404 \"model_not_found\"");
  }

  @Test
  void withoutTheTokenNothingIsTaken() throws Exception {
    house(OpenAiHouse::echo);
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(house.web.address() + "/v1/models"))
              .header("Authorization", "Bearer wrong-wrong-wrong-wrong-wrong")
              .build();
      var refused = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(code(refused)).isEqualTo("401 \"invalid_api_key\"");
    }
  }

  private static void say(ObjectNode body, String role, String text) {
    body.withArray("messages").addObject().put("role", role).put("content", text);
  }
}
