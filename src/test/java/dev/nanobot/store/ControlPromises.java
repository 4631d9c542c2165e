package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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
}
