package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Event;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is shown of an answer that breaks off.
class DiscreetTest {
  private static final String SECRET = "swordfish-9-and-more";
  private static final Redaction REDACTION = new Redaction(Map.of(new Secret(SECRET), "api-key"));

  private final List<Event> events = new ArrayList<>();

  /// What is shown of an answer that is stopped after some pieces.
  private String shown(Event... pieces) {
    Provider stopped =
        (request, shown) -> {
          for (Event piece : pieces) shown.accept(piece);
          throw new InterruptedException("stopped");
        };
    assertThatThrownBy(
            () ->
                new Discreet(stopped, () -> REDACTION)
                    .complete(Asks.request("m", Asks.user("x")), events::add))
        .isInstanceOf(InterruptedException.class);
    return events.stream().map(DiscreetTest::text).collect(Collectors.joining());
  }

  private static String text(Event event) {
    return switch (event) {
      case Event.TextDelta delta -> delta.text();
      case Event.ThinkingDelta delta -> "<" + delta.text() + ">";
      default -> "";
    };
  }

  @Test
  void anAnswerThatIsStoppedShowsItsLastLetters() {
    assertThat(shown(new Event.TextDelta("the answers"))).isEqualTo("the answers");
  }

  @Test
  void aThoughtThatIsStoppedShowsItsLastLetters() {
    assertThat(shown(new Event.ThinkingDelta("the swords"))).isEqualTo("<the sword><s>");
  }

  @Test
  void theGreaterPartOfASecretIsNotShownByAStop() {
    assertThat(shown(new Event.TextDelta("it is swordfish-9-an"))).isEqualTo("it is ");
    events.clear();
    assertThat(shown(new Event.TextDelta("it is " + SECRET + ".")))
        .isEqualTo("it is [REDACTED:api-key].");
  }

  @Test
  void whatWasDiscardedIsNotShownByAStop() {
    assertThat(shown(new Event.TextDelta("the swo"), new Event.Discarded("again")))
        .isEqualTo("the ");
  }
}
