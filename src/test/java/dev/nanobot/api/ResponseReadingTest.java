package dev.nanobot.api;

import static dev.nanobot.api.OpenAiHouse.look;
import static dev.nanobot.api.OpenAiHouse.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Samples;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Responses that are read again, from their middle, or with what was asked; and those that ended
/// early.
@Timeout(120)
final class ResponseReadingTest extends ResponsesTestCase {
  /// What a reader knows of an answer who heard the events in this order.
  private static String heard(List<JsonNode> events) {
    StringBuilder heard = new StringBuilder();
    for (JsonNode event : events) heard.append(event.path("delta").asString(""));
    return heard.toString();
  }

  @Test
  void aStreamGoesOnAfterAnyOfItsEvents() throws Exception {
    house(
        (request, events) ->
            request.transcript().getLast() instanceof Result
                ? say(events, "It ", "is ", "\ud83d\ude00 ", "here.")
                : look("Ah."));
    List<JsonNode> live = events(house.respond(input("hi").put("stream", true)).body());
    String path = "/v1/responses/" + id(live.getLast().path("response"));
    for (int i = 0; i < live.size(); i++) {
      int number = live.get(i).path("sequence_number").intValue();
      List<JsonNode> rest =
          events(house.get(path + "?stream=true&starting_after=" + number).body());
      List<JsonNode> all = new ArrayList<>(live.subList(0, i + 1));
      all.addAll(rest);
      assertThat(heard(all)).isEqualTo("Ah.It is \ud83d\ude00 here.");
      assertThat(numbers(all)).isSorted().doesNotHaveDuplicates();
      if (i < live.size() - 1) assertThat(rest.getLast()).isEqualTo(live.getLast());
    }
    assertThat(house.get(path + "?starting_after=1").statusCode()).isEqualTo(400);
    assertThat(house.get(path + "?stream=true&starting_after=x").statusCode()).isEqualTo(400);
  }

  @Test
  void aStreamThatIsStillWrittenGoesOnToo() throws Exception {
    var goOn = new CountDownLatch(1);
    house(
        (request, events) -> {
          events.accept(new Event.TextDelta("One, "));
          goOn.await();
          events.accept(new Event.TextDelta("two."));
          return Assistant.of("One, two.");
        });
    JsonNode waits = respond(input("hi").put("background", true));
    String path = "/v1/responses/" + id(waits) + "?stream=true&starting_after=6";
    var rest = new FutureTask<>(() -> house.get(path).body());
    Thread.ofVirtual().start(rest);
    house.until("it is asked", () -> house.questions() == 1);
    goOn.countDown();
    assertThat(heard(events(rest.get()))).isEqualTo(", two.");
  }

  @Test
  void anAnswerThatWasCutIsIncompleteInEachManner() throws Exception {
    house(OpenAiHouse::echo);
    house.end.set(Reply.Finish.LENGTH);
    JsonNode cut = respond(input("hi"));
    assertThat(cut.path("status").stringValue()).isEqualTo("incomplete");
    assertThat(cut.path("incomplete_details").path("reason").stringValue())
        .isEqualTo("max_output_tokens");
    assertThat(cut.path("completed_at").isNull()).isTrue();
    assertThat(cut.path("output").path(0).path("status").stringValue()).isEqualTo("incomplete");
    assertThat(get(id(cut))).isEqualTo(cut);
    List<JsonNode> stream = events(house.get("/v1/responses/" + id(cut) + "?stream=true").body());
    assertThat(stream.getLast().path("type").stringValue()).isEqualTo("response.incomplete");
    assertThat(stream.getLast().path("response")).isEqualTo(cut);
    assertThat(stream.get(stream.size() - 2).path("item")).isEqualTo(cut.path("output").path(0));
    house.end.set(Reply.Finish.FILTERED);
    JsonNode withheld = goOn(cut, "more");
    assertThat(withheld.path("incomplete_details").path("reason").stringValue())
        .isEqualTo("content_filter");
  }

  @Test
  void whatWasAskedIsListedInPages() throws Exception {
    house(OpenAiHouse::echo);
    var body = Json.object().put("model", "nanobot").put("instructions", "Short.");
    body.withArray("input").addObject().put("role", "user").put("content", "one");
    body.withArray("input").addObject().put("role", "assistant").put("content", "two");
    ArrayNode parts = body.withArray("input").addObject().put("role", "user").putArray("content");
    parts.addObject().put("type", "input_text").put("text", "three");
    String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(Samples.png(2, 2));
    parts.addObject().put("type", "input_image").put("image_url", url);
    String path = "/v1/responses/" + id(respond(body)) + "/input_items";
    JsonNode all = Json.parse(house.get(path).body());
    assertThat(said(all)).containsExactly("user three", "assistant two", "user one");
    assertThat(all.path("data").path(0).path("content").path(1).path("image_url").stringValue())
        .isEqualTo(url);
    assertThat(all.path("has_more").booleanValue()).isFalse();
    JsonNode first = Json.parse(house.get(path + "?order=asc&limit=2").body());
    assertThat(said(first)).containsExactly("user one", "assistant two");
    assertThat(first.path("has_more").booleanValue()).isTrue();
    String after = "?order=asc&after=" + first.path("last_id").stringValue();
    JsonNode second = Json.parse(house.get(path + after).body());
    assertThat(said(second)).containsExactly("user three");
    assertThat(second.path("first_id")).isEqualTo(all.path("first_id"));
    assertThat(house.get(path + "?after=nothing").statusCode()).isEqualTo(400);
    assertThat(house.get(path + "?order=upwards").statusCode()).isEqualTo(400);
  }

  @Test
  void whatGoesOnListsItsOwnInputOnly() throws Exception {
    house(OpenAiHouse::echo);
    JsonNode first = respond(input("one"));
    goOn(first, "two");
    JsonNode branch = goOn(first, "other two");
    String path = "/v1/responses/" + id(branch) + "/input_items";
    assertThat(said(Json.parse(house.get(path).body()))).containsExactly("user other two");
    house.send("DELETE", "/v1/responses/" + id(branch));
    assertThat(house.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void aConversationThatTheAgentBeginsIsListedAsItCame() throws Exception {
    house(OpenAiHouse::echo);
    var body = Json.object().put("model", "nanobot");
    body.withArray("input").addObject().put("role", "assistant").put("content", "Well?");
    body.withArray("input").addObject().put("role", "user").put("content", "Well.");
    String path = "/v1/responses/" + id(respond(body)) + "/input_items?order=asc";
    assertThat(said(Json.parse(house.get(path).body())))
        .containsExactly("assistant Well?", "user Well.");
  }

  private static List<String> said(JsonNode page) {
    List<String> said = new ArrayList<>();
    for (JsonNode item : page.path("data")) {
      String text = item.path("content").path(0).path("text").stringValue();
      said.add(item.path("role").stringValue() + " " + text);
    }
    return said;
  }
}
