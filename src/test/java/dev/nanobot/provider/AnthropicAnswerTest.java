package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.http.SseReader;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.ProviderException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicAnswerTest {
  private static final Endpoint ENDPOINT = Asks.endpoint("anthropic", "http://localhost");
  private static final String START =
      "{'type':'message_start','message':{'model':'claude-x',"
          + "'usage':{'input_tokens':3,'cache_read_input_tokens':20,"
          + "'cache_creation_input_tokens':4,"
          + "'output_tokens':1}}}";

  @Test
  void hiddenThoughtsAreKeptAsTheyCame() {
    Reply reply =
        reply(
            START,
            "{'type':'content_block_start','index':0,'content_block':"
                + "{'type':'redacted_thinking','data':'c2VjcmV0'}}",
            "{'type':'content_block_stop','index':0}",
            end("end_turn"));
    assertThat(reply.message().thoughts())
        .containsExactly(
            new Message.Thought(
                "anthropic", "", json("{'type':'redacted_thinking','data':'c2VjcmV0'}")));
  }

  @Test
  void aThoughtWithoutTextKeepsItsSignature() {
    Reply reply =
        reply(
            START,
            "{'type':'content_block_start','index':0,'content_block':"
                + "{'type':'thinking','thinking':'','signature':''}}",
            "{'type':'content_block_delta','index':0,'delta':"
                + "{'type':'signature_delta','signature':'abc'}}",
            end("end_turn"));
    assertThat(reply.message().thoughts().getFirst().json())
        .isEqualTo(json("{'type':'thinking','thinking':'','signature':'abc'}"));
  }

  @Test
  void theInputOfACallMayComeWithItsStart() {
    Reply reply =
        reply(
            START,
            "{'type':'content_block_start','index':0,'content_block':"
                + "{'type':'tool_use','id':'toolu_1','name':'x','input':{'a':1}}}",
            end("tool_use"));
    assertThat(reply.message().calls()).containsExactly(Asks.call("toolu_1", "x", "{\"a\":1}"));
  }

  @Test
  void theWholeInputIsTheSumOfItsParts() {
    Usage usage =
        reply(
                START,
                "{'type':'message_delta','delta':{'stop_reason':'end_turn'},"
                    + "'usage':{'output_tokens':9}}")
            .usage();
    assertThat(usage).isEqualTo(new Usage(27, 9, 20, 4));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn,STOP",
    "stop_sequence,STOP",
    "tool_use,STOP",
    "max_tokens,LENGTH",
    "model_context_window_exceeded,LENGTH",
    "pause_turn,LENGTH",
    "refusal,FILTERED"
  })
  void theReasonToStopIsKept(String reason, Reply.Finish finish) {
    assertThat(reply(START, end(reason)).finish()).isEqualTo(finish);
  }

  @ParameterizedTest
  @CsvSource({
    "overloaded_error,UNAVAILABLE",
    "api_error,UNAVAILABLE",
    "rate_limit_error,RATE",
    "authentication_error,ACCESS",
    "invalid_request_error,REQUEST",
    "billing_error,QUOTA",
    "request_too_large,TOO_LONG",
    "an_error_of_tomorrow,UNAVAILABLE"
  })
  void anErrorEventIsAFailure(String type, Kind kind) {
    assertThat(failure(START, "{'type':'error','error':{'type':'" + type + "','message':'m'}}"))
        .isEqualTo(kind);
  }

  @Test
  void whatIsNotKnownIsSkipped() {
    Reply reply =
        reply(
            "{'type':'ping'}",
            START,
            "{'type':'of_tomorrow'}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'hologram'}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'light'}}",
            "{'type':'content_block_delta','index':9,'delta':{'type':'text_delta','text':'lost'}}",
            end("end_turn"));
    assertThat(reply.message()).isEqualTo(Message.Assistant.of(""));
    assertThat(reply.model()).isEqualTo("claude-x");
  }

  @Test
  void aStreamThatEndsEarlyIsNoAnswer() {
    assertThat(
            failure(
                START,
                "{'type':'content_block_start','index':0,'content_block':"
                    + "{'type':'text','text':'half'}}"))
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure(START, "{'type':'message_stop'}")).isEqualTo(Kind.UNAVAILABLE);
  }

  private static String json(String single) {
    return single.replace('\'', '"');
  }

  private static String end(String reason) {
    return "{'type':'message_delta','delta':{'stop_reason':'" + reason + "'}}";
  }

  private static Reply reply(String... data) {
    var answer = new AnthropicAnswer(Asks.request("m", Asks.user("x")), ENDPOINT, ignored -> {});
    for (String one : data) {
      if (answer.take(new SseReader.Event("message", json(one), ""))) break;
    }
    return answer.reply();
  }

  private static Kind failure(String... data) {
    return catchThrowableOfType(ProviderException.class, () -> reply(data)).kind();
  }
}
