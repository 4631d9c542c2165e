package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Event;
import dev.nanobot.message.Reply;
import dev.nanobot.provider.ProviderException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FallbackTest {
  private final StillWorld world = new StillWorld();
  private final Scripted first = new Scripted();
  private final Scripted second = new Scripted();
  private final List<Event> events = new ArrayList<>();
  private final Fallback fallback =
      new Fallback(
          List.of(new Fallback.Link(first, "one"), new Fallback.Link(second, "two")), world);

  @ParameterizedTest
  @EnumSource(names = {"ACCESS", "QUOTA", "RATE", "UNAVAILABLE"})
  void theNextModelIsAskedUnderItsOwnName(Kind kind) throws Exception {
    first.failing(kind, 1, null);
    assertThat(ask().model()).isEqualTo("two");
    assertThat(second.asked()).containsExactly("two");
    assertThat(events)
        .containsExactly(
            new Event.TextDelta("half"),
            new Event.Discarded(kind + "."),
            new Event.TextDelta("whole"));
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST", "TOO_LONG", "FILTERED"})
  void aFaultOfTheQuestionIsNotAskedOfAnother(Kind kind) {
    first.failing(kind, 1, null);
    assertThatThrownBy(this::ask).isInstanceOf(ProviderException.class);
    assertThat(second.asked()).isEmpty();
  }

  @Test
  void theLastFailureIsTheOneThatIsTold() {
    first.failing(Kind.RATE, 1, null);
    second.failing(Kind.QUOTA, 1, null);
    assertThatThrownBy(this::ask).hasMessage("QUOTA.");
  }

  @Test
  void aModelThatFailedThreeTimesIsPassedOverForAMinute() throws Exception {
    first.failing(Kind.UNAVAILABLE, 3, null);
    for (int i = 0; i < 5; i++) ask();
    assertThat(first.asked()).hasSize(3);
    world.pass(Breaker.PAUSE);
    assertThat(ask().model()).isEqualTo("one");
  }

  @Test
  void afterThePauseOneFailureIsEnoughForTheNext() throws Exception {
    first.failing(Kind.UNAVAILABLE, 4, null);
    for (int i = 0; i < 3; i++) ask();
    world.pass(Breaker.PAUSE);
    ask();
    ask();
    assertThat(first.asked()).hasSize(4);
  }

  @Test
  void aSuccessForgetsTheFailures() throws Exception {
    for (int i = 0; i < 3; i++) {
      first.failing(Kind.UNAVAILABLE, 2, null);
      for (int k = 0; k < 3; k++) ask();
    }
    assertThat(first.asked()).hasSize(9);
  }

  @Test
  void whenAllArePassedOverAllAreAsked() throws Exception {
    first.failing(Kind.UNAVAILABLE, 3, null);
    second.failing(Kind.UNAVAILABLE, 3, null);
    for (int i = 0; i < 3; i++) assertThatThrownBy(this::ask).isNotNull();
    assertThat(ask().model()).isEqualTo("one");
  }

  private Reply ask() throws InterruptedException {
    return fallback.complete(Asks.request("one", Asks.user("x")), events::add);
  }
}
