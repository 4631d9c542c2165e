package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Queueing;
import dev.nanobot.message.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a store promises about a message's trace where it did not go straight.
interface TracePromises {
  Desk desk();

  /// A message's moments, a line each.
  private List<String> traced(long message) {
    return desk().store.trace(message).orElseThrow().moments().stream()
        .map(moment -> (moment.what() + " " + moment.detail()).strip())
        .toList();
  }

  @Test
  default void aStopAndWhatItStoppedNameEachOther() {
    long working = desk().post(ANN, "one");
    Lease lease = desk().lease();
    desk().open(lease);
    long waiting = desk().post(ANN, "two");
    long stop = desk().stop(ANN);
    desk().store.cancel(lease, "stopped");
    String by = "stopped by message " + stop + ", /stop, from chat:7";
    assertThat(traced(working))
        .containsSubsequence(
            "model asked, no answer: the turn ended first", by, "superseded not answered: stopped");
    assertThat(traced(waiting))
        .containsExactly("accepted chat x2 from chat:7", by, "superseded not answered: stopped");
    assertThat(traced(stop))
        .containsSubsequence(
            "stopped message " + working + ", which was at work",
            "stopped message " + waiting + ", which waited",
            "answered at once, without a model, /stop");
  }

  @Test
  default void aTurnThatIsStoppedAlreadyTellsByWhom() {
    long working = desk().post(ANN, "one");
    desk().open(desk().lease());
    desk().stop(ANN);
    assertThat(desk().state(working)).isEqualTo("taken");
    assertThat(traced(working)).anyMatch(line -> line.startsWith("stopped by message "));
  }

  @Test
  default void whatInterruptsIsNamedWithoutItsText() {
    desk()
        .store
        .controls()
        .choose(inbound(ANN, "q", "/queue"), Queueing.SETTING, Queueing.INTERRUPT.name(), "ok");
    long working = desk().post(ANN, "one");
    Lease lease = desk().lease();
    desk().open(lease);
    long next = desk().post(ANN, "two");
    desk().store.cancel(lease, "stopped");
    assertThat(traced(working)).contains("stopped by message " + next + ", from chat:7");
    assertThat(traced(next)).contains("stopped message " + working + ", which was at work");
  }

  @Test
  default void messagesAnsweredTogetherNameTheOneThatWasAnswered() {
    long first = desk().post(ANN, "one");
    long last = desk().post(ANN, "two");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.finish(lease, answer("both"));
    assertThat(traced(first)).contains("merged answered together with message " + last);
    assertThat(traced(last)).contains("answered");
  }

  @Test
  default void aSummaryIsToldWhileItIsAskedForAndWhenItIsThere() {
    desk().turn(ANN, "one", "first");
    long message = desk().post(ANN, "two");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.summaries().begin(lease);
    assertThat(traced(message)).contains("model asked for a summary");
    desk().store.summaries().compact(lease, new Summary(2, answer("so far")));
    assertThat(traced(message))
        .containsSubsequence(
            "model model-a done, 10 tokens in, 2 out",
            "compacted the conversation up to entry 2 is a summary now")
        .contains("model asked");
  }

  @Test
  default void aSummaryThatFailedIsNotAskedForAnyMore() {
    long message = desk().post(ANN, "one");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.summaries().begin(lease);
    desk().store.summaries().rest(lease, 3);
    assertThat(traced(message)).contains("model asked");
  }

  @Test
  default void aDeletedConversationIsToldAsTheReasonWhyNothingIsLeft() {
    long message = desk().post(ANN, "one");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.finish(lease, answer("first"));
    desk().store.delete(ANN);
    assertThat(traced(message))
        .containsExactly(
            "accepted chat x1 from chat:7",
            "answered its conversation was deleted later, and the steps with it");
  }
}
