package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Event;
import dev.nanobot.message.Event.TextDelta;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.Bell;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Readers of a session's events that come late, or are slow.
@Timeout(60)
class LiveTest {
  private static final SessionKey SESSION = House.session("1");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Event A = new TextDelta("a");
  private static final Event B = new TextDelta("b");

  private final World world = new RealWorld();
  private final Watchers watchers = new Watchers();

  private Live live() {
    return new Live(world, watchers, SESSION);
  }

  @Test
  void aLateReaderSeesWhatWasShownSinceTheLastCommit() throws Exception {
    watchers.publish(SESSION, new TextDelta("settled long ago"));
    watchers.publish(SESSION, new Event.Committed());
    watchers.publish(SESSION, A);
    watchers.publish(SESSION, new Event.Arrived(7));
    try (Live live = live()) {
      assertThat(live.before()).containsExactly(A);
      watchers.publish(SESSION, B);
      assertThat(live.next(PATIENCE)).containsExactly(B);
    }
  }

  @Test
  void afterTheEndOfATurnALateReaderSeesNothing() {
    watchers.publish(SESSION, A);
    watchers.publish(SESSION, new Event.TurnEnded());
    try (Live live = live()) {
      assertThat(live.before()).isEmpty();
    }
  }

  @Test
  void whoWaitsForTheEndHearsOfNothingElse() throws Exception {
    try (Live ends = Live.ends(world, watchers, SESSION)) {
      watchers.publish(SESSION, A);
      watchers.publish(SESSION, new Event.Committed());
      assertThat(ends.taken()).isEmpty();
      watchers.publish(SESSION, new Event.TurnEnded());
      assertThat(ends.next(PATIENCE)).containsExactly(new Event.TurnEnded());
    }
  }

  @Test
  void aReaderOfAnotherSessionSeesNothingOfThisOne() {
    watchers.publish(SESSION, A);
    try (Live other = new Live(world, watchers, House.session("2"))) {
      watchers.publish(SESSION, B);
      assertThat(other.before()).isEmpty();
      assertThat(other.taken()).isEmpty();
    }
  }

  @Test
  void eachReaderSeesAll() {
    try (Live one = live();
        Live two = live()) {
      watchers.publish(SESSION, A);
      watchers.publish(SESSION, B);
      assertThat(one.taken()).containsExactly(A, B);
      assertThat(two.taken()).containsExactly(A, B);
      assertThat(one.taken()).isEmpty();
    }
  }

  @Test
  void aSlowReaderIsToldThatWhatItMissedIsVoid() {
    try (Live live = live()) {
      for (int i = 0; i < Live.EVENTS_MAX; i++) watchers.publish(SESSION, A);
      watchers.publish(SESSION, B);
      assertThat(live.taken()).containsExactly(new Event.Discarded("too slow"), B);
    }
  }

  @Test
  void aReaderThatIsJustFastEnoughMissesNothing() {
    try (Live live = live()) {
      for (int i = 0; i < Live.EVENTS_MAX; i++) watchers.publish(SESSION, A);
      assertThat(live.taken()).hasSize(Live.EVENTS_MAX).containsOnly(A);
    }
  }

  @Test
  void whatWaitsForASlowReaderIsBounded() {
    try (Live live = live()) {
      for (int i = 0; i < 20 * Live.EVENTS_MAX; i++) watchers.publish(SESSION, A);
      assertThat(live.taken()).hasSizeLessThanOrEqualTo(Live.EVENTS_MAX + 1);
    }
  }

  @Test
  void whatWaitsForASlowReaderIsBoundedInCharactersToo() {
    var result = new Event.ToolFinished("call", "read_file", "x".repeat(50_000), false);
    try (Live live = live()) {
      for (int i = 0; i < 1_000; i++) watchers.publish(SESSION, result);
      List<Event> taken = live.taken();
      assertThat(taken).hasSizeLessThanOrEqualTo(Live.CHARS_MAX / 50_000 + 1);
      assertThat(taken).startsWith(new Event.Discarded("too slow")).endsWith(result);
    }
  }

  @Test
  void aReaderThatLeftIsForgotten() {
    Live live = live();
    live.close();
    watchers.publish(SESSION, A);
    assertThat(live.taken()).isEmpty();
  }

  @Test
  void oneReaderWaitsAtItsOwnBellForSeveralSessions() throws Exception {
    var bell = new Bell(world);
    try (Live one = new Live(bell, watchers, SESSION);
        Live two = new Live(bell, watchers, House.session("2"))) {
      watchers.publish(House.session("2"), B);
      bell.await(PATIENCE);
      assertThat(one.taken()).isEmpty();
      assertThat(two.taken()).isEqualTo(List.of(B));
    }
  }
}
