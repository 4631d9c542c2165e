package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.race.Race;
import dev.nanobot.store.Board.Came;
import dev.nanobot.store.Board.Figures;
import dev.nanobot.store.Board.Filter;
import dev.nanobot.store.Board.Leaves;
import dev.nanobot.store.Board.Traffic;
import dev.nanobot.store.Board.Withdrawal;
import dev.nanobot.store.Chats.Chat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What a store promises to an operator, and to lists of chats.
interface BoardPromises {
  Desk desk();

  private Board board() {
    return desk().other.board();
  }

  private List<String> came(Filter filter, long before, int max) {
    return board().came(filter, before, max).stream().map(Came::text).toList();
  }

  @Test
  default void messagesThatCameAreListedNewestFirst() {
    desk().turn(ANN, "one", "1");
    long two = desk().post(BOB, "two");
    desk().post(ANN, "three");
    assertThat(came(Filter.ALL, Long.MAX_VALUE, 9)).containsExactly("three", "two", "one");
    assertThat(came(Filter.ALL, two, 9)).containsExactly("one");
    assertThat(came(Filter.ALL, Long.MAX_VALUE, 1)).containsExactly("three");
    assertThat(came(new Filter("new", ""), Long.MAX_VALUE, 9)).containsExactly("three", "two");
    assertThat(came(new Filter("", ANN.value()), Long.MAX_VALUE, 9))
        .containsExactly("three", "one");
    assertThatThrownBy(() -> new Filter("' or 1 --", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(came(new Filter("new", ANN.value()), Long.MAX_VALUE, 9)).containsExactly("three");
  }

  @Test
  default void aMessageTellsHowOftenItWasTriedAndWhenItEnded() {
    long message = desk().post(ANN, "one");
    assertThat(board().came(message).orElseThrow().tries()).isZero();
    assertThat(board().came(message).orElseThrow().endedAt()).isEmpty();
    desk().open(desk().lease(ANN));
    Lease second = desk().takeOver(ANN);
    assertThat(desk().other.open(second)).isPresent();
    desk().other.finish(second, answer("1"));
    Came came = board().came(message).orElseThrow();
    assertThat(came.tries()).isEqualTo(2);
    assertThat(came.endedAt()).contains(desk().here.now());
    assertThat(board().came(4711)).isEmpty();
  }

  @Test
  default void aMessageThatWaitsIsTakenBack() {
    desk().asking(ANN, "one");
    long waits = desk().post(ANN, "two");
    assertThat(board().withdraw(waits)).isEqualTo(Withdrawal.WITHDRAWN);
    assertThat(desk().state(waits)).isEqualTo("superseded");
    assertThat(board().withdraw(waits)).isEqualTo(Withdrawal.TAKEN);
    assertThat(board().withdraw(4711)).isEqualTo(Withdrawal.NOT_FOUND);
  }

  @Test
  default void aMessageThatIsWorkedOnIsNotTakenBack() {
    long message = desk().post(ANN, "one");
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    assertThat(board().withdraw(message)).isEqualTo(Withdrawal.TAKEN);
    desk().store.finish(lease, answer("1"));
    assertThat(desk().state(message)).isEqualTo("answered");
    assertThat(board().withdraw(message)).isEqualTo(Withdrawal.TAKEN);
  }

  @Test
  default void aMessageIsTakenBackOrWorkedOnAndNeverBoth() {
    for (int i = 0; i < 25; i++) {
      var session = SessionKey.of("chat", "race-" + i);
      long message = desk().post(session, "one");
      Lease lease = desk().lease(session);
      var withdrawal = new AtomicReference<Withdrawal>();
      var isOpened = new AtomicReference<Boolean>();
      Race.together(
          () -> withdrawal.set(board().withdraw(message)),
          () -> isOpened.set(desk().store.open(lease).isPresent()));
      assertThat(withdrawal.get() == Withdrawal.WITHDRAWN).isNotEqualTo(isOpened.get());
      desk().store.release(lease);
    }
  }

  @Test
  default void aSessionWhoseOnlyMessageWasTakenBackHasNothingToDo() {
    long message = desk().post(ANN, "one");
    board().withdraw(message);
    List<Lease> leases = desk().store.lease("one", Desk.TTL, 9, List.of(), List.of());
    for (Lease lease : leases) {
      assertThat(desk().store.open(lease)).isEmpty();
      desk().store.release(lease);
    }
    assertThat(desk().store.lease("one", Desk.TTL, 9, List.of(), List.of())).isEmpty();
    desk().turn(ANN, "two", "2");
    assertThat(desk().told(ANN)).containsExactly("user two", "says 2");
  }

  private void answered(String text) {
    desk().store.controls().answer(inbound(ANN, "say " + text, "/say"), text);
  }

  @Test
  default void whatLeavesIsListedByItsState() {
    answered("one");
    answered("two");
    Outbound taken = desk().take(1).getFirst();
    desk().store.bury(Store.Attempt.of(taken), false, "nobody there");
    List<Leaves> dead = board().leaves("dead", Long.MAX_VALUE, 9);
    assertThat(dead).extracting(Leaves::text).containsExactly("one");
    assertThat(dead.getFirst().reason()).isEqualTo("nobody there");
    assertThat(board().leaves("pending", Long.MAX_VALUE, 9))
        .extracting(Leaves::text)
        .containsExactly("two");
    assertThat(board().leaves("sent", Long.MAX_VALUE, 9)).isEmpty();
    assertThatThrownBy(() -> board().leaves("' or 1 --", 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void aChannelTellsWhatWaitsAndWhenItWasUsed() {
    assertThat(board().traffic("chat").lastIn()).isEmpty();
    desk().post(BOB, "waits");
    answered("one");
    Traffic traffic = board().traffic("chat");
    assertThat(traffic.waiting()).isEqualTo(1);
    assertThat(traffic.pending()).isEqualTo(1);
    assertThat(traffic.lastIn()).contains(desk().here.now());
    assertThat(traffic.lastOut()).isEmpty();
    Outbound taken = desk().take(1).getFirst();
    desk().store.postpone(Store.Attempt.of(taken), Duration.ofSeconds(9), false, "busy");
    assertThat(board().traffic("chat").trouble()).isEqualTo("busy");
    assertThat(board().traffic("cha").waiting()).isZero();
    assertThat(board().traffic("chat@x").waiting()).isZero();
  }

  @Test
  default void figuresTellHowItGoes() {
    desk().post(ANN, "one");
    desk().pass(Duration.ofSeconds(3));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer("1"));
    desk().post(BOB, "two");
    desk().pass(Duration.ofSeconds(2));
    Figures figures = board().figures();
    assertThat(figures.messages()).isEqualTo(2);
    assertThat(figures.turns()).isEqualTo(1);
    assertThat(figures.replies()).isEqualTo(1);
    assertThat(figures.waited()).isEqualTo(Duration.ofSeconds(2));
    assertThat(figures.leaseWaited()).isEqualTo(Duration.ofSeconds(2));
    assertThat(figures.queueWaits()).containsExactly(Duration.ofSeconds(3));
    assertThat(figures.steps()).containsExactly(new Board.Count("model", 1));
    desk().store.delete(ANN);
    assertThat(board().figures().turns()).isEqualTo(1);
  }

  // ---- chats

  private Chat chat() {
    return desk().other.chats().find(ANN).orElseThrow();
  }

  @Test
  default void aChatIsCalledAfterTheFirstLineThatSaysSomething() {
    desk().post(ANN, "\n  \n  the first line \nthe second");
    assertThat(chat().title()).isEqualTo(new Chats.Title("the first line", false));
    desk().store.finish(openedLease(), answer("1"));
    assertThat(chat().title().text()).isEqualTo("the first line");
    desk().turn(BOB, "\ud83d\ude00".repeat(200), "2");
    String cut = desk().store.chats().find(BOB).orElseThrow().title().text();
    assertThat(cut.codePointCount(0, cut.length())).isEqualTo(Chats.TITLE_CHARS_MAX);
    assertThat(cut).endsWith("\u2026");
  }

  private Lease openedLease() {
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    return lease;
  }

  @Test
  default void aChosenTitleStandsUntilItIsTakenBack() {
    desk().post(ANN, "hello");
    assertThat(desk().store.chats().rename(ANN, "Ann's")).isTrue();
    assertThat(chat().title()).isEqualTo(new Chats.Title("Ann's", true));
    desk().store.chats().rename(ANN, "");
    assertThat(chat().title()).isEqualTo(new Chats.Title("hello", false));
    assertThat(desk().store.chats().rename(BOB, "nobody")).isFalse();
    assertThat(desk().store.chats().find(BOB)).isEmpty();
  }

  @Test
  default void aPinnedChatComesFirstAndStaysInAShortList() {
    desk().post(ANN, "old");
    desk().pass(Duration.ofSeconds(1));
    desk().post(BOB, "new");
    Chats chats = desk().other.chats();
    assertThat(chats.list(9)).extracting(Chat::session).containsExactly(BOB, ANN);
    assertThat(chats.pin(ANN, true)).isTrue();
    assertThat(chats.list(9)).extracting(Chat::session).containsExactly(ANN, BOB);
    assertThat(chats.list(1)).extracting(Chat::session).containsExactly(ANN);
    chats.pin(ANN, false);
    assertThat(chats.list(1)).extracting(Chat::session).containsExactly(BOB);
  }

  @Test
  default void aDeletedChatTakesItsTitleAndItsPinWithIt() {
    desk().turn(ANN, "one", "1");
    desk().store.chats().rename(ANN, "Old");
    desk().store.chats().pin(ANN, true);
    desk().store.delete(ANN);
    assertThat(desk().store.chats().list(9)).isEmpty();
    assertThat(desk().store.chats().rename(ANN, "Ghost")).isFalse();
    desk().turn(ANN, "two", "2");
    assertThat(chat().title().text()).isEqualTo("two");
    assertThat(chat().isPinned()).isFalse();
  }
}
