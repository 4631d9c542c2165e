package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.http.Http;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenAiChatTest extends WireContract {
  @Override
  Provider provider(Http http, Endpoint endpoint) {
    return new OpenAiChat(http, endpoint, Asks.LIMITS, ZoneOffset.UTC, WORLD);
  }

  @Override
  Endpoint endpoint() {
    return Asks.endpoint("custom", server.openAiBase());
  }

  @Override
  String lastText(JsonNode body) {
    JsonNode messages = body.path("messages");
    return messages.path(messages.size() - 1).path("content").asString();
  }

  @Test
  void theKeyIsABearerToken() throws Exception {
    ask(Asks.user("hello"));
    assertThat(server.received().headers().get("Authorization"))
        .containsExactly("Bearer sk-secret-1234");
  }

  @Test
  void theSystemTextComesFirst() throws Exception {
    ask(Asks.user("hello"));
    JsonNode first = server.received().body().path("messages").path(0);
    assertThat(first.path("role").asString()).isEqualTo("system");
    assertThat(first.path("content").asString()).isEqualTo("You are nanobot.");
  }
}
