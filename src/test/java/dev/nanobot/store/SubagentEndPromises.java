package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Waiting;
import dev.nanobot.store.Store.Deletion;
import dev.nanobot.store.Store.Summary;
import dev.nanobot.store.Subagents.Cancellation;
import dev.nanobot.store.Subagents.Listed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises about the end of subagents, and what is seen of them.
interface SubagentEndPromises extends SubagentHands {
  @Test
  default void aStopReachesThoseAtWorkAndThoseThatWait() {
    spawned(ANN, "a", "b", "c");
    Lease running = atWork(ANN, "a");
    desk().stop(ANN);
    assertThat(desk().unsent(ANN)).last().asString().isEqualTo("stopped false 0 3");
    assertThat(states(ANN)).containsExactly("a cancelled", "b cancelled", "c cancelled");
    assertThat(desk().store.subagents().stopping(ANN)).containsExactly(running.session());
    assertThatThrownBy(() -> desk().store.finish(running, answer("late")))
        .isInstanceOf(TurnStopped.class);
    desk().store.cancel(running, "stopped");
    assertThat(desk().store.subagents().stopping(ANN)).isEmpty();
    assertThat(desk().store.open(desk().lease(child(ANN, "b")))).isEmpty();
    assertThat(desk().store.lease("one", Desk.TTL, 9, List.of(), List.of())).isEmpty();
  }

  @Test
  default void aFailureAfterAStopIsToldToNobody() {
    spawned(ANN, "a");
    Lease running = atWork(ANN, "a");
    desk().stop(ANN);
    assertThatThrownBy(() -> desk().store.fail(running, "the model is away", "Sorry"))
        .isInstanceOf(TurnStopped.class);
    desk().store.cancel(running, "stopped");
    assertThat(desk().unsent(running.session())).isEmpty();
    assertThat(desk().store.lease("one", Desk.TTL, 9, List.of(), List.of())).isEmpty();
  }

  @Test
  default void noAnswerFallsIntoANewConversation() {
    spawned(ANN, "a", "b");
    finish(ANN, "a", "found it");
    Lease running = atWork(ANN, "b");
    desk().store.controls().restart(inbound(ANN, "n", "/new"), found -> "" + found.subagents());
    assertThat(desk().unsent(ANN)).endsWith("1");
    desk().store.cancel(running, "stopped");
    desk().post(ANN, "hello");
    assertThat(heard(ANN)).containsExactly("user hello");
  }

  @Test
  default void aCancelledOneMakesRoomAndSaysNothing() {
    spawned(ANN, "a", "b", "c");
    Lease running = atWork(ANN, "a");
    String id = running.session().chat();
    assertThat(desk().cancel(BOB, id)).isEqualTo(Cancellation.NOT_FOUND);
    assertThat(desk().cancel(ANN, id)).isEqualTo(Cancellation.CANCELLED);
    assertThat(desk().cancel(ANN, id)).isEqualTo(Cancellation.ENDED);
    assertThat(states(ANN)).containsExactly("a cancelled", "b running", "c running");
    desk().store.cancel(running, "stopped");
    assertThat(states(ANN)).containsExactly("a cancelled", "b running", "c running");
    assertThat(desk().cancel(ANN, child(ANN, "c").chat())).isEqualTo(Cancellation.CANCELLED);
    assertThat(states(ANN)).containsExactly("a cancelled", "b running", "c cancelled");
    finish(ANN, "b", "found it");
    assertThat(heard(ANN)).filteredOn(word -> word.contains("[Subagent")).hasSize(1);
  }

  @Test
  default void aStopInItsOwnSessionEndsIt() {
    spawned(ANN, "a", "b", "c");
    SessionKey session = child(ANN, "a");
    desk().stop(session);
    assertThat(states(ANN)).containsExactly("a cancelled", "b running", "c running");
  }

  @Test
  default void onePersonsWordToItIsAnsweredOnlyToThem() {
    spawned(ANN, "a");
    finish(ANN, "a", "found it");
    desk().turn(child(ANN, "a"), "and more?", "no more");
    assertThat(desk().unsent(child(ANN, "a"))).containsExactly("no more");
    assertThat(heard(ANN)).filteredOn(word -> word.contains("[Subagent")).hasSize(1);
  }

  @Test
  default void itAnswersAfterThoseThatItAskedFor() {
    spawned(ANN, "a");
    Lease middle = atWork(ANN, "a");
    spawn(middle, "deep");
    desk().store.finish(middle, answer("asked deep"));
    SessionKey deep = child(middle.session(), "deep");
    assertThat(deep.thread()).isEqualTo("2");
    assertThat(states(ANN)).containsExactly("a running", "deep running");
    desk().store.finish(atWork(ANN, "deep"), answer("found it"));
    assertThat(states(ANN)).containsExactly("a running", "deep done");
    finish(ANN, "a", "deep found it");
    assertThat(heard(ANN).getLast()).contains("deep found it").doesNotContain("asked deep");
    assertThat(states(ANN)).containsExactly("a done", "deep done");
  }

  @Test
  default void aStopReachesTheDeepestAndSoDoesAFailureAbove() {
    spawned(ANN, "a", "b");
    Lease first = atWork(ANN, "a");
    spawn(first, "deep");
    Lease deep = atWork(ANN, "deep");
    desk().store.fail(first, "the model is away", "Sorry");
    assertThat(states(ANN)).contains("a failed", "deep cancelled");
    desk().store.cancel(deep, "stopped");
    Lease second = atWork(ANN, "b");
    spawn(second, "deeper");
    desk().store.finish(second, answer("asked"));
    desk().stop(ANN);
    assertThat(states(ANN)).contains("b cancelled", "deeper cancelled");
  }

  @Test
  default void anAnswerThatNobodyNeedsAnyMoreIsNotAnswered() {
    spawned(ANN, "a");
    Lease middle = atWork(ANN, "a");
    spawn(middle, "deep");
    desk().store.finish(atWork(ANN, "deep"), answer("found it"));
    desk().store.fail(middle, "the model is away", "Sorry");
    assertThat(desk().store.open(desk().lease(middle.session()))).isEmpty();
    assertThat(heard(ANN).getLast()).contains("\"a\" failed");
  }

  @Test
  default void oneThatWaitsForACancelledOneIsToldSo() {
    spawned(ANN, "a");
    Lease middle = atWork(ANN, "a");
    spawn(middle, "deep");
    desk().store.finish(middle, answer("asked deep"));
    desk().cancel(ANN, child(ANN, "deep").chat());
    Lease again = desk().lease(middle.session());
    assertThat(Desk.words(desk().open(again).transcript()).getLast())
        .contains("[Subagent \"deep\" was cancelled]");
    desk().store.finish(again, answer("without deep"));
    assertThat(heard(ANN).getLast()).contains("without deep");
  }

  @Test
  default void nothingIsDeletedWhileOneIsAtWork() {
    spawned(ANN, "a", "b");
    SessionKey first = child(ANN, "a");
    finish(ANN, "a", "found it");
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.RUNNING);
    assertThat(desk().store.delete(child(ANN, "b"))).isEqualTo(Deletion.RUNNING);
    finish(ANN, "b", "found more");
    SessionKey second = child(ANN, "b");
    assertThat(desk().store.delete(second)).isEqualTo(Deletion.DELETED);
    assertThat(states(ANN)).containsExactly("a done");
    assertThat(desk().told(first)).isNotEmpty();
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.DELETED);
    assertThat(desk().told(first)).isEmpty();
    assertThat(listed(ANN)).isEmpty();
    assertThat(desk().store.sessions(9)).isEmpty();
  }

  @Test
  default void nobodyLooksAfterTheirConversations() {
    spawned(ANN, "a");
    finish(ANN, "a", "found it");
    heard(ANN);
    desk().pass(Duration.ofHours(2));
    Instant now = desk().here.now();
    assertThat(desk().store.memories().idle(now.minus(Duration.ofHours(1)), 9))
        .extracting(Memories.Idle::session)
        .containsExactly(ANN);
    var idle = new Summaries.Idle(Instant.EPOCH, now, 0, 0, 9);
    assertThat(desk().store.summaries().wake(idle)).isEqualTo(1);
  }

  @Test
  default void theyAreNoChats() {
    spawned(ANN, "a");
    atWork(ANN, "a");
    assertThat(desk().store.chats(9)).extracting(Summary::session).containsExactly(ANN);
    assertThat(desk().store.sessions(9)).hasSize(2);
  }

  @Test
  default void whoWorksOnASessionWorksOnItsSubagents() {
    spawned(ANN, "a");
    Lease middle = atWork(ANN, "a");
    spawn(middle, "deep");
    desk().store.finish(middle, answer("asked deep"));
    spawned(BOB, "b");
    List<Lease> leases = desk().store.lease("one", Desk.TTL, 9, List.of(ANN), List.of());
    assertThat(leases).extracting(Lease::session).containsExactly(child(ANN, "deep"));
  }

  @Test
  default void aTraceNamesThoseThatItsTurnAskedFor() {
    long message = desk().post(ANN, "go");
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    spawn(lease, "a");
    long turn = desk().store.status(message).orElseThrow().turn();
    assertThat(desk().store.subagents().of(turn)).extracting(Listed::label).containsExactly("a");
    assertThat(desk().store.trace(message).orElseThrow().moments())
        .filteredOn(moment -> moment.what().equals("subagent"))
        .singleElement()
        .satisfies(
            moment ->
                assertThat(moment.detail()).isEqualTo(child(ANN, "a").value() + " \"a\" running"));
  }

  @Test
  default void aLongAnswerIsCutAndSaysSo() {
    spawned(ANN, "a");
    finish(ANN, "a", "x".repeat(SubagentReport.RESULT_CHARS_MAX - 1) + "😀 tail");
    assertThat(heard(ANN).getLast()).endsWith("x\n[cut: 7 more characters]");
  }

  @Test
  default void onlyTheLastThatEndedAreListed() {
    for (int i = 0; i < Subagents.ENDED_LISTED_MAX + 2; i++) {
      spawned(ANN, "a" + i);
      finish(ANN, "a" + i, "done");
      heard(ANN);
    }
    spawned(ANN, "last");
    assertThat(states(ANN))
        .hasSize(Subagents.ENDED_LISTED_MAX + 1)
        .startsWith("a2 done")
        .endsWith("last running");
  }

  /// A job's turn, heard by nobody, that asks for a subagent which has reported.
  private void reported() {
    var purpose = new Purpose(Origin.SCHEDULE, Task.TALK, new AnswerTo.Nobody(), "");
    desk().post(new Inbound("cron", "j@1", ANN, Desk.SENDER, Trust.OWNER, "do it", purpose));
    Lease job = desk().lease(ANN);
    desk().open(job);
    spawn(job, "a");
    desk().store.finish(job, answer("asked"));
    finish(ANN, "a", "found it");
  }

  @Test
  default void whatOthersHearOfDoesNotTakeAPersonsAnswerAlong() {
    reported();
    desk().post(ANN, "hi");
    assertThat(heard(ANN).getLast()).startsWith("user [Subagent");
    assertThat(desk().unsent(ANN)).isEmpty();
    desk().store.finish(reopened(ANN), answer("hello"));
    assertThat(desk().unsent(ANN)).containsExactly("hello");
  }

  @Test
  default void nobodyJoinsATurnThatOthersHearOf() {
    reported();
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().post(ANN, "hi");
    List<Waiting> calls = desk().plan(lease, "t");
    Outcome done = desk().outcome(calls.getFirst(), "done");
    assertThat(desk().store.settle(lease, Map.of(calls.getFirst().key(), done)).appended())
        .hasSize(1);
    desk().store.finish(lease, answer("for nobody"));
    desk().store.finish(reopened(ANN), answer("hello"));
    assertThat(desk().unsent(ANN)).containsExactly("hello");
  }

  private Lease reopened(SessionKey session) {
    Lease lease = desk().lease(session);
    desk().open(lease);
    return lease;
  }

  @Test
  default void noCallAnewIsTakenWhileASubagentIsAtWork() {
    spawned(ANN, "a");
    var call = new Inbound("trigger", "c1", ANN, Desk.SENDER, Trust.OWNER, "call");
    assertThat(desk().store.callers().callAnew(call)).isEmpty();
    finish(ANN, "a", "found it");
    assertThat(desk().store.callers().callAnew(call)).isEmpty();
    heard(ANN);
    assertThat(desk().store.callers().callAnew(call)).isPresent();
  }
}
