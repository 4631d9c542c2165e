package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Past;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Summary;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Controls.Undone;
import dev.nanobot.store.Store.Status;
import dev.nanobot.store.Summaries.Idle;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a store promises about summaries in the place of conversations' beginnings.
interface CompactionPromises {
  Desk desk();

  private long wish(AnswerTo answerTo) {
    var purpose = new Purpose(Origin.UPKEEP, Task.COMPACT, answerTo, "");
    var message =
        new Inbound("chat", "compact", ANN, Desk.SENDER, Trust.OWNER, "/compact", purpose);
    return desk().store.post(message, 100, Desk.FULL).messageId();
  }

  private Past past() {
    return desk().store.summaries().past(ANN, 100);
  }

  private static List<String> words(Past past) {
    return Desk.words(past.entries().stream().map(Past.Said::message).toList());
  }

  private static Summary summary(long upto, String text) {
    return new Summary(upto, answer(text));
  }

  /// Two turns of a conversation, of which the first is a summary, and a third that asks.
  private Lease compacted() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    Lease lease = desk().asking(ANN, "three");
    desk().store.summaries().compact(lease, summary(2, "it began"));
    return lease;
  }

  private Idle idle(Duration ago, long tokensMin, int entriesMin) {
    return new Idle(
        desk().here.now().minus(Duration.ofDays(1)),
        desk().here.now().minus(ago),
        tokensMin,
        entriesMin,
        9);
  }

  @Test
  default void aConversationThatRestsIsTriedAgainWhenItHasGrown() {
    Lease lease = desk().asking(ANN, "one");
    Summaries summaries = desk().store.summaries();
    assertThat(summaries.isResting(ANN)).isFalse();
    summaries.rest(lease, 3);
    assertThat(desk().other.summaries().isResting(ANN)).isTrue();
    desk().store.finish(lease, answer("first"));
    assertThat(summaries.isResting(ANN)).isTrue();
    desk().turn(ANN, "two", "second");
    assertThat(summaries.isResting(ANN)).isFalse();
    assertThat(catchThrowable(() -> summaries.rest(lease, 3))).isInstanceOf(LeaseLost.class);
  }

  @Test
  default void aTurnSeesTheSummaryAndWhatCameAfterIt() {
    Lease lease = compacted();
    Opening again = desk().open(lease);
    assertThat(again.history().recap().text()).isEqualTo("it began");
    assertThat(again.history().entries()).isEqualTo(2);
    assertThat(Desk.words(again.transcript()))
        .containsExactly("user two", "says second", "user three");
    desk().store.finish(lease, answer("third"));
    desk().post(ANN, "four");
    Opening next = desk().open(desk().lease(ANN));
    assertThat(next.history().recap().text()).isEqualTo("it began");
    assertThat(Desk.words(next.transcript()))
        .containsExactly("user two", "says second", "user three", "says third", "user four");
  }

  @Test
  default void theTranscriptItselfIsNotChanged() {
    desk().store.finish(compacted(), answer("third"));
    assertThat(desk().told(ANN))
        .containsExactly(
            "user one", "says first", "user two", "says second", "user three", "says third");
  }

  @Test
  default void theNewestSummaryCounts() {
    Lease lease = compacted();
    desk().store.summaries().compact(lease, summary(4, "it went on"));
    Opening opening = desk().open(lease);
    assertThat(opening.history().recap().text()).isEqualTo("it went on");
    assertThat(Desk.words(opening.transcript())).containsExactly("user three");
    assertThat(past().recap().text()).isEqualTo("it went on");
    assertThat(past().entries()).isEmpty();
  }

  @Test
  default void whatASummaryTookIsCountedInTheTurn() {
    desk().turn(ANN, "one", "first");
    long message = desk().post(ANN, "two");
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.summaries().compact(lease, summary(2, "it began"));
    desk().store.finish(lease, answer("second"));
    Status status = desk().store.status(message).orElseThrow();
    assertThat(status.usage().input()).isEqualTo(20);
    assertThat(status.usage().modelCalls()).isEqualTo(2);
  }

  @Test
  default void aSummaryEndsWithAWholeTurnAfterTheLastSummary() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    Lease lease = desk().asking(ANN, "three");
    Summaries summaries = desk().store.summaries();
    for (long upto : new long[] {1, 3, 5, 9}) {
      assertThatThrownBy(() -> summaries.compact(lease, summary(upto, "torn")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    summaries.compact(lease, summary(2, "whole"));
    assertThatThrownBy(() -> summaries.compact(lease, summary(2, "again")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(desk().open(lease).history().recap().text()).isEqualTo("whole");
  }

  @Test
  default void aLateWriterLeavesNoSummary() {
    desk().turn(ANN, "one", "first");
    Lease lost = desk().asking(ANN, "two");
    Lease lease = desk().takeOver(ANN);
    desk().other.open(lease);
    assertThatThrownBy(() -> desk().store.summaries().compact(lost, summary(2, "late")))
        .isInstanceOf(LeaseLost.class);
    assertThat(past().recap().isEmpty()).isTrue();
    desk().other.summaries().compact(lease, summary(2, "in time"));
    assertThat(past().recap().text()).isEqualTo("in time");
  }

  @Test
  default void aWishToCompactIsATurnWithoutATranscript() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    long wish = wish(new AnswerTo.Session());
    Lease lease = desk().lease(ANN);
    Opening opening = desk().open(lease);
    assertThat(opening.task()).isEqualTo(Task.COMPACT);
    assertThat(opening.transcript()).isEmpty();
    assertThat(words(past())).containsExactly("user one", "says first", "user two", "says second");
    desk().store.summaries().finish(lease, summary(4, "it began"), "compacted");
    assertThat(desk().state(wish)).isEqualTo("answered");
    assertThat(desk().unsent(ANN)).endsWith("compacted");
    assertThat(desk().told(ANN)).hasSize(4);
    assertThat(desk().store.health().turnsRunning()).isZero();
    desk().post(ANN, "three");
    assertThat(Desk.words(desk().open(desk().lease(ANN)).transcript()))
        .containsExactly("user three");
  }

  @Test
  default void aWishThatFindsNothingToDoAsksNothing() {
    desk().turn(ANN, "one", "first");
    long wish = wish(new AnswerTo.Session());
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.summaries().finish(lease, "nothing to do");
    assertThat(desk().unsent(ANN)).endsWith("nothing to do");
    assertThat(desk().store.status(wish).orElseThrow().usage().modelCalls()).isZero();
    assertThat(past().recap().isEmpty()).isTrue();
  }

  @Test
  default void aNewConversationEndsACompactionThatRuns() {
    desk().turn(ANN, "one", "first");
    long wish = wish(new AnswerTo.Session());
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.controls().restart(inbound(ANN, "new", "/new"), found -> "anew");
    assertThatThrownBy(
            () -> desk().store.summaries().finish(lease, summary(2, "late"), "compacted"))
        .isInstanceOf(TurnStopped.class);
    desk().store.cancel(lease, "stopped");
    assertThat(desk().state(wish)).isEqualTo("superseded");
    assertThat(desk().told(ANN)).containsExactly("user one", "says first");
    assertThat(past().recap().isEmpty()).isTrue();
    assertThat(past().entries()).isEmpty();
  }

  @Test
  default void aNewConversationDoesNotSeeTheOldSummary() {
    desk().store.finish(compacted(), answer("third"));
    desk().store.controls().restart(inbound(ANN, "new", "/new"), found -> "anew");
    desk().post(ANN, "hello");
    Opening opening = desk().open(desk().lease(ANN));
    assertThat(opening.history().recap().isEmpty()).isTrue();
    assertThat(Desk.words(opening.transcript())).containsExactly("user hello");
  }

  @Test
  default void whatIsUndoneIsInNoSummary() {
    desk().turn(ANN, "zero", "nothing");
    desk().turn(ANN, "one", "first");
    Lease lease = desk().asking(ANN, "two");
    desk().store.summaries().compact(lease, summary(2, "zero only"));
    desk().store.summaries().compact(lease, summary(4, "zero and one"));
    desk().store.finish(lease, answer("second"));
    undo("u1");
    assertThat(past().recap().text()).isEqualTo("zero and one");
    undo("u2");
    assertThat(past().recap().text()).isEqualTo("zero only");
    assertThat(past().entries()).isEmpty();
  }

  private void undo(String id) {
    desk().store.controls().undo(inbound(ANN, id, "/undo"), Undone::name);
  }

  @Test
  default void aLongPastComesInPagesOfWholeTurns() {
    for (int i = 0; i < 5; i++) desk().turn(ANN, "q" + i, "a" + i);
    Lease lease = desk().asking(ANN, "last");
    Past page = desk().store.summaries().past(ANN, 3);
    assertThat(words(page)).containsExactly("user q0", "says a0", "user q1", "says a1");
    assertThat(page.hasMore()).isTrue();
    desk().store.summaries().compact(lease, summary(page.entries().getLast().seq(), "two"));
    Past rest = desk().store.summaries().past(ANN, 100);
    assertThat(words(rest)).hasSize(6).startsWith("user q2");
    assertThat(rest.hasMore()).isFalse();
  }

  @Test
  default void theTokensOfTheLastQuestionAreKnownUntilASummary() {
    desk().post(ANN, "one");
    Lease lease = desk().lease(ANN);
    assertThat(desk().open(lease).history().tokens()).isZero();
    desk().store.finish(lease, answer("first"));
    desk().pass(Duration.ofSeconds(1));
    lease = desk().asking(ANN, "two");
    assertThat(desk().open(lease).history().tokens()).isEqualTo(12);
    desk().store.summaries().compact(lease, summary(2, "it began"));
    assertThat(desk().open(lease).history().tokens()).isZero();
  }

  @Test
  default void anIdleSessionIsCompactedOnceForEachState() {
    desk().turn(ANN, "one", "first");
    desk().turn(BOB, "one", "first");
    desk().pass(Duration.ofMinutes(20));
    desk().turn(BOB, "two", "second");
    Idle idle = idle(Duration.ofMinutes(15), 12, 100);
    assertThat(desk().store.summaries().wake(idle)).isEqualTo(1);
    assertThat(desk().other.summaries().wake(idle)).isZero();
    Lease lease = desk().lease();
    assertThat(lease.session()).isEqualTo(ANN);
    assertThat(desk().open(lease).task()).isEqualTo(Task.COMPACT);
    desk().store.summaries().finish(lease, summary(2, "it began"), "compacted");
    assertThat(desk().unsent(ANN)).containsExactly("first");
    desk().pass(Duration.ofMinutes(20));
    assertThat(desk().store.summaries().wake(idle(Duration.ofMinutes(15), 12, 100))).isEqualTo(1);
    assertThat(desk().lease().session()).isEqualTo(BOB);
  }

  @Test
  default void aShortSessionIsLeftAlone() {
    desk().turn(ANN, "one", "first");
    desk().pass(Duration.ofMinutes(20));
    assertThat(desk().store.summaries().wake(idle(Duration.ofMinutes(15), 13, 3))).isZero();
    assertThat(desk().store.summaries().wake(idle(Duration.ofMinutes(15), 13, 2))).isEqualTo(1);
  }

  @Test
  default void aSessionIsNotUsedByBeingLookedAfter() {
    desk().turn(ANN, "one", "first");
    var used = desk().store.sessions(9).getFirst().lastUsed();
    desk().pass(Duration.ofMinutes(20));
    desk().store.summaries().wake(idle(Duration.ofMinutes(15), 1, 1));
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.summaries().finish(lease, "nothing to do");
    assertThat(desk().store.sessions(9).getFirst().lastUsed()).isEqualTo(used);
  }

  @Test
  default void aDeletedSessionLeavesNoSummaryAndIsNotWoken() {
    desk().store.finish(compacted(), answer("third"));
    desk().store.delete(ANN);
    desk().pass(Duration.ofMinutes(20));
    assertThat(desk().store.summaries().wake(idle(Duration.ofMinutes(15), 0, 0))).isZero();
    desk().post(ANN, "again");
    Opening opening = desk().open(desk().lease(ANN));
    assertThat(opening.history().recap().isEmpty()).isTrue();
    assertThat(opening.transcript()).hasSize(1);
  }
}
