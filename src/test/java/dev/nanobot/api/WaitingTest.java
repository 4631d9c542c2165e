package dev.nanobot.api;

import static dev.nanobot.api.OpenAiHouse.chat;
import static dev.nanobot.api.OpenAiHouse.code;
import static dev.nanobot.api.OpenAiHouse.readTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.message.Message.Assistant;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/// What a request does that waits for its answer.
@Timeout(120)
final class WaitingTest extends OpenAiTestCase {
  private static final String[] KEY = {"Idempotency-Key", "k-1"};

  private final CountDownLatch go = new CountDownLatch(1);

  /// A house whose model waits.
  private OpenAiHouse house() throws InterruptedException {
    return house(
        (request, events) -> {
          go.await();
          return Assistant.of("late");
        });
  }

  @Override
  @AfterEach
  void close() throws InterruptedException {
    go.countDown();
    super.close();
  }

  private static <T> Future<T> start(Callable<T> call) {
    var task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    return task;
  }

  private void untilAsked(int questions) throws InterruptedException {
    house.until("the model is asked", () -> house.questions() == questions);
  }

  @Test
  void whoWaitsForAnAnswerKeepsNobodyElseOut() throws Exception {
    house();
    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 1; i <= 4; i++) { // A body of unknown length may be as long as any.
      String path = i % 2 == 0 ? "/v1/chat/completions" : "/v1/responses";
      ObjectNode body =
          i % 2 == 0 ? chat("hi") : Json.object().put("model", "nanobot").put("input", "hi");
      answers.add(start(() -> house.postInChunks(path, body.toString())));
      int asked = i;
      var answer = answers.getLast();
      house.until("it is asked", () -> house.questions() == asked || answer.isDone());
      house.until("its body is forgotten", () -> hasRoom(path));
    }
    go.countDown();
    for (var answer : answers) assertThat(answer.get().statusCode()).isEqualTo(200);
  }

  /// Whether there is room for another body as long as any, though this one is none.
  private boolean hasRoom(String path) {
    try {
      return house.postInChunks(path, "{").statusCode() == 400;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStoreThatFailsLaterIsNoReasonToAskAnew() throws Exception {
    house();
    Future<HttpResponse<String>> plain = start(() -> house.chat(chat("hi")));
    Future<HttpResponse<String>> named = start(() -> house.chat(chat("hi"), KEY));
    ObjectNode input = Json.object().put("model", "nanobot").put("input", "hi");
    Future<HttpResponse<String>> response = start(() -> house.respond(input));
    untilAsked(3);
    house.store.close();
    for (var failed : List.of(plain, named, response)) {
      assertThat(code(failed.get())).isEqualTo("503 \"answer_out_of_reach\"");
      assertThat(failed.get().body()).contains("message ").doesNotContain("Nothing was taken");
    }
    assertThat(plain.get().headers().firstValue("X-Should-Retry")).contains("false");
    assertThat(named.get().headers().firstValue("X-Should-Retry")).contains("true");
    assertThat(response.get().headers().firstValue("X-Should-Retry")).contains("false");
  }

  @Test
  void aStreamWhoseStoreFailsEndsWithAnError() throws Exception {
    house();
    ObjectNode input = Json.object().put("model", "nanobot").put("input", "hi");
    try (Socket chat = open("/v1/chat/completions", chat("hi"));
        Socket response = open("/v1/responses", input)) {
      untilAsked(2);
      house.store.close();
      readTo(chat, "event: error");
      readTo(chat, "answer_out_of_reach");
      readTo(response, "event: error");
      readTo(response, "answer_out_of_reach");
    }
  }

  private Socket open(String path, ObjectNode body) throws IOException {
    return house.open(path, body.put("stream", true));
  }
}
