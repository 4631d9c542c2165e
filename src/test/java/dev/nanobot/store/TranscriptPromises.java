package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Thought;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Waiting;
import dev.nanobot.store.Store.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises about the transcript, and about turns that end without an answer.
interface TranscriptPromises {
  Desk desk();

  @Test
  default void aTurnIsOpenedWithTheWholeOfItHoweverLong() {
    desk().turn(ANN, "before", "answered");
    Lease lease = desk().asking(ANN, "one");
    int rounds = Store.HISTORY_ENTRIES_MAX / 2 + 5;
    for (int i = 0; i < rounds; i++) {
      Waiting call = desk().plan(lease, "c" + i).getFirst();
      desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
    }
    List<String> tail = words(desk().open(lease).transcript());
    assertThat(tail).startsWith("user before", "says answered", "user one", "calls c0");
    assertThat(tail).hasSize(3 + 2 * rounds);
    desk().store.finish(lease, answer("hello"));
    Lease next = desk().asking(ANN, "next");
    assertThat(words(desk().open(next).transcript())).containsExactly("user next");
  }

  @Test
  default void theTailBeginsAtAUserMessage() {
    int turns = Store.HISTORY_ENTRIES_MAX / 4 + 2;
    for (int i = 0; i < turns; i++) {
      Lease lease = desk().asking(ANN, "u" + i);
      Waiting call = desk().plan(lease, "a").getFirst();
      if (i == turns - 1) desk().post(ANN, "one more");
      desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
      desk().store.finish(lease, answer("s" + i));
    }
    Opening opening = desk().open(desk().asking(ANN, "now"));
    List<String> tail = words(opening.transcript());
    assertThat(tail.getFirst()).isEqualTo("user u3");
    assertThat(tail.getLast()).isEqualTo("user now");
    assertThat(tail).hasSizeLessThanOrEqualTo(Store.HISTORY_ENTRIES_MAX + 1);
    assertThat(tail).isEqualTo(desk().told(ANN).subList(3 * 4, turns * 4 + 2));
  }

  @Test
  default void entriesAreNumberedWithoutGapsAndReadInParts() {
    desk().turn(ANN, "one", "first");
    desk().turn(BOB, "elsewhere", "there");
    desk().turn(ANN, "two", "second");
    List<Entry> all = desk().store.transcript(ANN, 0, 100);
    assertThat(all).extracting(Entry::seq).containsExactly(1L, 2L, 3L, 4L);
    assertThat(desk().other.transcript(ANN, 1, 2)).isEqualTo(all.subList(1, 3));
    assertThat(desk().store.transcript(ANN, 4, 100)).isEmpty();
  }

  @Test
  default void callsAndThoughtsAreKeptAsTheyCame() {
    Lease lease = desk().asking(ANN, "one");
    var reply =
        new Assistant(
            "I look.\u0000",
            List.of(new ToolCall("a", "look", "{ broken")),
            List.of(new Thought("anthropic", "", "{\"signature\":\"\u00e9\"}")));
    desk()
        .store
        .plan(
            lease, new Reply(reply, Reply.Finish.LENGTH, Usage.NONE, "m"), tool -> Effect.PURE, "");
    assertThat(desk().open(lease).transcript().getLast()).isEqualTo(reply);
  }

  @Test
  default void eachCallOfAFailedTurnHasOneResult() {
    Lease lease = desk().asking(ANN, "one");
    List<Waiting> planned = desk().plan(lease, "planned", "begun", "noted");
    desk().store.begin(lease, planned.get(1));
    desk().store.note(lease, planned.get(2), desk().outcome(planned.get(2), "done"));
    desk().store.fail(lease, "the model is down", "Sorry.");
    assertThat(desk().told(ANN))
        .containsExactly(
            "user one",
            "calls planned begun noted",
            "result planned Not run: the turn ended before this call.",
            "result begun Unknown: the turn ended while this call ran."
                + " Verify what it did before repeating it.",
            "result noted done",
            "says Sorry.");
  }

  @Test
  default void ofAnIdempotentCallNobodySaysThatItDidNotRun() {
    Lease lease = desk().asking(ANN, "one");
    desk().store.plan(lease, Desk.calls("edit"), tool -> Effect.IDEMPOTENT, "");
    desk().stop(ANN);
    desk().store.cancel(lease, "Stopped.");
    assertThat(desk().told(ANN).get(2))
        .isEqualTo(
            "result edit Unknown: the turn ended, and this call may have run."
                + " Verify what it did before repeating it.");
  }

  @Test
  default void theMessagesOfAFailedTurnAreDeadAndTheirSenderIsTold() {
    long first = desk().post(ANN, "one");
    long second = desk().post(ANN, "two");
    Lease lease = desk().lease();
    desk().open(lease);
    long later = desk().post(ANN, "three");
    desk().store.fail(lease, "the model is down", "Sorry.");
    for (long message : List.of(first, second)) {
      assertThat(desk().state(message)).isEqualTo("dead");
      assertThat(desk().store.status(message).orElseThrow().reason())
          .isEqualTo("the model is down");
    }
    assertThat(desk().state(later)).isEqualTo("new");
    assertThat(desk().unsent(ANN)).containsExactly("Sorry.");
    assertThat(words(desk().open(desk().lease()).transcript()))
        .containsExactly("user one", "user two", "says Sorry.", "user three");
  }

  @Test
  default void aCancelledTurnClosesItsCallsAndSaysNothing() {
    long message = desk().post(ANN, "one");
    Lease lease = desk().lease();
    desk().open(lease);
    Waiting call = desk().plan(lease, "a").getFirst();
    desk().stop(ANN);
    desk().store.cancel(lease, "Stopped by the user.");
    assertThat(desk().told(ANN))
        .containsExactly(
            "user one",
            "calls a",
            "result a Not run: the turn ended before this call.",
            "says Stopped by the user.");
    assertThat(desk().state(message)).isEqualTo("superseded");
    assertThat(desk().unsent(ANN)).containsExactly("stopped true 0");
    assertThat(desk().store.health().turnsRunning()).isZero();
    assertThat(call.mayHaveRun()).isFalse();
  }

  @Test
  default void aStoppedTurnThatWasCutOffTakesNothingMore() {
    desk().asking(ANN, "one");
    desk().stop(ANN);
    desk().post(ANN, "two");
    Lease next = desk().takeOver(ANN);
    Opening opening = desk().other.open(next).orElseThrow();
    assertThat(opening.isStopped()).isTrue();
    assertThat(words(opening.transcript())).containsExactly("user one");
    assertThat(desk().store.health().inboxWaiting()).isEqualTo(1);
    desk().other.cancel(next, "Stopped.");
    assertThat(words(desk().open(desk().lease()).transcript()))
        .containsExactly("user one", "says Stopped.", "user two");
  }
}
