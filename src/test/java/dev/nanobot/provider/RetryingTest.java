package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.http.Backoff;
import dev.nanobot.message.Event;
import dev.nanobot.provider.ProviderException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryingTest {
  private final StillWorld world = new StillWorld();
  private final List<Event> events = new ArrayList<>();

  @Test
  void whatFailedForAMomentIsAskedAgain() throws Exception {
    var model = new Scripted().failing(Kind.UNAVAILABLE, 2, null);
    assertThat(ask(model)).isEqualTo("whole");
    assertThat(model.asked()).hasSize(3);
    assertThat(world.slept()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whatWasShownIsDiscardedBeforeItIsAskedAgain() throws Exception {
    ask(new Scripted().failing(Kind.RATE, 1, null));
    assertThat(events)
        .containsExactly(
            new Event.TextDelta("half"),
            new Event.Discarded("RATE."),
            new Event.TextDelta("whole"));
  }

  @Test
  void afterTheThirdFailureNobodyAsks() {
    var model = new Scripted().failing(Kind.UNAVAILABLE, 9, null);
    assertThatThrownBy(() -> ask(model)).isInstanceOf(ProviderException.class);
    assertThat(model.asked()).hasSize(Backoff.STANDARD.attemptsMax());
  }

  @ParameterizedTest
  @EnumSource(names = {"ACCESS", "REQUEST", "TOO_LONG", "FILTERED", "QUOTA"})
  void whatWaitingDoesNotHelpIsNotAskedAgain(Kind kind) {
    var model = new Scripted().failing(kind, 1, null);
    assertThatThrownBy(() -> ask(model)).isInstanceOf(ProviderException.class);
    assertThat(model.asked()).hasSize(1);
  }

  @Test
  void theWaitThatTheServerAsksForIsKept() throws Exception {
    ask(new Scripted().failing(Kind.RATE, 1, Duration.ofSeconds(17)));
    assertThat(world.slept()).isEqualTo(Duration.ofSeconds(17));
  }

  @Test
  void nobodyWaitsLongerThanTheCap() {
    var model = new Scripted().failing(Kind.RATE, 1, Retrying.PAUSE_MAX.plusSeconds(1));
    assertThatThrownBy(() -> ask(model)).isInstanceOf(ProviderException.class);
    assertThat(world.slept()).isZero();
  }

  @Test
  void anInterruptEndsTheWait() {
    var model = new Scripted().failing(Kind.UNAVAILABLE, 1, null);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ask(model)).isInstanceOf(InterruptedException.class);
  }

  private String ask(Scripted model) throws InterruptedException {
    return new Retrying(model, Backoff.STANDARD, world)
        .complete(Asks.request("m", Asks.user("x")), events::add)
        .message()
        .text();
  }
}
