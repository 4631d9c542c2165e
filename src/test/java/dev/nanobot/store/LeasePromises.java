package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.TTL;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Room;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a store promises to workers about who works on which session.
interface LeasePromises {
  Duration SHORT = Duration.ofSeconds(1);

  Desk desk();

  @Test
  default void aSessionIsLeasedToOneWorkerAtATime() {
    desk().post(ANN, "hi");
    assertThat(desk().store.lease("one", TTL, 9, Set.of(), List.of())).hasSize(1);
    assertThat(desk().store.lease("one", TTL, 9, Set.of(), List.of())).isEmpty();
    assertThat(desk().other.lease("two", TTL, 9, Set.of(ANN), List.of())).isEmpty();
  }

  @Test
  default void aSessionWithoutWorkIsNotLeased() {
    desk().turn(ANN, "hi", "hello");
    assertThat(desk().store.lease("one", TTL, 9, Set.of(), List.of())).isEmpty();
    assertThat(desk().store.lease("one", TTL, 9, Set.of(ANN, BOB), List.of())).isEmpty();
  }

  @Test
  default void theSessionsThatWaitedLongestComeFirst() {
    List<SessionKey> arrived = List.of(SessionKey.of("chat", "c"), ANN, BOB);
    for (SessionKey session : arrived) {
      desk().post(session, "hi");
      desk().pass(SHORT);
    }
    desk().post(arrived.getFirst(), "and again");
    assertThat(sessions(desk().store.lease("one", TTL, 2, Set.of(), List.of())))
        .containsExactlyElementsOf(arrived.subList(0, 2));
    assertThat(sessions(desk().store.lease("one", TTL, 2, Set.of(), List.of())))
        .containsExactly(BOB);
  }

  @Test
  default void aScopeLeasesOnlyWhatItNamesInTheSameOrder() {
    desk().post(BOB, "hi");
    desk().pass(SHORT);
    desk().post(ANN, "hi");
    desk().post(SessionKey.of("chat", "c"), "hi");
    List<Lease> leases = desk().store.lease("one", TTL, 1, List.of(ANN, BOB), List.of());
    assertThat(sessions(leases)).containsExactly(BOB);
    assertThat(sessions(desk().store.lease("one", TTL, 9, List.of(ANN, BOB), List.of())))
        .containsExactly(ANN);
  }

  @Test
  default void anEndedLeaseGoesToAnotherWorkerWithALaterEpoch() {
    desk().post(ANN, "hi");
    Lease first = desk().lease();
    desk().pass(TTL.minusSeconds(1));
    assertThat(desk().other.lease("two", TTL, 9, Set.of(), List.of())).isEmpty();
    desk().pass(SHORT);
    Lease second = desk().other.lease("two", TTL, 9, Set.of(), List.of()).getFirst();
    assertThat(second.epoch()).isGreaterThan(first.epoch());
  }

  @Test
  default void aLeaseFromBeforeTheClockWasSetBackIsOver() {
    desk().post(ANN, "hi");
    Lease first = desk().lease();
    desk().pass(TTL.dividedBy(2).negated());
    assertThat(desk().other.lease("two", TTL, 9, Set.of(), List.of())).isEmpty();
    desk().pass(Duration.ofHours(-1));
    assertThat(desk().other.lease("two", TTL, 9, Set.of(ANN), List.of()))
        .singleElement()
        .satisfies(second -> assertThat(second.epoch()).isGreaterThan(first.epoch()));
  }

  @Test
  default void aWriteProlongsTheLease() {
    Lease lease = desk().asking(ANN, "hi");
    desk().pass(TTL.minusSeconds(1));
    desk().plan(lease, "a");
    desk().pass(TTL.minusSeconds(1));
    assertThat(desk().other.lease("two", TTL, 9, Set.of(), List.of())).isEmpty();
  }

  @Test
  default void aRenewalProlongsTheLease() {
    Lease lease = desk().asking(ANN, "hi");
    desk().pass(TTL.minusSeconds(1));
    assertThat(desk().store.renew(Set.of(lease), TTL)).isEmpty();
    desk().pass(TTL.minusSeconds(1));
    assertThat(desk().other.lease("two", TTL, 9, Set.of(), List.of())).isEmpty();
  }

  @Test
  default void aRenewalTellsOfLostAndStoppedLeases() {
    Lease kept = desk().asking(SessionKey.of("chat", "kept"), "hi");
    Lease stopped = desk().asking(BOB, "hi");
    desk().stop(BOB);
    Lease lost = desk().asking(ANN, "hi");
    desk().pass(TTL.plusSeconds(1));
    desk().store.renew(Set.of(kept, stopped), TTL);
    desk().other.lease("two", TTL, 1, Set.of(ANN), List.of());
    assertThat(desk().store.renew(List.of(kept, stopped, lost), TTL))
        .containsExactlyInAnyOrder(stopped, lost);
  }

  @Test
  default void aReleasedSessionIsLeasedAtOnceAndItsOldLeaseIsLost() {
    desk().post(ANN, "hi");
    Lease first = desk().lease();
    desk().store.release(first);
    Lease second = desk().other.lease("two", TTL, 9, Set.of(), List.of()).getFirst();
    assertThat(second.epoch()).isGreaterThan(first.epoch());
    assertThatThrownBy(() -> desk().store.open(first)).isInstanceOf(LeaseLost.class);
  }

  @Test
  default void releasingALostLeaseDoesNothing() {
    desk().post(ANN, "hi");
    Lease first = desk().lease();
    Lease second = desk().takeOver(ANN);
    desk().store.release(first);
    assertThat(desk().other.open(second)).isPresent();
    assertThat(desk().store.lease("one", TTL, 9, Set.of(), List.of())).isEmpty();
  }

  @Test
  default void aFinishedTurnGivesTheSessionBackWithWhatCameMeanwhile() {
    Lease lease = desk().asking(ANN, "one");
    desk().post(ANN, "two");
    desk().store.finish(lease, answer("first"));
    Lease next = desk().other.lease("two", TTL, 9, Set.of(), List.of()).getFirst();
    assertThat(Desk.words(desk().other.open(next).orElseThrow().transcript()))
        .containsExactly("user one", "says first", "user two");
  }

  @Test
  default void openingASessionWithoutWorkGivesItBack() {
    desk().post(ANN, "one");
    Lease lease = desk().lease();
    desk().stop(ANN);
    assertThat(desk().store.open(lease)).isEmpty();
    assertThatThrownBy(() -> desk().store.open(lease)).isInstanceOf(LeaseLost.class);
    desk().post(ANN, "two");
    assertThat(desk().other.lease("two", TTL, 9, Set.of(), List.of())).hasSize(1);
  }

  @Test
  default void aLongWaitForALeaseIsCounted() {
    desk().post(ANN, "hi");
    desk().pass(Duration.ofSeconds(2));
    desk().lease();
    assertThat(desk().races("waited over a second")).isEqualTo(1);
  }

  @Test
  default void theSessionsOfAWorkerThatIsGoneAreFreeAtOnce() {
    desk().post(ANN, "hi");
    Lease lost = desk().lease();
    assertThat(desk().other.evict(worker -> worker.equals("three"))).isZero();
    assertThat(desk().other.evict(worker -> worker.equals("one"))).isEqualTo(1);
    Lease lease = desk().other.lease("two", TTL, 9, Set.of(), List.of()).getFirst();
    assertThat(lease.epoch()).isGreaterThan(lost.epoch());
    assertThatThrownBy(() -> desk().store.open(lost)).isInstanceOf(LeaseLost.class);
    assertThat(desk().races("worker gone")).isEqualTo(1);
  }

  @Test
  default void betweenAnEvictionAndTheNextLeaseALateWriterIsFenced() {
    Lease lost = desk().asking(ANN, "hi");
    desk().other.evict(worker -> worker.equals("one"));
    assertThatThrownBy(() -> desk().store.finish(lost, answer("late")))
        .isInstanceOf(LeaseLost.class);
  }

  @Test
  default void whatAWorkerThatIsGoneWasSendingIsSentAgainAsAPossibleDuplicate() {
    desk().turn(ANN, "hi", "hello");
    Outbound first = desk().take(9).getFirst();
    assertThat(first.mayBeDuplicate()).isFalse();
    assertThat(desk().other.take("two", "chat", TTL, Room.of(9), List.of())).isEmpty();
    desk().other.evict(worker -> worker.equals("one"));
    Board.Leaves waiting = desk().other.board().leaves("pending", Long.MAX_VALUE, 9).getFirst();
    assertThat(waiting.reason())
        .isEqualTo("the last attempt did not end; the message may have arrived");
    assertThat(desk().other.take("two", "chat", TTL, Room.of(9), List.of()))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("past")
        .containsExactly(new Outbound(first.id(), first.key(), ANN, "hello", 2, true));
    assertThat(desk().races("sent again")).isEqualTo(1);
  }

  private static List<SessionKey> sessions(List<Lease> leases) {
    return leases.stream().map(Lease::session).toList();
  }
}
