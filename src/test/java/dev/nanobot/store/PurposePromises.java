package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Queueing;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Receipt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises about messages that nobody said in a chat, and about those that wait while
/// a turn runs.
interface PurposePromises {
  Desk desk();

  private Receipt called(Origin origin, String id, AnswerTo answerTo, String hush) {
    var purpose = new Purpose(origin, Task.TALK, answerTo, hush);
    var message = new Inbound("job", id, ANN, Desk.SENDER, Trust.OWNER, "do " + id, purpose);
    return desk().store.post(message, 100, FULL);
  }

  private Receipt called(Origin origin, String id) {
    return called(origin, id, new AnswerTo.Session(), "");
  }

  private void queue(Queueing queueing) {
    Inbound wish = inbound(ANN, "queue", "/queue");
    desk().store.controls().choose(wish, Queueing.SETTING, queueing.name(), "chosen");
  }

  private Settled settled(Lease lease) {
    List<Waiting> calls = desk().plan(lease, "a");
    Waiting call = calls.getFirst();
    desk().store.begin(lease, call);
    return desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
  }

  /// A turn about what waits, in which a tool says `soon` in the session.
  private Lease toolSays() {
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    Waiting call = desk().plan(lease, "a").getFirst();
    Outcome said = desk().outcome(call, "done", new Write.Say(ANN, "soon"));
    desk().store.settle(lease, Map.of(call.key(), said));
    return lease;
  }

  /// What the second turn of three messages is told.
  private List<String> second(Queueing queueing) {
    queue(queueing);
    Lease lease = desk().asking(ANN, "one");
    desk().post(ANN, "two");
    desk().post(ANN, "three");
    assertThat(settled(lease).appended()).hasSize(1);
    desk().store.finish(lease, answer("first"));
    return Desk.words(desk().open(desk().lease(ANN)).transcript());
  }

  @Test
  default void whatTimeBeganGetsATurnOfItsOwn() {
    called(Origin.SCHEDULE, "j1");
    desk().post(ANN, "hi");
    called(Origin.SCHEDULE, "j2");
    desk().post(ANN, "you");
    Lease first = desk().lease(ANN);
    assertThat(Desk.words(desk().open(first).transcript())).containsExactly("user do j1");
    assertThat(settled(first).appended()).hasSize(1);
    desk().store.finish(first, answer("one"));
    Lease second = desk().lease(ANN);
    desk().open(second);
    desk().store.finish(second, answer("two"));
    Lease third = desk().lease(ANN);
    desk().open(third);
    assertThat(desk().told(ANN))
        .containsExactly(
            "user do j1",
            "calls a",
            "result a done",
            "says one",
            "user hi",
            "user you",
            "says two",
            "user do j2");
  }

  @Test
  default void aTurnKnowsThatOnlyTimeBeganIt() {
    called(Origin.SCHEDULE, "j1");
    Lease lease = desk().lease(ANN);
    assertThat(desk().open(lease).asker().isUnattended()).isTrue();
    desk().store.finish(lease, answer("done"));
    desk().post(ANN, "hi");
    assertThat(desk().open(desk().lease(ANN)).asker().isUnattended()).isFalse();
  }

  @Test
  default void aTurnKnowsThatOnlyAProgramBeganItUnlessTheOwnerStandsForIt() {
    for (Origin origin : List.of(Origin.WEBHOOK, Origin.TRIGGER)) {
      for (Trust trust : List.of(Trust.OWNER, Trust.ALLOWED)) {
        var message =
            new Inbound(
                "call", origin + "/" + trust, ANN, Desk.SENDER, trust, "do", Purpose.of(origin));
        desk().store.post(message, 100, FULL);
        Lease lease = desk().lease(ANN);
        boolean isUnattended = desk().open(lease).asker().isUnattended();
        assertThat(isUnattended).as(origin + " " + trust).isEqualTo(trust != Trust.OWNER);
        desk().store.finish(lease, answer("done"));
      }
    }
  }

  @Test
  default void whoSpeaksForTheGatewayIsNamedByWhatBroughtIt() {
    called(Origin.WEBHOOK, "j1");
    Opening opening = desk().open(desk().lease(ANN));
    assertThat(opening.transcript().getFirst().toString()).contains("sender=webhook");
    assertThat(opening.task()).isEqualTo(Task.TALK);
  }

  @Test
  default void anAnswerGoesWhereItWasAskedFor() {
    called(Origin.SCHEDULE, "j1", new AnswerTo.Chat(BOB), "");
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer("news"));
    assertThat(desk().unsent(BOB)).containsExactly("news");
    assertThat(desk().unsent(ANN)).isEmpty();
    assertThat(desk().told(ANN)).containsExactly("user do j1", "says news");
  }

  @Test
  default void anAnswerForNobodyIsKeptInTheTranscriptOnly() {
    Receipt receipt = called(Origin.SCHEDULE, "j1", new AnswerTo.Nobody(), "");
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer("news"));
    assertThat(desk().unsent(ANN)).isEmpty();
    assertThat(desk().told(ANN)).containsExactly("user do j1", "says news");
    assertThat(desk().state(receipt.messageId())).isEqualTo("answered");
  }

  @Test
  default void anAnswerThatSaysNothingIsHushed() {
    called(Origin.SCHEDULE, "j1", new AnswerTo.Session(), "ALL_WELL");
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer(" ALL_WELL\n"));
    called(Origin.SCHEDULE, "j2", new AnswerTo.Session(), "ALL_WELL");
    Lease next = desk().lease(ANN);
    desk().open(next);
    desk().store.finish(next, answer("a fire"));
    assertThat(desk().unsent(ANN)).containsExactly("a fire");
  }

  @Test
  default void whatAToolSaysInTheSessionGoesWhereTheAnswerGoes() {
    called(Origin.SCHEDULE, "j1", new AnswerTo.Chat(BOB), "");
    desk().store.finish(toolSays(), answer("news"));
    assertThat(desk().unsent(BOB)).containsExactly("soon", "news");
    assertThat(desk().unsent(ANN)).isEmpty();
  }

  @Test
  default void whatAToolSaysForNobodyIsSaidInTheSession() {
    called(Origin.SCHEDULE, "j1", new AnswerTo.Nobody(), "");
    toolSays();
    assertThat(desk().unsent(ANN)).containsExactly("soon");
  }

  @Test
  default void aFailureIsToldWhereTheAnswerWouldBe() {
    called(Origin.SCHEDULE, "j1", new AnswerTo.Chat(BOB), "");
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.fail(lease, "no model", "sorry");
    assertThat(desk().unsent(BOB)).containsExactly("sorry");
    assertThat(desk().unsent(ANN)).isEmpty();
  }

  @Test
  default void aFollowUpWaitsAndGetsATurnOfItsOwn() {
    assertThat(second(Queueing.FOLLOWUP)).endsWith("says first", "user two");
  }

  @Test
  default void collectedMessagesShareTheNextTurn() {
    assertThat(second(Queueing.COLLECT)).endsWith("user two", "user three");
  }

  @Test
  default void anInterruptionEndsTheTurnAndBeginsTheNext() {
    queue(Queueing.INTERRUPT);
    Lease lease = desk().asking(ANN, "one");
    Receipt receipt = desk().post(inbound(ANN, "m2", "two"));
    assertThat(receipt.interrupts()).isTrue();
    assertThat(desk().store.renew(List.of(lease), Desk.TTL)).containsExactly(lease);
    desk().store.cancel(lease, "cut short");
    Lease second = desk().lease(ANN);
    assertThat(Desk.words(desk().open(second).transcript()))
        .containsExactly("user one", "says cut short", "user two");
  }
}
