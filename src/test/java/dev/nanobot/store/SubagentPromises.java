package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Deletion;
import dev.nanobot.store.Store.Summary;
import dev.nanobot.store.Subagents.Cancellation;
import dev.nanobot.store.Subagents.Listed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises about subagents.
interface SubagentPromises {
  Write.Room ROOM = new Write.Room(2, 2);

  Desk desk();

  /// Asks for a subagent by each label, as one turn of `parent` that has asked its question.
  private void spawn(Lease parent, String... labels) {
    List<Waiting> calls = desk().plan(parent, labels);
    var outcomes = new LinkedHashMap<String, Outcome>();
    for (int i = 0; i < labels.length; i++) {
      var wish = new Write.Spawn(labels[i], "task " + labels[i], ROOM);
      outcomes.put(calls.get(i).key(), desk().outcome(calls.get(i), "asked", wish));
    }
    desk().store.settle(parent, outcomes);
  }

  /// A turn of `parent` that asks for subagents and ends.
  private void spawned(SessionKey parent, String... labels) {
    Lease lease = desk().asking(parent, "go");
    spawn(lease, labels);
    desk().store.finish(lease, answer("asked them"));
  }

  private List<Listed> listed(SessionKey session) {
    return desk().other.subagents().list(session);
  }

  private List<String> states(SessionKey session) {
    return listed(session).stream().map(one -> one.label() + " " + one.state()).toList();
  }

  private SessionKey child(SessionKey parent, String label) {
    return listed(parent).stream()
        .filter(one -> one.label().equals(label))
        .map(Listed::session)
        .findFirst()
        .orElseThrow();
  }

  private Lease atWork(SessionKey parent, String label) {
    Lease lease = desk().lease(child(parent, label));
    desk().open(lease);
    return lease;
  }

  private void finish(SessionKey parent, String label, String text) {
    desk().store.finish(atWork(parent, label), answer(text));
  }

  /// What waits for the next turn of a session: it is opened and closed again.
  private List<String> heard(SessionKey session) {
    Lease lease = desk().lease(session);
    List<String> words = Desk.words(desk().open(lease).transcript());
    desk().store.finish(lease, answer("ok"));
    return words;
  }

  @Test
  default void aSubagentIsAskedForWithTheResultOfItsCall() {
    Lease lease = desk().asking(ANN, "go");
    List<Waiting> calls = desk().plan(lease, "a");
    assertThat(listed(ANN)).isEmpty();
    desk()
        .store
        .settle(
            lease,
            Map.of(
                calls.getFirst().key(),
                desk().outcome(calls.getFirst(), "asked", new Write.Spawn("a", "task a", ROOM))));
    Listed one = listed(ANN).getFirst();
    assertThat(one.id()).isEqualTo(calls.getFirst().key());
    assertThat(one.session().value()).isEqualTo("subagent:" + one.id() + ":1");
    assertThat(states(ANN)).containsExactly("a running");
    Lease child = atWork(ANN, "a");
    assertThat(desk().told(child.session())).containsExactly("user task a");
    assertThat(listed(ANN).getFirst().questions()).isEqualTo(1);
  }

  @Test
  default void aCallThatWasFencedAsksForNothing() {
    Lease lease = desk().asking(ANN, "go");
    List<Waiting> calls = desk().plan(lease, "a");
    desk().takeOver(ANN);
    assertThatThrownBy(
            () ->
                desk()
                    .store
                    .note(
                        lease,
                        calls.getFirst(),
                        desk()
                            .outcome(
                                calls.getFirst(), "asked", new Write.Spawn("a", "task", ROOM))))
        .isInstanceOf(LeaseLost.class);
    assertThat(listed(ANN)).isEmpty();
  }

  @Test
  default void itsAnswerIsAMessageToTheSessionThatAsked() {
    spawned(ANN, "a");
    finish(ANN, "a", "found it");
    assertThat(desk().store.take("one", "subagent", Desk.TTL, 9, List.of())).isEmpty();
    assertThat(heard(ANN).getLast())
        .isEqualTo("user [Subagent \"a\" completed]\n\nTask:\ntask a\n\nResult:\nfound it");
    assertThat(states(ANN)).containsExactly("a done");
  }

  @Test
  default void anAnswerJoinsTheTurnThatRuns() {
    Lease lease = desk().asking(ANN, "go");
    spawn(lease, "a");
    finish(ANN, "a", "found it");
    Waiting call = desk().plan(lease, "look").getFirst();
    var settled = desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "seen")));
    assertThat(Desk.words(settled.appended())).hasSize(2).last().asString().contains("found it");
  }

  @Test
  default void whatDiedIsAnsweredOnceByWhoeverTakesOver() {
    spawned(ANN, "a");
    Lease late = atWork(ANN, "a");
    Lease next = desk().takeOver(late.session());
    desk().other.open(next);
    desk().other.finish(next, answer("found it"));
    assertThatThrownBy(() -> desk().store.finish(late, answer("found it too")))
        .isInstanceOf(LeaseLost.class);
    assertThat(heard(ANN)).filteredOn(word -> word.contains("[Subagent")).hasSize(1);
  }

  @Test
  default void itActsInTheNameOfWhoAskedAndSoDoesItsAnswer() {
    var purpose = new Purpose(Origin.SCHEDULE, Task.TALK, new AnswerTo.Chat(BOB), "nothing new");
    desk().post(new Inbound("cron", "slot", ANN, Desk.SENDER, Trust.OWNER, "look", purpose));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    spawn(lease, "a");
    desk().store.finish(lease, answer("asked"));
    Lease child = desk().lease(child(ANN, "a"));
    var scheduled = new Asker(Desk.SENDER, Trust.OWNER, true);
    assertThat(desk().open(child).asker()).isEqualTo(scheduled);
    desk().store.finish(child, answer("found it"));
    Lease again = desk().lease(ANN);
    assertThat(desk().open(again).asker()).isEqualTo(scheduled);
    desk().store.finish(again, answer("found it"));
    assertThat(desk().unsent(BOB)).containsExactly("asked", "found it");
  }

  @Test
  default void itAnswersWithTheModelThatTheChatChose() {
    desk().store.controls().choose(inbound(ANN, "m", "/model x"), Controls.MODEL, "x", "ok");
    spawned(ANN, "a");
    assertThat(desk().open(desk().lease(child(ANN, "a"))).model()).isEqualTo("x");
  }

  @Test
  default void beyondTheRoomTheyWaitInTheirOrder() {
    spawned(ANN, "a", "b", "c", "d");
    assertThat(states(ANN)).containsExactly("a running", "b running", "c queued", "d queued");
    finish(ANN, "b", "second");
    assertThat(states(ANN)).containsExactly("a running", "b done", "c running", "d queued");
    desk().store.fail(atWork(ANN, "a"), "the model is away", "Sorry");
    assertThat(states(ANN)).containsExactly("a failed", "b done", "c running", "d running");
    assertThat(states(BOB)).isEmpty();
  }

  @Test
  default void theRoomOfOneSessionIsNotThatOfAnother() {
    spawned(ANN, "a", "b", "c");
    spawned(BOB, "d");
    assertThat(states(BOB)).containsExactly("d running");
  }

  @Test
  default void oneTooManyIsRefusedByAMessage() {
    spawned(ANN, "a", "b", "c", "d", "e");
    assertThat(states(ANN)).endsWith("d queued", "e failed");
    assertThat(desk().told(ANN)).anyMatch(word -> word.contains("\"e\" was not started"));
    assertThat(listed(ANN).getLast().reason()).contains("2 others wait");
  }

  @Test
  default void aFailureIsReportedAsOne() {
    spawned(ANN, "a");
    desk().store.fail(atWork(ANN, "a"), "the model is away", "Sorry");
    assertThat(heard(ANN).getLast())
        .isEqualTo("user [Subagent \"a\" failed]\n\nTask:\ntask a\n\nResult:\nthe model is away");
    assertThat(listed(ANN).getFirst().reason()).isEqualTo("the model is away");
    assertThat(desk().unsent(child(ANN, "a"))).isEmpty();
  }

  @Test
  default void runningOutOfStepsIsReportedAsThat() {
    spawned(ANN, "a");
    Assistant half = Assistant.of("half of it");
    desk()
        .store
        .finish(atWork(ANN, "a"), new Reply(half, Reply.Finish.STEPS, Usage.NONE, "model-a"));
    assertThat(heard(ANN).getLast()).contains("\"a\" ran out of steps]").endsWith("half of it");
    assertThat(states(ANN)).containsExactly("a failed");
    assertThat(listed(ANN).getFirst().reason()).isEqualTo("ran out of steps");
  }

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
    assertThat(desk().store.subagents().cancel(BOB, id)).isEqualTo(Cancellation.NOT_FOUND);
    assertThat(desk().store.subagents().cancel(ANN, id)).isEqualTo(Cancellation.CANCELLED);
    assertThat(desk().store.subagents().cancel(ANN, id)).isEqualTo(Cancellation.ENDED);
    assertThat(states(ANN)).containsExactly("a cancelled", "b running", "c running");
    desk().store.cancel(running, "stopped");
    assertThat(states(ANN)).containsExactly("a cancelled", "b running", "c running");
    String queued = child(ANN, "c").chat();
    desk()
        .store
        .controls()
        .cancel(inbound(ANN, "s", "/subagents stop"), queued, Cancellation::name);
    assertThat(desk().unsent(ANN)).endsWith("CANCELLED");
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
  default void oneThatWaitsForACancelledOneIsToldSo() {
    spawned(ANN, "a");
    Lease middle = atWork(ANN, "a");
    spawn(middle, "deep");
    desk().store.finish(middle, answer("asked deep"));
    desk().store.subagents().cancel(ANN, child(ANN, "deep").chat());
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
}
