package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Event;
import dev.nanobot.message.Message.Assistant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// An answer over a WebSocket while it is written.
@Timeout(120)
final class SocketStreamTest extends OpenAiTestCase {
  private static List<String> texts(List<JsonNode> frames, String event) {
    return frames.stream()
        .filter(frame -> frame.path("event").asString().equals(event))
        .map(frame -> frame.path("text").asString())
        .toList();
  }

  @Test
  void whoComesInMidTurnHearsWhatWasShownAndTheRest() throws Exception {
    var isHeard = new CountDownLatch(1);
    house(
        (request, events) -> {
          events.accept(new Event.TextDelta("one "));
          isHeard.await();
          events.accept(new Event.TextDelta("two"));
          return Assistant.of("one two");
        });
    try (Caller early = house.socket("?chat_id=room")) {
      early.until("ready");
      early.say("hi");
      assertThat(texts(early.until("delta"), "delta")).containsExactly("one ");
      try (Caller late = house.socket("?chat_id=room")) {
        assertThat(texts(late.until("delta"), "delta")).containsExactly("one ");
        isHeard.countDown();
        for (Caller caller : List.of(early, late)) {
          List<JsonNode> rest = caller.until("turn_end");
          JsonNode end =
              rest.stream()
                  .filter(frame -> frame.path("event").asString().equals("stream_end"))
                  .findFirst()
                  .orElseThrow();
          // The end may be seen before the last piece: then the whole is told in its place.
          if (end.path("discarded").asBoolean()) {
            assertThat(texts(rest, "message")).containsExactly("one two");
          } else {
            assertThat(texts(rest, "delta")).containsExactly("two");
            assertThat(texts(rest, "message")).isEmpty();
          }
        }
      }
    }
  }
}
