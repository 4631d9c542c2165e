package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Board.Old;
import dev.nanobot.store.Store.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises about what chats are told of the steps of a turn.
interface ToldPromises {
  Desk desk();

  private Waiting tell(Lease lease, String text) {
    var message = new Assistant(text, List.of(new ToolCall("a", "look", "{}")), List.of());
    var reply = new Reply(message, Reply.Finish.CALLS, Usage.NONE, "m");
    return desk().store.plan(lease, reply, tool -> Effect.PURE, text).getFirst();
  }

  private void settle(Lease lease, Waiting call, Write... writes) {
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done", writes)));
  }

  @Test
  default void aStepIsToldBeforeWhatItsToolsSayAndBeforeTheAnswer() {
    Lease lease = desk().asking(ANN, "hi");
    settle(lease, tell(lease, "first"), new Write.Say(ANN, "by a tool"));
    settle(lease, tell(lease, "second"));
    desk().store.finish(lease, answer("second"));
    assertThat(desk().unsent(ANN)).containsExactly("first", "by a tool", "second", "second");
    assertThat(desk().store.unsent(ANN))
        .extracting(Outbound::key)
        .containsExactly("t1.1", "t1/1", "t1.3", "t1/3");
  }

  @Test
  default void aStepIsToldOnceWhoeverGoesOnWithIt() {
    Lease lost = desk().asking(ANN, "hi");
    tell(lost, "first");
    Lease next = desk().takeOver(ANN);
    Opening opening = desk().other.open(next).orElseThrow();
    assertThat(opening.isUnsettled()).isTrue();
    assertThatThrownBy(() -> tell(lost, "again")).isInstanceOf(LeaseLost.class);
    settle(next, opening.waiting().getFirst());
    desk().other.finish(next, answer("done"));
    assertThat(desk().unsent(ANN)).containsExactly("first", "done");
  }

  @Test
  default void whatWasToldBeforeAStopIsStillSaidAndNothingIsToldAfterIt() {
    Lease lease = desk().asking(ANN, "hi");
    settle(lease, tell(lease, "first"));
    desk().stop(ANN);
    assertThatThrownBy(() -> tell(lease, "second")).isInstanceOf(TurnStopped.class);
    desk().store.cancel(lease, "stopped");
    assertThat(desk().unsent(ANN)).containsExactly("first", "stopped true 0");
    assertThat(Desk.texts(desk().take(9))).containsExactly("first");
  }

  @Test
  default void nothingIsToldOfWhatNobodyThereAsked() {
    var session = new AnswerTo.Session();
    for (Purpose purpose :
        List.of(
            Purpose.of(Origin.SCHEDULE),
            Purpose.of(Origin.SUBAGENT),
            Purpose.of(Origin.WEBHOOK),
            new Purpose(Origin.SCHEDULE, Task.TALK, session, "nothing"),
            new Purpose(Origin.PERSON, Task.TALK, new AnswerTo.Chat(BOB), ""))) {
      var message = new Inbound("job", "" + purpose, ANN, Desk.SENDER, Trust.OWNER, "do", purpose);
      desk().store.post(message, 100, FULL);
      Lease lease = desk().lease(ANN);
      desk().open(lease);
      settle(lease, tell(lease, "first"));
      desk().store.finish(lease, answer("done"));
    }
    assertThat(desk().unsent(ANN)).hasSize(4).containsOnly("done");
    assertThat(desk().unsent(BOB)).containsExactly("done");
  }

  @Test
  default void whoeverJoinsATurnIsToldFromThenOn() {
    var report =
        new Inbound("r", "1", ANN, Desk.SENDER, Trust.OWNER, "found", Purpose.of(Origin.SUBAGENT));
    desk().store.post(report, 100, FULL);
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    Waiting call = tell(lease, "first");
    desk().post(ANN, "and?");
    settle(lease, call);
    settle(lease, tell(lease, "second"));
    assertThat(desk().unsent(ANN)).containsExactly("second");
  }

  @Test
  default void nothingOrBlankIsNotTold() {
    Lease lease = desk().asking(ANN, "hi");
    settle(lease, tell(lease, ""));
    settle(lease, tell(lease, " \n"));
    desk().store.finish(lease, answer("done"));
    assertThat(desk().unsent(ANN)).containsExactly("done");
  }

  @Test
  default void aTokenIsNotTold() {
    String token = "ghp_" + "a1B2".repeat(9);
    Lease lease = desk().asking(ANN, "hi");
    tell(lease, "I use " + token);
    assertThat(desk().unsent(ANN)).containsExactly("I use [REDACTED:github-token]");
  }

  @Test
  default void whatTheConversationShowsIsNotShownAgain() {
    Lease lease = desk().asking(ANN, "hi");
    var message = new Assistant("first ", List.of(new ToolCall("a", "look", "{}")), List.of());
    var reply = new Reply(message, Reply.Finish.CALLS, Usage.NONE, "m");
    Waiting call = desk().store.plan(lease, reply, t -> Effect.PURE, "first\nlook").getFirst();
    settle(lease, call, new Write.Say(ANN, "by a tool"));
    desk().store.finish(lease, answer("done"));
    assertThat(desk().store.threads().said(ANN, 0, 9))
        .extracting(Threads.Said::text)
        .containsExactly("by a tool");
    for (int i = 0; i < 3; i++) {
      desk().store.sent(List.of(new Delivery(desk().take(1).getFirst().id(), "")));
    }
    assertThat(desk().store.board().leaves("sent", Long.MAX_VALUE, 9)).hasSize(3);
    desk().pass(Duration.ofSeconds(1));
    desk().store.board().prune(Old.TRACES, desk().here.now(), 9);
    assertThat(desk().store.board().leaves("sent", Long.MAX_VALUE, 9)).hasSize(1);
  }
}
