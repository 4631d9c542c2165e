package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Controls.Undone;
import dev.nanobot.store.Store.Receipt;
import org.junit.jupiter.api.Test;

/// What a store promises about control words.
interface ControlPromises {
  Desk desk();

  private Receipt restart(String id) {
    return desk()
        .store
        .controls()
        .restart(inbound(ANN, id, "/new"), found -> "anew " + found.wasRunning() + found.waiting());
  }

  private void undo(String id) {
    desk().store.controls().undo(inbound(ANN, id, "/undo"), Undone::name);
  }

  @Test
  default void aMessageWithAKnownAnswerIsAnsweredAtOnceAndOnce() {
    desk().asking(ANN, "one");
    Receipt first = desk().store.controls().answer(inbound(ANN, "h", "/help"), "help");
    Receipt second = desk().other.controls().answer(inbound(ANN, "h", "/help"), "other");
    assertThat(second).isEqualTo(new Receipt(first.messageId(), false));
    assertThat(desk().state(first.messageId())).isEqualTo("answered");
    assertThat(desk().unsent(ANN)).containsExactly("help");
    assertThat(desk().told(ANN)).containsExactly("user one");
  }

  @Test
  default void aNewConversationDoesNotSeeTheOldOne() {
    desk().turn(ANN, "one", "first");
    restart("n1");
    Lease lease = desk().asking(ANN, "two");
    desk().store.finish(lease, answer("second"));
    desk().post(ANN, "three");
    assertThat(Desk.words(desk().open(desk().lease(ANN)).transcript()))
        .containsExactly("user two", "says second", "user three");
    assertThat(desk().told(ANN)).startsWith("user one", "says first");
  }

  @Test
  default void nothingFromBeforeFallsIntoTheNewConversation() {
    Lease lease = desk().asking(ANN, "one");
    long waiting = desk().post(ANN, "two");
    restart("n1");
    assertThat(desk().unsent(ANN)).containsExactly("anew true1");
    assertThat(desk().state(waiting)).isEqualTo("superseded");
    assertThat(catchThrowable(() -> desk().store.finish(lease, answer("late"))))
        .isInstanceOf(TurnStopped.class);
    desk().post(ANN, "three");
    desk().store.cancel(lease, "stopped");
    assertThat(Desk.words(desk().open(desk().lease(ANN)).transcript()))
        .containsExactly("user three");
  }

  @Test
  default void anUndoneTurnIsNotSeenAgain() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    undo("u1");
    desk().post(ANN, "three");
    assertThat(Desk.words(desk().open(desk().lease(ANN)).transcript()))
        .containsExactly("user one", "says first", "user three");
    assertThat(desk().told(ANN)).contains("user two", "says second");
  }

  @Test
  default void undoingTwiceTakesTwoTurnsBackAndNoMoreThanThereAre() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    restart("n1");
    desk().turn(ANN, "three", "third");
    undo("u1");
    undo("u1");
    undo("u2");
    assertThat(desk().unsent(ANN)).endsWith("UNDONE", "NOTHING");
    desk().turn(BOB, "elsewhere", "kept");
    desk().post(ANN, "four");
    assertThat(Desk.words(desk().open(desk().lease(ANN)).transcript()))
        .containsExactly("user four");
  }

  @Test
  default void aRunningTurnIsNotUndone() {
    Lease lease = desk().asking(ANN, "one");
    undo("u1");
    assertThat(desk().unsent(ANN)).containsExactly("RUNNING");
    desk().store.finish(lease, answer("first"));
    assertThat(desk().told(ANN)).containsExactly("user one", "says first");
  }

  @Test
  default void aChoiceHoldsForItsSessionUntilItIsTakenBack() {
    Controls controls = desk().store.controls();
    controls.choose(inbound(ANN, "c1", "/model x"), "model", "x", "ok");
    controls.choose(inbound(ANN, "c2", "/queue y"), "queue", "STEER", "ok");
    desk().post(BOB, "hi");
    assertThat(desk().other.controls().chosen(ANN, "model")).hasValue("x");
    assertThat(controls.chosen(BOB, "model")).isEmpty();
    controls.choose(inbound(ANN, "c3", "/model"), "model", "", "ok");
    assertThat(controls.chosen(ANN, "model")).isEmpty();
    assertThat(controls.chosen(ANN, "queue")).hasValue("STEER");
  }

  private void knock(String sender, String code) {
    var stranger = new Gates.Stranger("chat", sender, "S", SessionKey.of("chat", sender));
    desk().store.gates().knock(stranger, new Gates.Offer.Code(code, "your code is " + code));
  }

  private String decide(String id, Gates.Wish wish) {
    desk().store.controls().decide(inbound(ANN, id, "/pairing"), wish, Object::toString);
    return desk().unsent(ANN).getLast();
  }

  @Test
  default void anOwnerDecidesWhoMayTalkOnceForEachMessage() {
    knock("1", "AAAA");
    assertThat(decide("p1", new Gates.Wish.Approve("AAAA", "in"))).contains("chat:1");
    assertThat(desk().store.gates().guests()).hasSize(1);
    assertThat(decide("p2", new Gates.Wish.Revoke(new Principal("chat:1")))).contains("chat:1");
    decide("p1", new Gates.Wish.Approve("AAAA", "in"));
    assertThat(desk().store.gates().guests()).isEmpty();
    assertThat(desk().unsent(ANN)).hasSize(2);
    knock("2", "BBBB");
    assertThat(decide("p3", new Gates.Wish.Deny("BBBB"))).contains("chat:2");
    assertThat(desk().store.gates().pending()).isEmpty();
  }

  @Test
  default void whoeverNamesTooManyWrongCodesIsNotHeardForAWhile() {
    knock("1", "AAAA");
    var right = new Gates.Wish.Approve("AAAA", "in");
    for (int i = 0; i < Gates.WRONG_CODES_MAX; i++) {
      assertThat(decide("w" + i, new Gates.Wish.Deny("WRONG" + i))).startsWith("Unknown");
    }
    assertThat(decide("r1", right)).startsWith("Locked");
    assertThat(decide("r2", new Gates.Wish.Revoke(new Principal("nobody")))).startsWith("Unknown");
    desk().pass(Gates.WRONG_CODES_TIME);
    assertThat(decide("r3", right)).contains("chat:1");
  }
}
