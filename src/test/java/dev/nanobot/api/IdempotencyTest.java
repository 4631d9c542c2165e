package dev.nanobot.api;

import static dev.nanobot.api.OpenAiHouse.chat;
import static dev.nanobot.api.OpenAiHouse.code;
import static dev.nanobot.api.OpenAiHouse.readTo;
import static dev.nanobot.api.OpenAiHouse.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Event;
import dev.nanobot.message.Message.Assistant;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class IdempotencyTest extends OpenAiTestCase {
  private static final String[] KEY = {"Idempotency-Key", "k-1"};
  private static final int CALLERS = 64;

  @Test
  void theSameKeyGetsTheSameAnswer() throws Exception {
    HttpResponse<String> first = house(OpenAiHouse::echo).chat(chat("hi"), KEY);
    HttpResponse<String> again = house.chat(chat("hi"), KEY);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(house.questions()).isEqualTo(1);
    var metadata = chat("hi");
    metadata.putObject("metadata").put("idempotency_key", "k-2");
    assertThat(house.chat(metadata).body()).isEqualTo(house.chat(metadata).body());
    assertThat(house.questions()).isEqualTo(2);
  }

  @Test
  void theOrderOfTheFieldsIsNoPartOfTheQuestion() throws Exception {
    house(OpenAiHouse::echo);
    String one = "{\"model\":\"nanobot\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    String two = "{\"messages\":[{\"content\":\"x\",\"role\":\"user\"}],\"model\":\"nanobot\"}";
    String first = house.post("/v1/chat/completions", one, KEY).body();
    assertThat(house.post("/v1/chat/completions", two, KEY).body()).isEqualTo(first);
  }

  @Test
  void somethingElseUnderTheSameKeyIsRefused() throws Exception {
    house(OpenAiHouse::echo).chat(chat("hi"), KEY);
    assertThat(code(house.chat(chat("ho"), KEY))).isEqualTo("422 \"idempotency_key_reused\"");
    String[] elsewhere = {"Idempotency-Key", "k-1", "X-Nanobot-Session", "a"};
    assertThat(code(house.chat(chat("hi"), elsewhere))).startsWith("422");
    var response = dev.nanobot.message.Json.object().put("model", "nanobot").put("input", "hi");
    assertThat(code(house.respond(response, KEY))).startsWith("422");
    assertThat(house.questions()).isEqualTo(1);
  }

  @Test
  void manyCallersAtOnceShareOneTurn() throws Exception {
    house(OpenAiHouse::echo);
    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      boolean isStream = i % 2 == 0;
      var task =
          new FutureTask<>(
              () -> house.chat(isStream ? chat("hi").put("stream", true) : chat("hi"), KEY));
      Thread.ofVirtual().start(task);
      answers.add(task);
    }
    for (int i = 0; i < CALLERS; i++) {
      HttpResponse<String> answer = answers.get(i).get();
      if (i % 2 == 1) assertThat(text(answer)).isEqualTo("echo hi");
      else assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    }
    assertThat(house.questions()).isEqualTo(1);
    assertThat(house.store.sessions(9)).hasSize(1);
  }

  @Test
  void aCallerThatHangsUpDoesNotStopTheTurn() throws Exception {
    var gone = new CountDownLatch(1);
    house(
        (request, events) -> {
          events.accept(new Event.TextDelta("one "));
          gone.await();
          events.accept(new Event.TextDelta("two"));
          return Assistant.of("one two");
        });
    var body = chat("hi").put("stream", true);
    try (Socket socket = house.open("/v1/chat/completions", body, KEY)) {
      readTo(socket, "one ");
      socket.setSoLinger(true, 0); // The connection is reset.
    }
    gone.countDown();
    assertThat(text(house.chat(chat("hi"), KEY))).isEqualTo("one two");
    assertThat(house.questions()).isEqualTo(1);
  }

  @Test
  void aKeyIsKnownAfterARestart() throws Exception {
    String first = house(OpenAiHouse::echo).chat(chat("hi"), KEY).body();
    house.close();
    house(OpenAiHouse::echo);
    assertThat(house.chat(chat("hi"), KEY).body()).isEqualTo(first);
    assertThat(house.questions()).isZero();
  }

  @Test
  void anAnswerThatTakesLongIsFollowedByItsKey() throws Exception {
    var waited = new CountDownLatch(1);
    OpenAiHouse.Model model =
        (request, events) -> {
          waited.await();
          return Assistant.of("late");
        };
    var plan = OpenAiHouse.Plan.of(folder.resolve("nanobot.db"), model);
    house = new OpenAiHouse(plan.waiting(Duration.ofMillis(50)));
    HttpResponse<String> late = house.chat(chat("hi"), KEY);
    assertThat(code(late)).isEqualTo("504 \"answer_takes_longer\"");
    String message = late.headers().firstValue("X-Nanobot-Message").orElseThrow();
    assertThat(late.body()).contains("message " + message);
    assertThat(late.headers().firstValue("X-Should-Retry")).contains("true");
    waited.countDown();
    long id = Long.parseLong(message);
    house.until("it ends", () -> house.store.status(id).orElseThrow().state().equals("answered"));
    assertThat(text(house.chat(chat("hi"), KEY))).isEqualTo("late");
  }

  @Test
  void aKeyWhoseConversationWasDeletedIsNotAnsweredAgain() throws Exception {
    String name =
        house(OpenAiHouse::echo)
            .chat(chat("hi"), KEY)
            .headers()
            .firstValue("X-Nanobot-Session")
            .orElseThrow();
    house.send("DELETE", "/api/sessions/api:owner:" + name);
    assertThat(code(house.chat(chat("hi"), KEY))).isEqualTo("404 \"not_found\"");
    assertThat(house.questions()).isEqualTo(1);
  }
}
