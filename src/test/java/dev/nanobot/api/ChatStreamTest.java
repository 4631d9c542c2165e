package dev.nanobot.api;

import static dev.nanobot.api.OpenAiHouse.chat;
import static dev.nanobot.api.OpenAiHouse.look;
import static dev.nanobot.api.OpenAiHouse.readTo;
import static dev.nanobot.api.OpenAiHouse.say;
import static dev.nanobot.api.OpenAiHouse.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.ProviderException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(180)
final class ChatStreamTest extends OpenAiTestCase {
  private static final String[] NONE = {};

  private HttpResponse<String> stream(String... headers) throws Exception {
    return house.chat(chat("hi").put("stream", true), headers);
  }

  /// The texts of a stream, in order.
  private static List<String> deltas(String stream) {
    List<String> deltas = new ArrayList<>();
    for (JsonNode chunk : chunks(stream)) {
      String text = chunk.path("choices").path(0).path("delta").path("content").asString("");
      if (!text.isEmpty()) deltas.add(text);
    }
    return deltas;
  }

  private static List<JsonNode> chunks(String stream) {
    return stream
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> Json.parse(line.substring("data: ".length())))
        .toList();
  }

  private static boolean isAfterTool(Provider.Request request) {
    return request.transcript().getLast() instanceof Result;
  }

  @Test
  void aStreamIsWhatItIsByteForByte() throws Exception {
    var heard = new CountDownLatch(1);
    house(
        (request, events) -> {
          events.accept(new Event.TextDelta("one "));
          heard.await();
          events.accept(new Event.TextDelta("two"));
          return Assistant.of("one two");
        });
    try (Socket socket = house.open("/v1/chat/completions", chat("hi").put("stream", true))) {
      String begin = readTo(socket, "\"one \"");
      heard.countDown();
      String whole = begin + readTo(socket, "[DONE]\n\n");
      String id = whole.replaceAll("(?s).*?\"id\":\"(chatcmpl-[a-z0-9]{26})\".*", "$1");
      String created = whole.replaceAll("(?s).*?\"created\":(\\d+),.*", "$1");
      String head =
          "data: {\"id\":\""
              + id
              + "\",\"object\":\"chat.completion.chunk\",\"created\":"
              + created
              + ",\"model\":\"nanobot\",\"choices\":[{\"index\":0,\"delta\":";
      String go = ",\"logprobs\":null,\"finish_reason\":null}]}\n\n";
      String body =
          whole
              .substring(whole.indexOf("\r\n\r\n"))
              .replaceAll("\r\n[0-9A-F]*\r\n", "")
              .replace(": still here\n\n", ""); // where it took long
      assertThat(body)
          .isEqualTo(
              head
                  + "{\"role\":\"assistant\",\"content\":\"\"}"
                  + go
                  + head
                  + "{\"content\":\"one \"}"
                  + go
                  + head
                  + "{\"content\":\"two\"}"
                  + go
                  + head
                  + "{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n"
                  + "data: [DONE]\n\n");
      assertThat(whole).contains("Content-Type: text/event-stream\r\n");
    }
  }

  @Test
  void theUsageComesInAChunkOfItsOwnWhereItIsWanted() throws Exception {
    house(OpenAiHouse::echo);
    var body = chat("hi").put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    List<JsonNode> chunks = chunks(house.chat(body).body());
    for (JsonNode chunk : chunks) {
      assertThat(OpenAiSchemas.problems("CreateChatCompletionStreamResponse", chunk)).isEmpty();
      assertThat(chunk.has("usage")).isTrue();
    }
    assertThat(chunks.getLast().path("choices").size()).isZero();
    assertThat(chunks.getLast().path("usage").path("total_tokens").intValue()).isEqualTo(50);
    assertThat(stream().body()).doesNotContain("usage").endsWith("data: [DONE]\n\n");
  }

  @Test
  void whatIsWrittenBeforeAToolIsAPartOfTheAnswerInEveryManner() throws Exception {
    house(
        (request, events) -> {
          if (isAfterTool(request)) return say(events, "Found", " it.");
          say(events, "Let me ", "look.");
          return look("Let me look.");
        });
    String[] key = {"Idempotency-Key", "k"};
    String streamed = String.join("", deltas(stream(key).body()));
    assertThat(streamed).isEqualTo("Let me look.\n\nFound it.");
    assertThat(text(house.chat(chat("hi"), key))).isEqualTo(streamed);
    assertThat(String.join("", deltas(stream(key).body()))).isEqualTo(streamed);
    assertThat(house.questions()).isEqualTo(2);
  }

  @Test
  void aModelThatDoesNotStreamIsToldWhole() throws Exception {
    house((request, events) -> isAfterTool(request) ? Assistant.of("done") : look("first"));
    assertThat(deltas(stream().body())).containsExactly("first", "\n\ndone");
  }

  @Test
  void whatAProviderTookBackIsFollowedByTheWholeOfWhatItWroteInstead() throws Exception {
    var heard = new CountDownLatch(1);
    house(
        (request, events) -> {
          events.accept(new Event.TextDelta("half an"));
          heard.await();
          events.accept(new Event.Discarded("broken"));
          return say(events, "the ", "whole");
        });
    try (Socket socket = house.open("/v1/chat/completions", chat("hi").put("stream", true))) {
      String begin = readTo(socket, "half an");
      heard.countDown();
      String whole = begin + readTo(socket, "[DONE]");
      assertThat(deltas(whole)).containsExactly("half an", "\n\nthe whole");
    }
  }

  @Test
  void whatIsWrittenAgainIsNotToldAgain() throws Exception {
    var heard = new CountDownLatch(1);
    house(
        (request, events) -> {
          events.accept(new Event.TextDelta("the "));
          heard.await();
          events.accept(new Event.Discarded("broken"));
          return say(events, "the ", "whole");
        });
    try (Socket socket = house.open("/v1/chat/completions", chat("hi").put("stream", true))) {
      String begin = readTo(socket, "the ");
      heard.countDown();
      assertThat(deltas(begin + readTo(socket, "[DONE]"))).containsExactly("the ", "whole");
    }
  }

  @Test
  void aTurnThatFailsEndsTheStreamWithAnErrorAndWithoutItsEndMark() throws Exception {
    house(
        (request, events) -> {
          say(events, "half");
          throw new ProviderException(ProviderException.Kind.REQUEST, "Too strange.");
        });
    HttpResponse<String> failed = stream();
    assertThat(failed.statusCode()).isEqualTo(200);
    assertThat(failed.body()).contains("event: error\ndata: {\"error\":{\"message\":\"");
    assertThat(failed.body()).contains("Too strange.").doesNotContain("[DONE]", "\"stop\"");
    JsonNode error = chunks(failed.body()).getLast();
    assertThat(OpenAiSchemas.problems("ErrorResponse", error)).isEmpty();
  }

  @Test
  void aTurnOfAnotherProcessIsToldToo() throws Exception {
    var plan = OpenAiHouse.Plan.of(folder.resolve("nanobot.db"), OpenAiHouse::echo);
    OpenAiHouse.Model steps =
        (request, events) -> isAfterTool(request) ? say(events, "done") : look("first");
    var other = new OpenAiHouse(OpenAiHouse.Plan.of(folder.resolve("nanobot.db"), steps));
    try (other) {
      house = new OpenAiHouse(plan.idle());
      assertThat(String.join("", deltas(stream().body()))).isEqualTo("first\n\ndone");
      assertThat(house.questions()).isZero();
    }
  }

  @Test
  void aSecondReaderGetsWhatWasShownAndWhatComes() throws Exception {
    var heard = new CountDownLatch(1);
    house(
        (request, events) -> {
          events.accept(new Event.TextDelta("one "));
          heard.await();
          events.accept(new Event.TextDelta("two"));
          return Assistant.of("one two");
        });
    String[] key = {"Idempotency-Key", "k"};
    var body = chat("hi").put("stream", true);
    try (Socket first = house.open("/v1/chat/completions", body, key)) {
      String early = readTo(first, "one ");
      try (Socket second = house.open("/v1/chat/completions", body, key)) {
        String begin = readTo(second, "one ");
        heard.countDown();
        assertThat(deltas(begin + readTo(second, "[DONE]"))).containsExactly("one ", "two");
        assertThat(deltas(early + readTo(first, "[DONE]"))).containsExactly("one ", "two");
      }
    }
  }

  @Test
  void anotherTurnOfTheSessionIsNoPartOfTheAnswer() throws Exception {
    var asked = new CountDownLatch(1);
    var heard = new CountDownLatch(1);
    house(
        (request, events) -> {
          if (OpenAiHouse.heard(request).equals("first")) {
            say(events, "to ", "the ");
            asked.countDown();
            heard.await();
            return say(events, "first");
          }
          return say(events, "to ", "the ", "second");
        });
    String[] session = {"X-Nanobot-Session", "a"};
    house.post("/api/messages", "{\"session\":\"api:owner:a\",\"text\":\"/queue collect\"}");
    try (Socket first = house.open("/v1/chat/completions", chat("first"), session)) {
      asked.await();
      var body = chat("second").put("stream", true);
      try (Socket second = house.open("/v1/chat/completions", body, session)) {
        readTo(second, "\"role\"");
        heard.countDown();
        assertThat(String.join("", deltas(readTo(second, "[DONE]")))).isEqualTo("to the second");
      }
      assertThat(readTo(first, "\"stop\"")).contains("\"first\"");
    }
  }

  @Test
  void manyWordsComeOnceAndInOrder() throws Exception {
    String[] words = new String[4_000];
    for (int i = 0; i < words.length; i++) words[i] = i + " ";
    house(
        (request, events) -> {
          if (isAfterTool(request)) return say(events, words);
          say(events, words);
          return look(String.join("", words));
        });
    String all = String.join("", words);
    for (int i = 0; i < 20; i++) {
      assertThat(String.join("", deltas(stream(NONE).body()))).isEqualTo(all + "\n\n" + all);
    }
  }
}
