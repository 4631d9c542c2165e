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
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Room;
import dev.nanobot.store.Subagents.Listed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises about subagents at work.
interface SubagentPromises extends SubagentHands {
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
    assertThat(desk().store.take("one", "subagent", Desk.TTL, Room.of(9), List.of())).isEmpty();
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
}
