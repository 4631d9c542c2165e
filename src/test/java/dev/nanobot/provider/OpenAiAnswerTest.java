package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.http.SseReader;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.ProviderException.Kind;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class OpenAiAnswerTest {
  private static final Endpoint ENDPOINT = Asks.endpoint("custom", "http://localhost");
  private static final String CALLS = "{\"choices\":[{\"delta\":{\"tool_calls\":[%s]}}]}";
  private static final String END = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"%s\"}]}";

  @Test
  void fragmentsOfParallelCallsAreSortedByIndex() {
    Reply reply =
        reply(
            calls("{'index':0,'id':'a','function':{'name':'x','arguments':''}}"),
            calls("{'index':1,'id':'b','function':{'name':'y','arguments':'{'}}"),
            calls("{'index':0,'function':{'arguments':'{}'}}"),
            calls("{'index':1,'function':{'arguments':'}'}}"),
            end("tool_calls"),
            "[DONE]");
    assertThat(reply.message().calls())
        .containsExactly(Asks.call("a", "x", "{}"), Asks.call("b", "y", "{}"));
    assertThat(reply.finish()).isEqualTo(Reply.Finish.CALLS);
  }

  @Test
  void anIdAndANameMayComeLate() {
    Reply reply =
        reply(
            calls("{'index':0,'function':{'arguments':'{\\\"a\\\":'}}"),
            calls("{'index':0,'function':{'name':'x','arguments':'1}'}}"),
            calls("{'index':0,'id':'late'}"),
            end("tool_calls"));
    assertThat(reply.message().calls()).containsExactly(Asks.call("late", "x", "{\"a\":1}"));
  }

  @Test
  void callsWithoutIndexOrIdAreToldApart() {
    Reply reply =
        reply(
            calls("{'function':{'name':'x','arguments':'{}'}}"),
            calls("{'function':{'name':'x','arguments':'{}'}}"),
            end("stop"));
    assertThat(reply.message().calls())
        .extracting(Message.ToolCall::tool)
        .containsExactly("x", "x");
    assertThat(reply.message().calls()).extracting(Message.ToolCall::id).doesNotHaveDuplicates();
    assertThat(reply.finish()).isEqualTo(Reply.Finish.CALLS);
  }

  @Test
  void callsUnderOneIndexAreToldApartByTheirIds() {
    Reply reply =
        reply(
            calls("{'index':0,'id':'a','function':{'name':'x','arguments':'{}'}}"),
            calls("{'index':0,'id':'b','function':{'name':'y','arguments':'{}'}}"),
            end("stop"));
    assertThat(reply.message().calls())
        .extracting(Message.ToolCall::tool)
        .containsExactly("x", "y");
  }

  @Test
  void aNameRepeatedInEachFragmentIsOneName() {
    Reply reply =
        reply(
            calls("{'index':0,'id':'a','function':{'name':'x','arguments':'{'}}"),
            calls("{'index':0,'id':'a','function':{'name':'x','arguments':'}'}}"),
            end("stop"));
    assertThat(reply.message().calls()).containsExactly(Asks.call("a", "x", "{}"));
  }

  @Test
  void argumentsMayComeAsAnObject() {
    Reply reply =
        reply(
            calls("{'index':0,'id':'a','function':{'name':'x','arguments':{'b':1}}}"),
            end("tool_calls"));
    assertThat(reply.message().calls()).containsExactly(Asks.call("a", "x", "{\"b\":1}"));
  }

  @Test
  void aCallWithoutANameIsOfAnUnknownTool() {
    Reply reply =
        reply(calls("{'index':0,'id':'a','function':{'arguments':'{}'}}"), end("tool_calls"));
    assertThat(reply.message().calls()).containsExactly(Asks.call("a", "unnamed", "{}"));
  }

  @Test
  void aStreamThatEndsEarlyIsNoAnswer() {
    assertThat(failure(text("half of"))).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void aFinishReasonOrTheClosingMarkEndsAnAnswer() {
    assertThat(reply(text("whole"), end("stop")).message().text()).isEqualTo("whole");
    assertThat(reply(text("whole"), "[DONE]").message().text()).isEqualTo("whole");
  }

  @Test
  void theReasonToFinishIsKept() {
    assertThat(reply(text("cut"), end("length")).finish()).isEqualTo(Reply.Finish.LENGTH);
    assertThat(reply(text(""), end("content_filter")).finish()).isEqualTo(Reply.Finish.FILTERED);
  }

  @Test
  void usageComesWithoutAChoiceOrInTheWordsOfDeepSeek() {
    String last =
        "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':2,"
            + "'prompt_cache_hit_tokens':4}}";
    assertThat(reply(text("x"), end("stop"), json(last)).usage()).isEqualTo(new Usage(9, 2, 4, 0));
  }

  @Test
  void anErrorInTheStreamIsAFailure() {
    assertThat(failure(text("x"), json("{'error':{'message':'busy','code':502}}")))
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure(json("{'error':{'type':'insufficient_quota','message':'spent'}}")))
        .isEqualTo(Kind.QUOTA);
    assertThat(failure(text("x"), end("error"))).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void reasoningGoesBackInTheFieldItCameIn() {
    Reply reply =
        reply(
            json(
                "{'choices':[{'delta':{'reasoning':'I ','reasoning_details':"
                    + "[{'type':'reasoning.text','index':0,'text':'I '}]}}]}"),
            json(
                "{'choices':[{'delta':{'reasoning':'see','reasoning_details':"
                    + "[{'type':'reasoning.text','index':0,'text':'see','signature':'s'}]}}]}"),
            end("stop"));
    Message.Thought thought = reply.message().thoughts().getFirst();
    assertThat(thought.wire()).isEqualTo("openai/custom");
    assertThat(thought.text()).isEqualTo("I see");
    assertThat(thought.json())
        .isEqualTo(
            json(
                "{'reasoning':'I see','reasoning_details':"
                    + "[{'type':'reasoning.text','index':0,'text':'I see','signature':'s'}]}"));
  }

  /// Gemini signs the first of several calls, at once or in a fragment of its own, and refuses the
  /// results without the signature.
  @Test
  void theSignatureOfACallGoesBackWithIt() {
    Reply reply =
        reply(
            calls(
                "{'id':'a','function':{'name':'x','arguments':'{}'},"
                    + "'extra_content':{'google':{'thought_signature':'s1'}}}"),
            calls("{'id':'b','function':{'name':'x','arguments':'{}'}}"),
            calls("{'id':'','function':{'name':'y','arguments':'{}'}}"),
            calls("{'extra_content':{'google':{'thought_signature':'s3'}}}"),
            end("stop"));
    var request =
        Asks.request(
            "m",
            Asks.user("x"),
            reply.message(),
            Asks.result("a", "1"),
            Asks.result("b", "2"),
            Asks.result(reply.message().calls().getLast().id(), "3"));
    JsonNode said = OpenAiRequest.body(request, ENDPOINT, ZoneOffset.UTC).path("messages").path(2);
    assertThat(said.propertyNames()).containsExactlyInAnyOrder("role", "content", "tool_calls");
    assertThat(said.path("tool_calls"))
        .extracting(call -> call.path("extra_content").path("google").toString())
        .containsExactly(
            json("{'thought_signature':'s1'}"), "", json("{'thought_signature':'s3'}"));
  }

  @Test
  void whatIsNotJsonIsNotAccepted() {
    assertThatThrownBy(() -> reply("{\"choices\":[")).isInstanceOf(JacksonException.class);
  }

  @Test
  void fieldsOfTheWrongTypeAreIgnored() {
    Reply reply =
        reply(
            json("{'choices':[{'delta':{'content':7,'tool_calls':'x'}}],'usage':[]}"),
            json("{'choices':'none'}"),
            text("fine"),
            end("stop"));
    assertThat(reply.message()).isEqualTo(Message.Assistant.of("fine"));
  }

  private static String json(String single) {
    return single.replace('\'', '"');
  }

  private static String calls(String fragments) {
    return CALLS.formatted(json(fragments));
  }

  private static String text(String text) {
    return "{\"choices\":[{\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}";
  }

  private static String end(String reason) {
    return END.formatted(reason);
  }

  private static Reply reply(String... data) {
    var answer = new OpenAiAnswer(Asks.request("m", Asks.user("x")), ENDPOINT, ignored -> {});
    for (String one : data) {
      if (answer.take(new SseReader.Event("message", one, ""))) break;
    }
    return answer.reply();
  }

  private static Kind failure(String... data) {
    return catchThrowableOfType(ProviderException.class, () -> reply(data)).kind();
  }

  @Test
  void aDocumentWithAnErrorAndStatus200IsAFailure() {
    var answer = new OpenAiAnswer(Asks.request("m", Asks.user("x")), ENDPOINT, ignored -> {});
    var failure =
        catchThrowableOfType(
            ProviderException.class,
            () -> answer.whole(Json.parse("{\"error\":{\"message\":\"down\",\"code\":503}}")));
    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
  }
}
