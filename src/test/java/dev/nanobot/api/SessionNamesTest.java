package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.api.Gateway.Answer;
import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Sessions with odd names over HTTP: none is another one, and each comes back as it was (SEC-09).
@Timeout(300)
class SessionNamesTest extends GatewayTestCase {
  private static final Path NAUGHTY = Path.of("src/test/resources/corpora/blns/blns.json");
  private static final int NAMES_MIN = 250;

  private Answer post(String session) throws Exception {
    String body = Json.write(Json.object().put("session", session).put("text", "/help"));
    return gateway.post("/api/messages", body);
  }

  @Test
  void aSessionOfAnyNameIsFoundUnderIt() throws Exception {
    Set<String> names = new HashSet<>();
    for (JsonNode name : Json.parse(Files.readString(NAUGHTY))) {
      if (name.asString().isEmpty() || !names.add(name.asString())) continue;
      String session = SessionKey.of("web", name.asString()).value();
      assertThat(post(session).status()).as(session).isEqualTo(202);
      Answer found = gateway.get("/api/sessions/{session}", session);
      assertThat(found.status()).as(session).isEqualTo(200);
      assertThat(found.text("session")).isEqualTo(session);
      Answer messages = gateway.ask("/api/messages", "?session=" + Gateway.encoded(session));
      assertThat(messages.path("messages")).as(session).hasSize(1);
    }
    assertThat(names).hasSizeGreaterThan(NAMES_MIN);
    JsonNode all = gateway.ask("/api/sessions", "?limit=1000").path("sessions");
    assertThat(all).hasSize(names.size());
  }

  @Test
  void namesThatLookAlikeAreDifferentSessions() throws Exception {
    List<String> names =
        List.of(
            "a", "A", "a.", "a ", "\u00e9", "e\u0301", "a:b", "a%3Ab", "..", ".", "a/b", "a\\b");
    for (String name : names) {
      gateway.told(SessionKey.of("web", name).value(), "I am " + name);
    }
    for (String name : names) {
      String session = SessionKey.of("web", name).value();
      JsonNode entries =
          gateway
              .call("GET /api/sessions/{session}/entries", List.of(session), "", "")
              .path("entries");
      assertThat(entries).hasSize(2);
      assertThat(entries.get(0).path("text").asString()).isEqualTo("I am " + name);
    }
  }

  @Test
  void aNameThatIsWrittenOtherwiseIsRefused() throws Exception {
    for (String odd :
        List.of("web", "web:", ":x", "web:a b", "web:a/b", "web:%61", "web:%3a", "web:a:", "web")) {
      assertThat(post(odd).code()).as(odd).isEqualTo("invalid_session");
    }
    assertThat(post(SessionKey.of("web", "x".repeat(512)).value()).status()).isEqualTo(202);
    assertThat(post("web:" + "x".repeat(513)).code()).isEqualTo("invalid_session");
  }

  @Test
  void aSessionOfAnotherChannelIsNotMadeByItsName() throws Exception {
    assertThat(post("telegram:42").status()).isEqualTo(404);
    for (String subagent : List.of("subagent:x:1", "subagent:x", "subagent:x:y", "subagent:x:0")) {
      assertThat(post(subagent).code()).as(subagent).isEqualTo("not_a_chat");
    }
  }
}
