package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises to a turn, from its opening to its answer.
interface TurnPromises {
  Desk desk();

  @Test
  default void aNewTurnTakesWhatWaitsAndAsksItsFirstQuestion() {
    long first = desk().post(ANN, "one");
    long second = desk().post(ANN, "two");
    Opening opening = desk().open(desk().lease());
    assertThat(opening.attempts()).isEqualTo(1);
    assertThat(opening.questions()).isEqualTo(1);
    assertThat(words(opening.transcript())).containsExactly("user one", "user two");
    assertThat(opening.waiting()).isEmpty();
    assertThat(opening.isUnsettled()).isFalse();
    assertThat(opening.isStopped()).isFalse();
    assertThat(desk().state(first)).isEqualTo("taken");
    assertThat(desk().state(second)).isEqualTo("taken");
    assertThat(desk().store.health().turnsRunning()).isEqualTo(1);
  }

  @Test
  default void aTurnCutOffAfterItsQuestionAsksItAgain() {
    desk().asking(ANN, "one");
    Opening opening = reopened();
    assertThat(opening.questions()).isEqualTo(1);
    assertThat(opening.attempts()).isEqualTo(2);
    assertThat(opening.isUnsettled()).isFalse();
    assertThat(words(opening.transcript())).containsExactly("user one");
  }

  @Test
  default void aTurnOpenedAgainAtAQuestionHearsWhatCameMeanwhile() {
    desk().asking(ANN, "one");
    desk().post(ANN, "two");
    Opening opening = reopened();
    assertThat(opening.questions()).isEqualTo(1);
    assertThat(words(opening.transcript())).containsExactly("user one", "user two");
  }

  @Test
  default void aTurnCutOffAfterItsPlanHasAllCallsWaiting() {
    List<Waiting> planned = desk().plan(desk().asking(ANN, "one"), "a", "b");
    desk().post(ANN, "two");
    Opening opening = reopened();
    assertThat(opening.waiting()).isEqualTo(planned);
    assertThat(opening.waiting()).noneMatch(Waiting::mayHaveRun);
    assertThat(opening.isUnsettled()).isTrue();
    assertThat(words(opening.transcript())).containsExactly("user one", "calls a b");
  }

  @Test
  default void onlyACallThatWasBegunMayHaveRun() {
    Lease lease = desk().asking(ANN, "one");
    List<Waiting> planned = desk().plan(lease, "a", "b");
    desk().store.begin(lease, planned.get(1));
    Opening opening = reopened();
    assertThat(opening.waiting()).extracting(Waiting::mayHaveRun).containsExactly(false, true);
    assertThat(opening.waiting())
        .extracting(Waiting::key)
        .containsExactly(planned.get(0).key(), planned.get(1).key());
  }

  @Test
  default void aCallIsBegunOnce() {
    Lease lease = desk().asking(ANN, "one");
    Waiting call = desk().plan(lease, "a").getFirst();
    desk().store.begin(lease, call);
    assertThatThrownBy(() -> desk().store.begin(lease, call))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void aNotedCallWaitsNoMore() {
    Lease lease = desk().asking(ANN, "one");
    List<Waiting> planned = desk().plan(lease, "a", "b");
    desk().store.begin(lease, planned.getFirst());
    desk()
        .store
        .note(
            lease,
            planned.getFirst(),
            desk().outcome(planned.getFirst(), "done", new Write.Say(BOB, "noted")));
    Lease next = desk().takeOver(ANN);
    Opening opening = desk().other.open(next).orElseThrow();
    assertThat(opening.waiting()).containsExactly(planned.get(1));
    assertThat(opening.isUnsettled()).isTrue();
    assertThat(desk().unsent(BOB)).containsExactly("noted");

    Waiting left = planned.get(1);
    desk().other.settle(next, Map.of(left.key(), desk().outcome(left, "late")));
    assertThat(desk().told(ANN))
        .containsExactly("user one", "calls a b", "result a done", "result b late");
    assertThat(desk().unsent(BOB)).containsExactly("noted");
  }

  @Test
  default void aTurnWhoseCallsAreAllNotedOnlySettles() {
    Lease lease = desk().asking(ANN, "one");
    for (Waiting call : desk().plan(lease, "a", "b")) {
      desk().store.note(lease, call, desk().outcome(call, "done"));
    }
    Lease next = desk().takeOver(ANN);
    Opening opening = desk().other.open(next).orElseThrow();
    assertThat(opening.waiting()).isEmpty();
    assertThat(opening.isUnsettled()).isTrue();
    assertThat(words(desk().other.settle(next, Map.of()).appended()))
        .containsExactly("result a done", "result b done");
  }

  @Test
  default void aTurnCutOffAfterSettlingAsksTheNextQuestionAgain() {
    settled(desk().asking(ANN, "one"), "a");
    Opening opening = reopened();
    assertThat(opening.questions()).isEqualTo(2);
    assertThat(opening.isUnsettled()).isFalse();
    assertThat(words(opening.transcript())).containsExactly("user one", "calls a", "result a done");
  }

  @Test
  default void aCallThatWasBegunUnderAnEarlierLeaseIsUnknownInTheTrace() {
    long message = desk().post(ANN, "one");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.begin(lease, desk().plan(lease, "a").getFirst());
    Lease next = desk().takeOver(ANN);
    Waiting call = desk().other.open(next).orElseThrow().waiting().getFirst();
    desk().other.settle(next, Map.of(call.key(), desk().outcome(call, "Unknown: verify.")));
    assertThat(desk().store.trace(message).orElseThrow().moments())
        .anySatisfy(moment -> assertThat(moment.detail()).contains("tool-a unknown"));
  }

  @Test
  default void progressResetsTheAttempts() {
    Lease lease = desk().asking(ANN, "one");
    assertThat(desk().open(lease).attempts()).isEqualTo(2);
    Waiting call = desk().plan(lease, "a").getFirst();
    assertThat(desk().open(lease).attempts()).isEqualTo(1);
    assertThat(desk().open(lease).attempts()).isEqualTo(2);
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
    assertThat(desk().open(lease).attempts()).isEqualTo(1);
  }

  @Test
  default void whatArrivesIsTakenWhenCallsAreSettledInOrder() {
    Lease lease = desk().asking(ANN, "one");
    List<Waiting> planned = desk().plan(lease, "a", "b");
    desk().post(ANN, "two");
    desk().post(ANN, "three");
    Settled settled =
        desk()
            .store
            .settle(
                lease,
                Map.of(
                    planned.get(1).key(), desk().outcome(planned.get(1), "second"),
                    planned.get(0).key(), desk().outcome(planned.get(0), "first")));
    assertThat(words(settled.appended()))
        .containsExactly("result a first", "result b second", "user two", "user three");
    assertThat(words(desk().open(lease).transcript()))
        .startsWith("user one", "calls a b")
        .endsWith("user two", "user three");
  }

  @Test
  default void whatIsSaidWithAResultIsInItsTransaction() {
    Lease lease = desk().asking(ANN, "one");
    List<Waiting> planned = desk().plan(lease, "a", "b");
    var said =
        desk()
            .outcome(
                planned.get(0),
                "done",
                new Write.Say(BOB, "hey"),
                new Write.Say(ANN, "working"),
                new Write.Saw("/f", "v1"));
    assertThatThrownBy(() -> desk().store.settle(lease, Map.of(planned.get(0).key(), said)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each call has one result");
    assertThat(desk().unsent(BOB)).isEmpty();
    assertThat(desk().store.seen(ANN, "/f")).isEmpty();
    assertThat(desk().told(ANN)).containsExactly("user one", "calls a b");

    desk()
        .store
        .settle(
            lease,
            Map.of(
                planned.get(0).key(),
                said,
                planned.get(1).key(),
                desk().outcome(planned.get(1), "done")));
    assertThat(desk().unsent(BOB)).containsExactly("hey");
    assertThat(desk().unsent(ANN)).containsExactly("working");
    assertThat(desk().store.seen(ANN, "/f")).contains("v1");
    assertThat(desk().store.seen(BOB, "/f")).isEmpty();
  }

  @Test
  default void theVersionSeenLastIsTheOneKnown() {
    Lease lease = desk().asking(ANN, "one");
    for (String version : List.of("v1", "v2")) {
      Waiting call = desk().plan(lease, version).getFirst();
      desk()
          .store
          .settle(
              lease,
              Map.of(call.key(), desk().outcome(call, "done", new Write.Saw("/f", version))));
    }
    assertThat(desk().other.seen(ANN, "/f")).contains("v2");
    assertThat(desk().other.seen(ANN, "/g")).isEmpty();
  }

  @Test
  default void aTurnWithOpenCallsDoesNotFinish() {
    Lease lease = desk().asking(ANN, "one");
    Waiting call = desk().plan(lease, "a").getFirst();
    assertThatThrownBy(() -> desk().store.finish(lease, answer("too early")))
        .isInstanceOf(IllegalStateException.class);
    desk().store.note(lease, call, desk().outcome(call, "done"));
    assertThatThrownBy(() -> desk().store.finish(lease, answer("still too early")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(desk().unsent(ANN)).isEmpty();
    assertThat(desk().open(lease).isUnsettled()).isTrue();
  }

  @Test
  default void theLastMessageIsAnsweredAndTheOthersMerged() {
    long first = desk().post(ANN, "one");
    Lease lease = desk().lease();
    desk().open(lease);
    Waiting call = desk().plan(lease, "a").getFirst();
    long second = desk().post(ANN, "two");
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
    long third = desk().post(ANN, "three");
    desk().store.finish(lease, answer("hello"));
    assertThat(desk().state(first)).isEqualTo("merged");
    assertThat(desk().state(second)).isEqualTo("answered");
    assertThat(desk().state(third)).isEqualTo("new");
    assertThat(desk().store.status(first).orElseThrow().answer()).isEqualTo("hello");
    assertThat(desk().unsent(ANN)).containsExactly("hello");
    assertThat(desk().told(ANN).getLast()).isEqualTo("says hello");
    assertThat(desk().store.health().turnsRunning()).isZero();
  }

  @Test
  default void anEmptyAnswerSaysNothing() {
    desk().turn(ANN, "one", " ");
    assertThat(desk().unsent(ANN)).isEmpty();
  }

  @Test
  default void keysOfCallsAreTheSameAtEveryAttemptAndNeverShared() {
    Lease ann = desk().asking(ANN, "one");
    List<String> keys = new java.util.ArrayList<>();
    desk().plan(ann, "a", "b").forEach(call -> keys.add(call.key()));
    desk().plan(desk().asking(BOB, "one"), "a").forEach(call -> keys.add(call.key()));
    assertThat(keys).doesNotHaveDuplicates();
    assertThat(reopened().waiting())
        .extracting(Waiting::key)
        .containsExactlyElementsOf(keys.subList(0, 2));
  }

  @Test
  default void callsKeepTheirEffects() {
    Lease lease = desk().asking(ANN, "one");
    desk()
        .store
        .plan(
            lease,
            Desk.calls("a", "b", "c"),
            tool ->
                switch (tool) {
                  case "tool-a" -> Effect.PURE;
                  case "tool-b" -> Effect.IDEMPOTENT;
                  default -> Effect.ONCE;
                },
            "");
    assertThat(reopened().waiting())
        .extracting(Waiting::effect)
        .containsExactly(Effect.PURE, Effect.IDEMPOTENT, Effect.ONCE);
  }

  /// What the next worker finds when this one is gone.
  private Opening reopened() {
    return desk().other.open(desk().takeOver(ANN)).orElseThrow();
  }

  private void settled(Lease lease, String id) {
    Waiting call = desk().plan(lease, id).getFirst();
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
  }
}
