package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.http.Http;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AnthropicMessagesTest extends WireContract {
  @Override
  Provider provider(Http http, Endpoint endpoint) {
    return new AnthropicMessages(http, endpoint, Asks.LIMITS, ZoneOffset.UTC, WORLD);
  }

  @Override
  Endpoint endpoint() {
    return Asks.endpoint("anthropic", server.anthropicBase());
  }

  @Override
  String lastText(JsonNode body) {
    JsonNode messages = body.path("messages");
    JsonNode content = messages.path(messages.size() - 1).path("content");
    return content.path(content.size() - 1).path("text").asString();
  }

  @Test
  void theKeyAndTheVersionAreHeaders() throws Exception {
    ask(Asks.user("hello"));
    assertThat(server.received().headers().get("X-api-key")).containsExactly("sk-secret-1234");
    assertThat(server.received().headers().get("Anthropic-version")).containsExactly("2023-06-01");
  }

  @Test
  void anAddressThatNamesTheVersionIsUnderstood() throws Exception {
    Endpoint versioned = Asks.endpoint("anthropic", server.anthropicBase() + "/v1");
    provider(http, versioned).complete(request(Asks.user("versioned")), ignored -> {});
    assertThat(server.received().path()).isEqualTo("/v1/messages");
  }

  @Test
  void thoughtsGoBackUnchangedBetweenSteps() throws Exception {
    var order = Asks.user("think: read\ntool:read_file {\"path\":\"a\"}");
    var said = ask(order).message();
    ask(order, said, Asks.result(said.calls().getFirst().id(), "text"));
    assertThat(server.received().body().path("messages").path(1).path("content").path(0).toString())
        .isEqualTo(
            "{\"type\":\"thinking\",\"thinking\":\"Let me think.\","
                + "\"signature\":\"signed:Let me think.\"}");
  }
}
