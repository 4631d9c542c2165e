package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static dev.nanobot.store.Desk.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a store promises to those who bring messages.
interface ArrivalPromises {
  Desk desk();

  @Test
  default void aMessagePostedTwiceIsThereOnce() {
    Receipt first = desk().post(inbound(ANN, "m1", "hi"));
    Receipt second = desk().other.post(inbound(ANN, "m1", "hi"), 100, FULL);
    assertThat(first.isNew()).isTrue();
    assertThat(second).isEqualTo(new Receipt(first.messageId(), false));
    assertThat(desk().store.health().inboxWaiting()).isEqualTo(1);
    assertThat(desk().races("duplicate arrival")).isEqualTo(1);
  }

  @Test
  default void theSameIdOfAnotherChannelIsAnotherMessage() {
    Inbound chat = inbound(ANN, "m1", "hi");
    Inbound mail = new Inbound("mail", "m1", ANN, Desk.SENDER, Trust.OWNER, "hi");
    assertThat(desk().post(chat).isNew()).isTrue();
    assertThat(desk().post(mail).isNew()).isTrue();
  }

  @Test
  default void aRepeatOfAnAnsweredMessageIsKnown() {
    Receipt first = desk().post(inbound(ANN, "m1", "hi"));
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.finish(lease, answer("hello"));
    assertThat(desk().post(inbound(ANN, "m1", "hi")))
        .isEqualTo(new Receipt(first.messageId(), false));
    assertThat(desk().state(first.messageId())).isEqualTo("answered");
    assertThat(desk().store.health().inboxWaiting()).isZero();
  }

  @Test
  default void messagesAreHeardInTheOrderOfTheirPosting() {
    desk().post(ANN, "one");
    desk().post(BOB, "elsewhere");
    desk().other.post(inbound(ANN, "other", "two"), 100, FULL);
    desk().post(ANN, "three");
    desk().open(desk().lease(ANN));
    assertThat(desk().told(ANN)).containsExactly("user one", "user two", "user three");
  }

  @Test
  default void aMessageKeepsItsTextSenderAndTime() {
    String text =
        "\u0000 zero, a quote ', \"two\", \u00e9\ud83d\ude00\r\n" + "long ".repeat(10_000);
    desk().post(ANN, text);
    Opening opening = desk().open(desk().lease());
    assertThat(opening.transcript()).containsExactly(new User(text, desk().here.now(), "chat:7"));
  }

  @Test
  default void aTurnActsInTheNameOfTheLeastTrusted() {
    desk().post(ANN, "from the owner");
    desk().post(new Inbound("chat", "guest", ANN, new Principal("chat:8"), Trust.ALLOWED, "hi"));
    desk().post(ANN, "from the owner again");
    Opening opening = desk().open(desk().lease());
    assertThat(opening.asker().principal().id()).isEqualTo("chat:8");
    assertThat(opening.asker().trust()).isEqualTo(Trust.ALLOWED);
  }

  @Test
  default void aMessageBeyondTheLimitIsRefusedWithANotice() {
    long first = desk().store.post(inbound(ANN, "m1", "one"), 1, FULL).messageId();
    Receipt second = desk().store.post(inbound(ANN, "m2", "two"), 1, FULL);
    assertThat(second.isRefused()).isTrue();
    assertThat(second.isNew()).isTrue();
    assertThat(desk().state(first)).isEqualTo("new");
    assertThat(desk().state(second.messageId())).isEqualTo("refused");
    assertThat(desk().store.status(second.messageId()).orElseThrow().reason())
        .isEqualTo("queue full");
    assertThat(desk().unsent(ANN)).containsExactly("Too many messages wait.");
    assertThat(desk().store.status(second.messageId()).orElseThrow().answer())
        .isEqualTo("Too many messages wait.");
  }

  @Test
  default void ofManyMessagesBeyondTheLimitOneAMinuteHasANotice() {
    desk().store.post(inbound(ANN, "m1", "one"), 1, FULL);
    for (int i = 2; i < 9; i++) {
      Receipt refused = desk().store.post(inbound(ANN, "m" + i, "more"), 1, FULL);
      assertThat(desk().state(refused.messageId())).isEqualTo("refused");
    }
    assertThat(desk().unsent(ANN)).containsExactly("Too many messages wait.");
    desk().pass(Duration.ofSeconds(59));
    desk().store.post(inbound(ANN, "m9", "more"), 1, FULL);
    assertThat(desk().unsent(ANN)).hasSize(1);
    desk().pass(Duration.ofSeconds(2));
    desk().store.post(inbound(ANN, "m10", "more"), 1, FULL);
    assertThat(desk().unsent(ANN)).hasSize(2);
  }

  @Test
  default void nobodyIsRefusedBecauseOfWhatJobsMakeUpFor() {
    Purpose late = Purpose.of(Origin.SCHEDULE);
    desk().post(new Inbound("cron", "j@1", ANN, Desk.SENDER, Trust.OWNER, "late", late));
    Receipt said = desk().store.post(inbound(ANN, "m1", "one"), 1, FULL);
    assertThat(desk().state(said.messageId())).isEqualTo("new");
  }

  @Test
  default void onlyWhatWaitsInTheSameSessionCountsForTheLimit() {
    desk().store.post(inbound(BOB, "m1", "elsewhere"), 1, FULL);
    desk().store.post(inbound(ANN, "m2", "one"), 1, FULL);
    desk().open(desk().lease(ANN));
    long id = desk().store.post(inbound(ANN, "m3", "while the turn runs"), 1, FULL).messageId();
    assertThat(desk().state(id)).isEqualTo("new");
  }

  @Test
  default void aRepeatOfARefusedMessageIsRefusedNoSecondTime() {
    var refusal = new Refusal("unknown sender", "Pair first.");
    Receipt first = desk().store.refuse(inbound(ANN, "m1", "hi"), refusal);
    Receipt second = desk().store.refuse(inbound(ANN, "m1", "hi"), refusal);
    Receipt third = desk().post(inbound(ANN, "m1", "hi"));
    assertThat(second).isEqualTo(new Receipt(first.messageId(), false));
    assertThat(third).isEqualTo(second);
    assertThat(desk().state(first.messageId())).isEqualTo("refused");
    assertThat(desk().unsent(ANN)).containsExactly("Pair first.");
    assertThat(desk().store.lease("one", Desk.TTL, 9, List.of(), List.of())).isEmpty();
  }

  @Test
  default void aStopSupersedesWhatWaits() {
    long first = desk().post(ANN, "one");
    long second = desk().post(ANN, "two");
    long elsewhere = desk().post(BOB, "elsewhere");
    long stop = desk().stop(ANN);
    assertThat(desk().state(first)).isEqualTo("superseded");
    assertThat(desk().state(second)).isEqualTo("superseded");
    assertThat(desk().state(elsewhere)).isEqualTo("new");
    assertThat(desk().state(stop)).isEqualTo("answered");
    assertThat(desk().unsent(ANN)).containsExactly("stopped false 2");
    assertThat(desk().store.status(stop).orElseThrow().answer()).isEqualTo("stopped false 2");
    desk().store.open(desk().lease(BOB));
    assertThat(desk().store.open(desk().lease(ANN))).isEmpty();
  }

  @Test
  default void aStopMarksTheRunningTurn() {
    long message = desk().post(ANN, "one");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().stop(ANN);
    assertThat(desk().unsent(ANN)).containsExactly("stopped true 0");
    assertThatThrownBy(() -> desk().store.finish(lease, answer("late")))
        .isInstanceOf(TurnStopped.class);
    assertThat(desk().told(ANN)).containsExactly("user one");
    desk().store.cancel(lease, "Stopped.");
    assertThat(desk().told(ANN)).containsExactly("user one", "says Stopped.");
    assertThat(desk().state(message)).isEqualTo("superseded");
  }

  @Test
  default void aRepeatedStopIsOne() {
    Inbound stop = inbound(ANN, "s", "/stop");
    Receipt first = desk().store.controls().stop(stop, found -> "once");
    long later = desk().post(ANN, "after the stop");
    Receipt second = desk().other.controls().stop(stop, found -> "twice");
    assertThat(second).isEqualTo(new Receipt(first.messageId(), false));
    assertThat(desk().unsent(ANN)).containsExactly("once");
    assertThat(desk().state(later)).isEqualTo("new");
  }

  @Test
  default void whatComesAfterAStopIsAnsweredByTheNextTurn() {
    Lease lease = desk().asking(ANN, "one");
    desk().stop(ANN);
    long later = desk().post(ANN, "two");
    desk().store.cancel(lease, "Stopped.");
    Lease next = desk().lease();
    assertThat(texts(desk().take(9))).containsExactly("stopped true 0");
    desk().open(next);
    desk().store.finish(next, answer("second"));
    assertThat(desk().state(later)).isEqualTo("answered");
    assertThat(desk().told(ANN))
        .containsExactly("user one", "says Stopped.", "user two", "says second");
  }
}
