package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.api.Listening.Heard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Following messages and sessions.
@Timeout(120)
class EventsTest extends GatewayTestCase {
  private List<Heard> all(long message, String lastId) throws Exception {
    String path = "/api/messages/" + message + "/events";
    try (var listening = new Listening(gateway, path, lastId)) {
      return listening.until(heard -> false);
    }
  }

  private static List<Heard> durable(List<Heard> all) {
    return all.stream().filter(heard -> !heard.id().isEmpty()).toList();
  }

  @Test
  void aMessageIsFollowedToItsEnd() throws Exception {
    var posted = gateway.post("/api/messages", "{\"session\": \"web:f\", \"text\": \"list .\"}");
    List<Heard> all = all(posted.path("message").longValue(), "");
    assertThat(durable(all))
        .extracting(Heard::name)
        .containsExactly("accepted", "started", "entry", "entry", "entry", "entry", "finished");
    Heard last = all.getLast();
    assertThat(last.data().path("state").asString()).isEqualTo("answered");
    assertThat(last.data().path("answer").asString()).contains("rehearsal model");
  }

  @Test
  void whoComesBackFromAnyPointHearsTheRestOnce() throws Exception {
    long message = gateway.told("web:r", "list .");
    List<Heard> whole = durable(all(message, ""));
    for (int heard = 0; heard < whole.size() - 1; heard++) {
      List<Heard> rest = durable(all(message, whole.get(heard).id()));
      assertThat(rest).isEqualTo(whole.subList(heard + 1, whole.size()));
    }
  }

  @Test
  void afterTheLastEventThereIsNoMore() throws Exception {
    long message = gateway.told("web:n", "hello");
    try (var after = new Listening(gateway, "/api/messages/" + message + "/events", "end")) {
      assertThat(after.status).isEqualTo(204);
    }
    try (var odd = new Listening(gateway, "/api/messages/" + message + "/events", "middle")) {
      assertThat(odd.status).isEqualTo(400);
    }
    try (var none = new Listening(gateway, "/api/messages/99/events", "")) {
      assertThat(none.status).isEqualTo(404);
    }
  }

  @Test
  void aControlWordIsFinishedAtOnce() throws Exception {
    List<Heard> all = all(gateway.told("web:c", "/help"), "");
    assertThat(all).extracting(Heard::name).containsExactly("accepted", "finished");
  }

  @Test
  void aRefusedMessageFails() throws Exception {
    String text = "x".repeat(40_000);
    var posted =
        gateway.post("/api/messages", "{\"session\": \"web:l\", \"text\": \"" + text + "\"}");
    List<Heard> all = all(posted.path("message").longValue(), "");
    assertThat(all).extracting(Heard::name).containsExactly("accepted", "failed");
    assertThat(all.getLast().data().path("reason").asString()).isEqualTo("too long");
  }

  @Test
  void aSessionIsFollowedFromAnyPosition() throws Exception {
    gateway.told("web:p", "one");
    String path = "/api/sessions/web%3Ap/events";
    List<Heard> entries = new ArrayList<>();
    try (var listening = new Listening(gateway, path, "")) {
      entries.addAll(listening.until(heard -> heard.name().equals("messages")));
      gateway.told("web:p", "two");
      entries.addAll(listening.until(heard -> heard.id().startsWith("4.")));
    }
    List<Heard> whole = durable(entries);
    assertThat(whole)
        .extracting(heard -> heard.data().path("seq").intValue())
        .startsWith(1, 2, 3, 4);
    try (var again = new Listening(gateway, path, whole.get(1).id())) {
      List<Heard> rest = durable(again.until(heard -> heard.name().equals("messages")));
      assertThat(rest)
          .extracting(heard -> heard.data().path("seq").intValue())
          .containsExactly(3, 4);
    }
  }

  @Test
  void aMessageHasTheIdThatItWasPostedWithWhereverItIsTold() throws Exception {
    String posted = "{\"session\": \"web:i\", \"id\": \"mine:1\", \"text\": \"hello\"}";
    long message = gateway.post("/api/messages", posted).path("message").longValue();
    var listed = gateway.ask("/api/messages", "?session=web%3Ai").path("messages").get(0);
    assertThat(listed.path("id").asString()).isEqualTo("mine:1");
    assertThat(all(message, "").getFirst().data().path("id").asString()).isEqualTo("mine:1");
    try (var listening = new Listening(gateway, "/api/sessions/web%3Ai/events", "")) {
      var heard = listening.until(one -> one.name().equals("messages")).getLast().data();
      assertThat(heard.get(0).path("id").asString()).isEqualTo("mine:1");
    }
  }

  @Test
  void whoFollowsASessionThatIsDeletedIsToldSoThenOrLater() throws Exception {
    gateway.told("web:d", "one");
    String path = "/api/sessions/web%3Ad/events";
    try (var listening = new Listening(gateway, path, "")) {
      listening.until(heard -> heard.name().equals("messages"));
      gateway.delete("/api/sessions/{session}", "web:d");
      assertThat(listening.until(heard -> heard.name().equals("standing")).getLast().data())
          .isEmpty();
    }
    try (var later = new Listening(gateway, path, "2.0")) {
      assertThat(later.until(heard -> heard.name().equals("standing")).getLast().data()).isEmpty();
    }
    try (var other = new Listening(gateway, "/api/sessions/web%3Anew/events", "")) {
      gateway.told("web:new", "hello");
      assertThat(other.until(heard -> heard.name().equals("standing")).getLast().data())
          .isNotEmpty();
    }
  }
}
