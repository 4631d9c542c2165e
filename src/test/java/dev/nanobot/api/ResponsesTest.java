package dev.nanobot.api;

import static dev.nanobot.api.OpenAiHouse.code;
import static dev.nanobot.api.OpenAiHouse.look;
import static dev.nanobot.api.OpenAiHouse.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.message.Message.Result;
import dev.nanobot.provider.ProviderException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
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
final class ResponsesTest extends ResponsesTestCase {
  /// The fields that the API reference requires of a response (read on 2026-11-28).
  private static final List<String> REQUIRED =
      List.of(
          "id",
          "object",
          "created_at",
          "completed_at",
          "status",
          "incomplete_details",
          "model",
          "previous_response_id",
          "instructions",
          "output",
          "error",
          "tools",
          "tool_choice",
          "truncation",
          "parallel_tool_calls",
          "text",
          "top_p",
          "presence_penalty",
          "frequency_penalty",
          "top_logprobs",
          "temperature",
          "reasoning",
          "user",
          "usage",
          "max_output_tokens",
          "max_tool_calls",
          "store",
          "background",
          "service_tier",
          "metadata",
          "safety_identifier",
          "prompt_cache_key");

  private static List<String> texts(JsonNode response) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : response.path("output")) {
      texts.add(item.path("content").path(0).path("text").stringValue());
    }
    return texts;
  }

  @Test
  void aResponseIsMadeInOpenAisShapeAndKept() throws Exception {
    house(OpenAiHouse::echo);
    var body = input("hi").put("instructions", "Be kind.").put("temperature", 0.5);
    body.putObject("metadata").put("for", "me");
    JsonNode response = respond(body);
    assertThat(response.propertyNames()).containsAll(REQUIRED);
    assertThat(texts(response)).containsExactly("echo hi");
    assertThat(response.path("status").stringValue()).isEqualTo("completed");
    assertThat(response.path("completed_at").isIntegralNumber()).isTrue();
    assertThat(response.path("temperature").doubleValue()).isEqualTo(0.5);
    assertThat(response.path("metadata").path("for").stringValue()).isEqualTo("me");
    assertThat(response.path("instructions").stringValue()).isEqualTo("Be kind.");
    assertThat(response.path("usage").path("input_tokens_details").toString())
        .isEqualTo("{\"cached_tokens\":8}");
    assertThat(response.path("usage").path("total_tokens").intValue()).isEqualTo(50);
    assertThat(house.system()).endsWith("Be kind.");
    assertThat(get(id(response))).isEqualTo(response);
  }

  @Test
  void itemsAreAConversation() throws Exception {
    house(OpenAiHouse::echo);
    var body = Json.object().put("model", "nanobot");
    body.withArray("input").addObject().put("role", "developer").put("content", "Short.");
    body.withArray("input").addObject().put("role", "user").put("content", "one");
    ObjectNode said = body.withArray("input").addObject().put("type", "message");
    said.put("role", "assistant").withArray("content").addObject();
    ((ObjectNode) said.path("content").path(0)).put("type", "output_text").put("text", "two");
    ObjectNode last = body.withArray("input").addObject().put("role", "user");
    last.withArray("content").addObject().put("type", "input_text").put("text", "three");
    respond(body);
    assertThat(house.told()).containsExactly("user one", "assistant two", "user three");
    assertThat(house.system()).endsWith("Short.");
  }

  @Test
  void aResponseGoesOnFromAnother() throws Exception {
    house(OpenAiHouse::echo);
    JsonNode first = respond(input("one").put("instructions", "Only now."));
    JsonNode second = goOn(first, "two");
    assertThat(second.path("previous_response_id")).isEqualTo(first.path("id"));
    assertThat(house.told()).containsExactly("user one", "assistant echo one", "user two");
    assertThat(house.system()).doesNotContain("Only now.");
    goOn(second, "three");
    assertThat(house.told()).hasSize(5).endsWith("assistant echo two", "user three");
    assertThat(house.store.sessions(9)).hasSize(1);
  }

  @Test
  void aBranchGoesOnFromWhereItsAnswerEnded() throws Exception {
    house(
        (request, events) ->
            OpenAiHouse.heard(request).equals("look")
                    && !(request.transcript().getLast() instanceof Result)
                ? look("Looking.")
                : OpenAiHouse.echo(request, events));
    JsonNode first = respond(input("look"));
    goOn(first, "two");
    JsonNode branch = goOn(first, "other two");
    assertThat(house.told())
        .containsExactly(
            "user look",
            "assistant Looking.",
            "result found",
            "assistant echo look",
            "user other two");
    goOn(branch, "other three");
    assertThat(house.told()).hasSize(7).endsWith("assistant echo other two", "user other three");
    assertThat(house.store.sessions(9)).hasSize(2);
  }

  @Test
  void manyThatGoOnAtOnceEachHaveTheirOwnConversation() throws Exception {
    house(OpenAiHouse::echo);
    JsonNode first = respond(input("one"));
    List<FutureTask<JsonNode>> branches = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String text = "branch " + i;
      var task = new FutureTask<>(() -> goOn(first, text));
      Thread.ofVirtual().start(task);
      branches.add(task);
    }
    for (int i = 0; i < 16; i++) {
      assertThat(texts(branches.get(i).get())).containsExactly("echo branch " + i);
    }
    assertThat(house.store.sessions(99)).hasSize(16);
    assertThat(house.asked.stream().skip(1)).allMatch(each -> each.transcript().size() == 3);
  }

  @Test
  void aStreamTellsEachEventInItsOrder() throws Exception {
    house(
        (request, events) ->
            request.transcript().getLast() instanceof Result ? say(events, "It is.") : look("Ah."));
    String stream = house.respond(input("hi").put("stream", true)).body();
    List<JsonNode> events = events(stream);
    List<String> part =
        List.of(
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done");
    List<String> wanted = new ArrayList<>(List.of("response.created", "response.in_progress"));
    wanted.addAll(part);
    wanted.addAll(part);
    wanted.add("response.completed");
    assertThat(events.stream().map(event -> event.path("type").stringValue())).isEqualTo(wanted);
    wanted.forEach(name -> assertThat(stream).contains("event: " + name + "\n"));
    assertThat(numbers(events)).isSorted().doesNotHaveDuplicates().startsWith(0, 1, 2, 3, 6);
    JsonNode last = events.getLast().path("response");
    assertThat(texts(last)).containsExactly("Ah.", "It is.");
    assertThat(last.path("output").path(1)).isEqualTo(events.get(13).path("item"));
    assertThat(get(id(last))).isEqualTo(last);
    String again = house.get("/v1/responses/" + id(last) + "?stream=true").body();
    assertThat(again.lines().filter(line -> line.startsWith("event: ")).count()).isEqualTo(15);
  }

  @Test
  void aResponseThatFailsSaysSoInEachManner() throws Exception {
    house(
        (request, events) -> {
          throw new ProviderException(ProviderException.Kind.REQUEST, "Too strange.");
        });
    assertThat(code(house.respond(input("hi")))).isEqualTo("502 \"turn_failed\"");
    String stream = house.respond(input("hi").put("stream", true)).body();
    assertThat(stream).contains("event: response.failed\n").contains("Too strange.");
    assertThat(stream).doesNotContain("response.completed");
    JsonNode waits = respond(input("hi").put("background", true));
    house.until("it fails", () -> status(id(waits)).equals("failed"));
    JsonNode failed = get(id(waits));
    assertThat(failed.path("error").path("code").stringValue()).isEqualTo("server_error");
    assertThat(failed.path("error").path("message").stringValue()).contains("Too strange.");
    var next = input("more").put("previous_response_id", id(waits));
    assertThat(code(house.respond(next))).isEqualTo("400 \"previous_response_not_completed\"");
  }

  private String status(String id) {
    try {
      return get(id).path("status").stringValue();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aResponseInTheBackgroundIsPolledAndCancelled() throws Exception {
    var asked = new CountDownLatch(1);
    house(
        (request, events) -> {
          asked.countDown();
          new CountDownLatch(1).await();
          throw new AssertionError("it is interrupted");
        });
    JsonNode waits = respond(input("hi").put("background", true));
    assertThat(waits.path("status").stringValue()).isIn("queued", "in_progress");
    asked.await();
    assertThat(status(id(waits))).isEqualTo("in_progress");
    String path = "/v1/responses/" + id(waits) + "/cancel";
    JsonNode cancelled = Json.parse(house.post(path, "").body());
    assertThat(cancelled.path("status").stringValue()).isEqualTo("cancelled");
    assertThat(Json.parse(house.post(path, "").body())).isEqualTo(cancelled);
  }

  @Test
  void onlyWhatWorksInTheBackgroundIsCancelled() throws Exception {
    house(OpenAiHouse::echo);
    JsonNode done = respond(input("hi"));
    String path = "/v1/responses/" + id(done) + "/cancel";
    assertThat(code(house.post(path, ""))).isEqualTo("400 \"not_in_background\"");
  }

  @Test
  void aResponseThatIsDeletedIsGone() throws Exception {
    house(OpenAiHouse::echo);
    JsonNode first = respond(input("one"));
    JsonNode second = goOn(first, "two");
    HttpResponse<String> deleted = house.send("DELETE", "/v1/responses/" + id(first));
    assertThat(Json.parse(deleted.body()).path("deleted").booleanValue()).isTrue();
    assertThat(code(house.get("/v1/responses/" + id(first)))).isEqualTo("404 \"not_found\"");
    assertThat(code(house.send("DELETE", "/v1/responses/" + id(first)))).startsWith("404");
    var next = input("more").put("previous_response_id", id(first));
    assertThat(code(house.respond(next))).isEqualTo("404 \"previous_response_not_found\"");
    assertThat(texts(get(id(second)))).containsExactly("echo two");
    house.send("DELETE", "/v1/responses/" + id(second));
    assertThat(house.store.sessions(9)).isEmpty();
  }

  @Test
  void aResponseThatIsNotKeptCannotBeAskedFor() throws Exception {
    house(OpenAiHouse::echo);
    JsonNode once = respond(input("one").put("store", false));
    assertThat(code(house.get("/v1/responses/" + id(once)))).startsWith("404");
    var next = input("more").put("previous_response_id", id(once));
    assertThat(code(house.respond(next))).isEqualTo("404 \"previous_response_not_found\"");
  }

  @Test
  void aSessionThatIsNamedIsGoneOnWithByItsResponses() throws Exception {
    house(OpenAiHouse::echo);
    String[] session = {"X-Nanobot-Session", "a"};
    JsonNode first = Json.parse(house.respond(input("one"), session).body());
    house.chat(OpenAiHouse.chat("two"), session);
    goOn(first, "three");
    assertThat(house.told()).containsExactly("user one", "assistant echo one", "user three");
    assertThat(house.store.sessions(9)).hasSize(2);
    house.send("DELETE", "/v1/responses/" + id(first));
    assertThat(house.store.session(Asking.session("a"))).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'model':'nanobot'}|400 \"invalid_value\"|input",
        "{'model':'nanobot','input':7}|400 \"invalid_value\"|input",
        "{'model':'nanobot','input':''}|400 \"invalid_value\"|input",
        "{'model':'nanobot','input':[]}|400 \"invalid_value\"|input",
        "{'model':'nanobot','input':[{'type':'item_reference','id':'x'}]}|"
            + "400 \"unsupported_parameter\"|input[0].type",
        "{'model':'nanobot','input':[{'role':'user','content':[{'type':'input_file'}]}]}|"
            + "400 \"unsupported_parameter\"|input[0].content[0].type",
        "M,'instructions':[]}|400 \"invalid_value\"|instructions",
        "M,'tools':[{'type':'web_search'}]}|400 \"unsupported_parameter\"|tools",
        "M,'text':{'format':{'type':'json_object'}}}|400 \"unsupported_parameter\"|text",
        "M,'conversation':'c'}|400 \"unsupported_parameter\"|conversation",
        "M,'background':1}|400 \"invalid_value\"|background",
        "M,'previous_response_id':'resp_x'}|404 \"previous_response_not_found\"|"
            + "previous_response_id",
        "M,'previous_response_id':'chatcmpl-x'}|404 \"previous_response_not_found\"|"
            + "previous_response_id",
        "M,'previous_response_id':'resp_x','session_id':'a'}|400 \"invalid_value\"|"
            + "previous_response_id",
      })
  void whatCannotBeTakenIsRefusedByName(String written, String code, String parameter)
      throws Exception {
    String body = written.replace("M,", "{'model':'nanobot','input':'x',").replace('\'', '"');
    HttpResponse<String> refused = house(OpenAiHouse::echo).post("/v1/responses", body);
    assertThat(code(refused)).isEqualTo(code);
    JsonNode error = Json.parse(refused.body());
    assertThat(error.path("error").path("param").asString("")).isEqualTo(parameter);
    assertThat(house.store.sessions(9)).isEmpty();
  }
}
