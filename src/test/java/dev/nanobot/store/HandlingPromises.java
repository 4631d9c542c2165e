package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.TTL;
import static dev.nanobot.store.Desk.texts;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.race.Race;
import dev.nanobot.store.Board.Handling;
import dev.nanobot.store.Board.Leaves;
import dev.nanobot.store.Store.Attempt;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.Store.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What a store promises to an operator who tries messages again, or drops them.
interface HandlingPromises {
  int RACES = 25;

  Desk desk();

  private Board board() {
    return desk().other.board();
  }

  private Outbound only(String text) {
    List<Outbound> taken = desk().take(9);
    assertThat(texts(taken)).containsExactly(text);
    return taken.getFirst();
  }

  /// A message that was given up after an attempt.
  private Outbound dead(SessionKey session, String text) {
    desk().turn(session, "say " + text, text);
    Outbound taken =
        desk().take(9).stream().filter(one -> one.text().equals(text)).findFirst().orElseThrow();
    desk().store.bury(Attempt.of(taken), false, "chat is gone");
    return taken;
  }

  private void sent(Outbound outbound) {
    desk().store.sent(List.of(new Delivery(outbound.id(), "p")));
  }

  private List<String> listed(String state) {
    return board().leaves(state, Long.MAX_VALUE, 9).stream().map(Leaves::text).toList();
  }

  @Test
  default void whatWasGivenUpIsTriedAgainWithAllItsAttempts() {
    Outbound first = dead(ANN, "first");
    assertThat(board().retry(first.id(), "op")).isEqualTo(Handling.DONE);
    assertThat(desk().store.health().outboxDead()).isZero();
    Outbound again = only("first");
    assertThat(again)
        .usingRecursiveComparison()
        .ignoringFields("past")
        .isEqualTo(new Outbound(first.id(), first.key(), ANN, "first", 2, 1, false, 0));
    assertThat(again.tries()).isEqualTo(1);
    sent(again);
    assertThat(board().leaves(first.id()).orElseThrow().state()).isEqualTo("sent");
  }

  @Test
  default void whatWasGivenUpIsNamedTheOldestFirstWithoutWhatWasDropped() {
    Outbound first = dead(ANN, "first");
    Outbound dropped = dead(ANN, "dropped");
    Outbound last = dead(BOB, "last");
    board().drop(dropped.id(), "op");
    assertThat(board().givenUp()).containsExactly(first.id(), last.id());
  }

  @Test
  default void whatIsTriedAgainGoesBeforeWhatWaitsInItsChat() {
    Outbound one = dead(ANN, "one");
    Outbound two = dead(ANN, "two");
    desk().turn(ANN, "c", "three");
    board().retry(two.id(), "op");
    board().retry(one.id(), "op");
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Outbound next = desk().take(9).getFirst();
      heard.add(next.text());
      sent(next);
    }
    assertThat(heard).containsExactly("one", "two", "three");
  }

  @Test
  default void whatIsTriedAgainWaitsForTheOneThatIsOnItsWayToItsChat() {
    Outbound one = dead(ANN, "one");
    desk().turn(ANN, "b", "two");
    Outbound two = only("two");
    assertThat(board().retry(one.id(), "op")).isEqualTo(Handling.DONE);
    assertThat(desk().take(9)).isEmpty();
    assertThat(desk().other.take("two", "chat", TTL, Room.of(9), List.of())).isEmpty();
    sent(two);
    only("one");
  }

  @Test
  default void whatWaitsForItsNextAttemptIsTriedAtOnce() {
    desk().turn(ANN, "a", "first");
    desk().store.postpone(Attempt.of(only("first")), Duration.ofMinutes(1), false, "busy");
    assertThat(desk().take(9)).isEmpty();
    long id = desk().store.unsent(ANN).getFirst().id();
    assertThat(board().retry(id, "op")).isEqualTo(Handling.DONE);
    assertThat(board().retry(id, "op")).isEqualTo(Handling.DUE);
    only("first");
  }

  @Test
  default void nothingIsDoneWithAMessageThatIsOnItsWay() {
    desk().turn(ANN, "a", "first");
    Outbound first = only("first");
    assertThat(board().retry(first.id(), "op")).isEqualTo(Handling.SENDING);
    assertThat(board().drop(first.id(), "op")).isEqualTo(Handling.SENDING);
    sent(first);
    assertThat(board().retry(first.id(), "op")).isEqualTo(Handling.SENT);
    assertThat(board().drop(first.id(), "op")).isEqualTo(Handling.SENT);
    assertThat(board().retry(4711, "op")).isEqualTo(Handling.NOT_FOUND);
    assertThat(board().drop(4711, "op")).isEqualTo(Handling.NOT_FOUND);
    assertThat(board().leaves(4711)).isEmpty();
  }

  private String reason(Outbound message) {
    return board().leaves(message.id()).orElseThrow().reason();
  }

  @Test
  default void anAttemptThatSaysNothingAnyMoreHoldsNobodyUp() {
    desk().turn(ANN, "a", "first");
    Outbound late = only("first");
    desk().pass(TTL);
    assertThat(board().retry(late.id(), "op")).isEqualTo(Handling.DONE);
    assertThat(reason(late)).contains("did not end");
    Outbound again = only("first");
    assertThat(again.mayBeDuplicate()).isTrue();
    desk().store.bury(Attempt.of(late), false, "late");
    desk().store.postpone(Attempt.of(again), Duration.ZERO, false, "busy");
    only("first");
    desk().pass(TTL);
    assertThat(board().drop(late.id(), "op")).isEqualTo(Handling.DONE);
    assertThat(reason(late)).contains("did not end");
    assertThat(desk().take(9)).isEmpty();
  }

  @Test
  default void whatPerhapsArrivedIsMarkedWhenItIsTriedAgain() {
    desk().turn(ANN, "a", "first");
    Outbound first = only("first");
    desk().store.bury(Attempt.of(first), true, "no answer");
    board().retry(first.id(), "op");
    assertThat(only("first").mayBeDuplicate()).isTrue();
  }

  @Test
  default void aSenderFromBeforeTheRetryIsFencedButBelieved() {
    Outbound late = dead(ANN, "first");
    board().retry(late.id(), "op");
    Outbound again = only("first");
    desk().store.bury(Attempt.of(late), false, "late");
    desk().store.postpone(Attempt.of(late), Duration.ZERO, false, "late");
    assertThat(board().leaves(again.id()).orElseThrow().state()).isEqualTo("sending");
    sent(late);
    desk().store.bury(Attempt.of(again), false, "gone");
    assertThat(board().leaves(again.id()).orElseThrow().state()).isEqualTo("sent");
    assertThat(board().retry(late.id(), "op")).isEqualTo(Handling.SENT);
  }

  @Test
  default void whatWasDroppedIsNeverTakenAndHoldsItsChatNoMore() {
    desk().turn(ANN, "a", "first");
    desk().turn(ANN, "b", "second");
    desk().store.postpone(Attempt.of(only("first")), Duration.ofMinutes(1), false, "busy");
    long id = desk().store.unsent(ANN).getFirst().id();
    assertThat(board().drop(id, "op")).isEqualTo(Handling.DONE);
    assertThat(board().drop(id, "op")).isEqualTo(Handling.DROPPED);
    assertThat(board().retry(id, "op")).isEqualTo(Handling.DROPPED);
    only("second");
    desk().pass(Duration.ofHours(1));
    assertThat(texts(desk().take(9))).containsExactly("second");
  }

  @Test
  default void whatWasDroppedIsNoLongerCountedAsGivenUp() {
    Outbound first = dead(ANN, "first");
    dead(BOB, "second");
    board().drop(first.id(), "op");
    assertThat(desk().store.health().outboxDead()).isEqualTo(1);
    assertThat(board().traffic("chat").dead()).isEqualTo(1);
    assertThat(listed("dead")).containsExactly("second");
    assertThat(listed("dropped")).containsExactly("first");
    assertThat(board().leaves(first.id()).orElseThrow().state()).isEqualTo("dropped");
    assertThat(board().leaves(first.id()).orElseThrow().reason()).isEqualTo("chat is gone");
    sent(first);
    assertThat(listed("dropped")).isEmpty();
    assertThat(listed("sent")).containsExactly("first");
  }

  @Test
  default void aTraceTellsWhoTriedAgainOrDroppedAndWhen() {
    long message = desk().post(ANN, "hi");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.finish(lease, Desk.answer("hello"));
    Outbound outbound = only("hello");
    desk().store.bury(Attempt.of(outbound), false, "gone");
    desk().pass(Duration.ofSeconds(5));
    board().retry(outbound.id(), "Olga");
    board().retry(outbound.id(), "nobody");
    desk().store.bury(Attempt.of(only("hello")), false, "gone");
    desk().pass(Duration.ofSeconds(5));
    board().drop(outbound.id(), "Peter");
    var moments = desk().other.trace(message).orElseThrow().moments();
    assertThat(moments)
        .filteredOn(moment -> moment.detail().contains(" by "))
        .extracting(moment -> moment.what() + " " + moment.detail())
        .containsExactly(
            "retried " + outbound.key() + " by Olga", "dropped " + outbound.key() + " by Peter");
    assertThat(moments.getLast().at()).isEqualTo(desk().here.now());
    assertThat(moments).anyMatch(moment -> moment.detail().endsWith("to chat:ann, dropped: gone"));
  }

  @Test
  default void ofTwoOperatorsAtOnceOneTriesItAgain() {
    for (int i = 0; i < RACES; i++) {
      Outbound outbound = dead(SessionKey.of("chat", "r" + i), "m" + i);
      assertThat(atOnce(outbound, Board::retry, Board::retry))
          .containsExactlyInAnyOrder(Handling.DONE, Handling.DUE);
      sent(only("m" + i));
    }
  }

  @Test
  default void ofTwoOperatorsAtOnceOneDropsIt() {
    for (int i = 0; i < RACES; i++) {
      Outbound outbound = dead(SessionKey.of("chat", "r" + i), "m" + i);
      assertThat(atOnce(outbound, Board::drop, Board::drop))
          .containsExactlyInAnyOrder(Handling.DONE, Handling.DROPPED);
    }
  }

  /// The dropping is always possible, and comes first or last.
  @Test
  default void whatIsTriedAgainAndDroppedAtOnceIsDropped() {
    for (int i = 0; i < RACES; i++) {
      Outbound outbound = dead(SessionKey.of("chat", "r" + i), "m" + i);
      List<Handling> told = atOnce(outbound, Board::retry, Board::drop);
      assertThat(told.getLast()).isEqualTo(Handling.DONE);
      assertThat(told.getFirst()).isIn(Handling.DONE, Handling.DROPPED);
      assertThat(board().leaves(outbound.id()).orElseThrow().state()).isEqualTo("dropped");
    }
  }

  /// What one of two does with a message.
  interface Deed {
    Handling apply(Board board, long outbound, String who);
  }

  private List<Handling> atOnce(Outbound outbound, Deed one, Deed two) {
    var first = new AtomicReference<>(Handling.NOT_FOUND);
    var second = new AtomicReference<>(Handling.NOT_FOUND);
    Race.together(
        () -> first.set(one.apply(desk().store.board(), outbound.id(), "one")),
        () -> second.set(two.apply(desk().other.board(), outbound.id(), "two")));
    return List.of(requireNonNull(first.get()), requireNonNull(second.get()));
  }

  @Test
  default void aMessageIsDroppedOrSentAndNeverBoth() {
    for (int i = 0; i < RACES; i++) {
      desk().turn(SessionKey.of("chat", "r" + i), "a", "m" + i);
      long id = board().leaves("pending", Long.MAX_VALUE, 1).getFirst().id();
      var dropped = new AtomicReference<>(Handling.NOT_FOUND);
      var taken = new AtomicReference<>(List.<Outbound>of());
      Race.together(() -> dropped.set(board().drop(id, "op")), () -> taken.set(desk().take(9)));
      List<Outbound> sending = requireNonNull(taken.get());
      assertThat(dropped.get()).isEqualTo(sending.isEmpty() ? Handling.DONE : Handling.SENDING);
      sending.forEach(this::sent);
    }
  }

  @Test
  default void aRetryBesideTheLastWordOfTheAttemptLosesNothing() {
    for (int i = 0; i < RACES; i++) {
      desk().turn(SessionKey.of("chat", "r" + i), "a", "m" + i);
      Outbound outbound = only("m" + i);
      var told = new AtomicReference<>(Handling.NOT_FOUND);
      Race.together(
          () -> told.set(board().retry(outbound.id(), "op")),
          () -> desk().store.bury(Attempt.of(outbound), false, "gone"));
      String state = board().leaves(outbound.id()).orElseThrow().state();
      assertThat(told.get()).isIn(Handling.DONE, Handling.SENDING);
      assertThat(state).isEqualTo(told.get() == Handling.DONE ? "pending" : "dead");
      board().drop(outbound.id(), "op");
    }
  }
}
