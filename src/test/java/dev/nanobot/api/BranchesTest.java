package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.api.Gateway.Answer;
import dev.nanobot.api.Listening.Heard;
import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.SqliteStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The branches of a conversation over the API of a gateway that runs.
@Timeout(120)
class BranchesTest extends GatewayTestCase {
  private static final String BRANCHES = "/api/sessions/{session}/branches";
  private static final String BRANCH = "/api/sessions/{session}/branch";

  private long turn(long message) throws Exception {
    return gateway.get("/api/messages/{message}", "" + message).path("turn").longValue();
  }

  private Answer instead(long turn, String more) throws Exception {
    String body = "{\"session\": \"web:b\", \"insteadOf\": " + turn + ", " + more + "}";
    return gateway.post("/api/messages", body);
  }

  private long toldInstead(long turn, String text) throws Exception {
    long message = instead(turn, "\"text\": \"" + text + "\"").path("message").longValue();
    String wait = "?wait=30";
    gateway.call("GET /api/messages/{message}", List.of("" + message), wait, "");
    return turn(message);
  }

  private List<String> said() throws Exception {
    JsonNode entries = gateway.get("/api/sessions/{session}/entries", "web:b").path("entries");
    return entries
        .valueStream()
        .filter(entry -> entry.path("kind").asString().equals("user"))
        .map(entry -> entry.path("text").asString())
        .toList();
  }

  private Answer choose(long turn) throws Exception {
    return gateway.put(BRANCH, "{\"turn\": " + turn + "}", "web:b");
  }

  @Test
  void aMessageInTheTurnsPlaceIsASiblingAndEitherIsChosen() throws Exception {
    long one = turn(gateway.told("web:b", "one"));
    gateway.told("web:b", "two");
    assertThat(gateway.get(BRANCHES, "web:b").path("branches")).isEmpty();
    long other = toldInstead(one, "other");
    assertThat(said()).containsExactly("other");
    JsonNode fork = gateway.get(BRANCHES, "web:b").path("branches").get(0);
    assertThat(fork.path("turn").longValue()).isEqualTo(other);
    assertThat(fork.path("siblings").valueStream().map(JsonNode::longValue))
        .containsExactly(one, other);
    Answer chosen = choose(one);
    assertThat(chosen.path("branches").get(0).path("turn").longValue()).isEqualTo(one);
    assertThat(said()).containsExactly("one", "two");
  }

  @Test
  void whatIsNoTurnOfTheConversationIsNotFound() throws Exception {
    long elsewhere = turn(gateway.told("web:c", "one"));
    gateway.told("web:b", "one");
    assertThat(choose(elsewhere).status()).isEqualTo(404);
    assertThat(instead(elsewhere, "\"text\": \"x\"").status()).isEqualTo(404);
    assertThat(gateway.put(BRANCH, "{\"turn\": 1}", "web:none").status()).isEqualTo(404);
    assertThat(gateway.put(BRANCH, "{}", "web:b").code()).isEqualTo("invalid_value");
    assertThat(said()).containsExactly("one");
  }

  @Test
  void nothingIsChosenWhileAMessageWaits() throws Exception {
    long one = turn(gateway.told("web:b", "one"));
    toldInstead(one, "other");
    try (var store = SqliteStore.open(gateway.world, gateway.home.database())) {
      gateway.hold(store, SessionKey.parse("web:b"));
      assertThat(choose(one).code()).isEqualTo("session_busy");
      assertThat(instead(one, "\"text\": \"x\"").code()).isEqualTo("session_busy");
    }
  }

  @Test
  void aControlWordTakesNoPlace() throws Exception {
    long one = turn(gateway.told("web:b", "one"));
    instead(one, "\"text\": \"/help\"");
    assertThat(said()).containsExactly("one");
  }

  @Test
  void aSiblingHasCopiesOfTheFilesItNames() throws Exception {
    Answer file = gateway.upload("?name=a.txt", new byte[] {'t', 'e', 'a'});
    String media = "\"media\": [\"" + file.text("id") + "\"], \"text\": \"look\"";
    long message =
        gateway
            .post("/api/messages", "{\"session\": \"web:b\", " + media + "}")
            .path("message")
            .longValue();
    gateway.call("GET /api/messages/{message}", List.of("" + message), "?wait=30", "");
    assertThat(instead(turn(message), media).status()).isEqualTo(202);
    assertThat(gateway.post("/api/messages", "{" + media + "}").code()).isEqualTo("media_refused");
  }

  @Test
  void whoFollowsASessionHearsOfItsBranches() throws Exception {
    long one = turn(gateway.told("web:b", "one"));
    long other = toldInstead(one, "other");
    String path = "/api/sessions/web%3Ab/events";
    try (var listening = new Listening(gateway, path, "")) {
      Heard first = listening.until(heard -> heard.name().equals("branches")).getLast();
      assertThat(Json.write(first.data()))
          .isEqualTo("[{\"turn\":" + other + ",\"siblings\":[" + one + "," + other + "]}]");
      choose(one);
      Heard next = listening.until(heard -> heard.name().equals("branches")).getLast();
      assertThat(next.data().get(0).path("turn").longValue()).isEqualTo(one);
    }
  }
}
