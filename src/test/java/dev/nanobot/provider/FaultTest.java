package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.provider.ProviderException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
  private static final Endpoint ENDPOINT = Asks.endpoint("custom", "http://localhost");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | {'error':{'message':'bad','type':'invalid_request_error'}} | REQUEST",
        "400 | {'error':{'message':'x','code':'context_length_exceeded'}} | TOO_LONG",
        "400 | {'type':'error','error':{'message':'prompt is too long: 9 tokens > 8'}} | TOO_LONG",
        "400 | {'error':{'message':'Your credit balance is too low'}} | QUOTA",
        "400 | {'error':{'code':'content_filter','message':'x'}} | FILTERED",
        "400 | [{'error':{'code':400,'message':'API key not valid','status':'INVALID'}}] | ACCESS",
        "400 | {'message':'unexpected field'} | REQUEST",
        "401 | {'error':{'message':'Incorrect API key provided'}} | ACCESS",
        "402 | {'error':{'message':'Insufficient Balance'}} | QUOTA",
        "403 | {'error':{'message':'not allowed'}} | ACCESS",
        "403 | {'error':{'message':'input was flagged','code':403}} | FILTERED",
        "404 | 404 page not found | ACCESS",
        "307 | `` | ACCESS",
        "408 | `` | UNAVAILABLE",
        "413 | {'error':{'type':'request_too_large'}} | TOO_LONG",
        "422 | {'detail':[{'loc':['body'],'msg':'field required'}]} | REQUEST",
        "429 | {'error':{'message':'slow down','code':'rate_limit_exceeded'}} | RATE",
        "429 | {'error':{'message':'check your plan and billing details'}} | QUOTA",
        "429 | {'error':{'status':'RESOURCE_EXHAUSTED','message':'billing details'}} | RATE",
        "429 | {'error':{'code':'insufficient_quota','type':'x'}} | QUOTA",
        "500 | Internal Server Error | UNAVAILABLE",
        "502 | <html><body>Bad Gateway</body></html> | UNAVAILABLE",
        "503 | {'error':'model is loading'} | UNAVAILABLE",
        "529 | {'type':'error','error':{'type':'overloaded_error'}} | UNAVAILABLE"
      })
  void eachShapeOfErrorIsUnderstood(int status, String body, Kind kind) {
    String json = body == null ? "" : body.replace('\'', '"');
    assertThat(Fault.of(status, json).exception(ENDPOINT, null).kind()).isEqualTo(kind);
  }

  @Test
  void aWaitTurnsABillingWordIntoARateLimit() {
    Fault fault = Fault.of(429, "{\"error\":{\"message\":\"see billing details\"}}");
    ProviderException failure = fault.exception(ENDPOINT, Duration.ofSeconds(9));
    assertThat(failure.kind()).isEqualTo(Kind.RATE);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(9));
  }

  @Test
  void theSentenceHasNoKeyNoLineBreakAndAnEnd() {
    String body =
        "{\"error\":{\"message\":\"sk-secret-1234\\n\\u001b[31m" + "long ".repeat(500) + "\"}}";
    String sentence = Fault.of(400, body).exception(ENDPOINT, null).getMessage();
    assertThat(sentence)
        .startsWith("custom refused the request (HTTP 400): ***")
        .doesNotContain("sk-secret")
        .doesNotContain("\n")
        .doesNotContain("\u001b");
    assertThat(sentence.length()).isLessThan(Fault.DETAIL_CHARS_MAX + 60);
  }

  @Test
  void aRefusedKeyIsNotQuoted() {
    String body = "{\"error\":{\"message\":\"Incorrect API key provided: sk-sec***34\"}}";
    assertThat(Fault.of(401, body).exception(ENDPOINT, null))
        .hasMessage(
            "custom refused the API key: check providers.custom.apiKey and what it may do"
                + " (HTTP 401).");
  }
}
