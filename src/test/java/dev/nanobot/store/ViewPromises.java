package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Outbound;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Deletion;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.Store.Health;
import dev.nanobot.store.Store.Moment;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Status;
import dev.nanobot.store.Store.Summary;
import dev.nanobot.store.Store.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises to those who look at it, or delete from it.
interface ViewPromises {
  Desk desk();

  @Test
  default void aStatusFollowsAMessageToItsAnswer() {
    long message = desk().post(ANN, "hi");
    assertThat(desk().store.status(message))
        .contains(new Status(message, ANN, "new", "", 0, "", new Usage("", 0, 0, 0, 0)));
    Lease lease = desk().lease();
    long turn = desk().open(lease).turn();
    assertThat(desk().store.status(message)).get().extracting(Status::turn).isEqualTo(turn);
    Waiting call = desk().plan(lease, "a").getFirst();
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
    desk().store.finish(lease, answer("hello"));
    assertThat(desk().other.status(message))
        .contains(
            new Status(
                message, ANN, "answered", "", turn, "hello", new Usage("model-a", 15, 3, 1, 2)));
  }

  @Test
  default void nothingIsKnownOfAMessageThatNeverCame() {
    assertThat(desk().store.status(4711)).isEmpty();
    assertThat(desk().store.trace(4711)).isEmpty();
    assertThat(desk().store.transcript(ANN, 0, 9)).isEmpty();
    assertThat(desk().store.unsent(ANN)).isEmpty();
  }

  @Test
  default void aTraceTellsAMessagesWayInOrder() {
    long message = desk().post(ANN, "hi");
    desk().pass(Duration.ofSeconds(1));
    Lease lease = desk().lease();
    desk().open(lease);
    Waiting call = desk().plan(lease, "a").getFirst();
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
    desk().pass(Duration.ofSeconds(1));
    desk().store.finish(lease, answer("hello"));
    desk().pass(Duration.ofSeconds(1));
    Outbound outbound = desk().take(9).getFirst();
    desk().store.sent(List.of(new Delivery(outbound.id(), "p1")));
    List<Moment> moments = desk().store.trace(message).orElseThrow().moments();
    assertThat(moments)
        .extracting(Moment::what)
        .containsExactly(
            "accepted", "leased", "model", "tool", "model", "answered", "outbox", "sent");
    assertThat(moments).extracting(Moment::at).isSorted();
    assertThat(moments.get(5).took()).isEqualTo(Duration.ofSeconds(2));
    assertThat(moments.getLast().took()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  default void sessionsAreListedTheOneUsedLastFirst() {
    desk().turn(ANN, "hi", "hello");
    desk().pass(Duration.ofSeconds(1));
    desk().asking(BOB, "one");
    desk().post(BOB, "two");
    assertThat(desk().store.sessions(9))
        .containsExactly(
            new Summary(BOB, 1, 1, true, desk().here.now()),
            new Summary(ANN, 2, 0, false, desk().here.now().minusSeconds(1)));
    assertThat(desk().store.sessions(1)).extracting(Summary::session).containsExactly(BOB);
  }

  @Test
  default void aDeletedSessionLeavesNoTextAndNothingToSay() {
    long message = desk().post(ANN, "secret");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.finish(lease, answer("secret answer"));
    long waiting = desk().post(ANN, "another secret");
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.DELETED);
    assertThat(desk().store.transcript(ANN, 0, 9)).isEmpty();
    assertThat(desk().unsent(ANN)).isEmpty();
    assertThat(desk().store.sessions(9)).isEmpty();
    assertThat(desk().store.status(message)).get().extracting(Status::answer).isEqualTo("");
    assertThat(desk().state(waiting)).isEqualTo("superseded");
    assertThat(desk().store.lease("one", Desk.TTL, 9, List.of(), List.of())).isEmpty();
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.NOT_FOUND);
    assertThat(desk().store.delete(BOB)).isEqualTo(Deletion.NOT_FOUND);
  }

  @Test
  default void whatADeletedSessionHasToSayElsewhereIsSaid() {
    Lease lease = desk().asking(ANN, "tell bob");
    Waiting call = desk().plan(lease, "a").getFirst();
    var said = desk().outcome(call, "done", new Write.Say(BOB, "hello bob"));
    desk().store.settle(lease, Map.of(call.key(), said));
    desk().store.finish(lease, answer("told"));
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.DELETED);
    assertThat(desk().unsent(BOB)).containsExactly("hello bob");
    assertThat(desk().unsent(ANN)).isEmpty();
  }

  @Test
  default void aDeletedSessionForgetsWhatWasChosenForIt() {
    var wish = inbound(ANN, "c1", "/model deep");
    desk().store.controls().choose(wish, Controls.MODEL, "deep", "chosen");
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.DELETED);
    desk().post(ANN, "hi");
    assertThat(desk().store.controls().chosen(ANN, Controls.MODEL)).isEmpty();
  }

  @Test
  default void nothingIsDeletedWhileATurnRuns() {
    Lease lease = desk().asking(ANN, "hi");
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.RUNNING);
    desk().store.finish(lease, answer("hello"));
    assertThat(desk().told(ANN)).containsExactly("user hi", "says hello");
  }

  @Test
  default void aDeletedSessionBeginsAnewAndItsLateWritersStayFenced() {
    desk().post(ANN, "one");
    Lease late = desk().lease();
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.DELETED);
    desk().post(ANN, "two");
    Lease now = desk().takeOver(ANN);
    assertThat(now.epoch()).isGreaterThan(late.epoch());
    assertThatThrownBy(() -> desk().store.open(late)).isInstanceOf(LeaseLost.class);
    desk().other.open(now);
    assertThat(desk().told(ANN)).containsExactly("user two");
  }

  @Test
  default void onlyWhatIsThereCountsAsEntries() {
    desk().turn(ANN, "one", "first");
    desk().store.delete(ANN);
    desk().post(ANN, "two");
    assertThat(desk().store.sessions(9)).extracting(Summary::entries).containsExactly(0L);
    desk().store.finish(reopened(), answer("second"));
    assertThat(desk().store.sessions(9)).extracting(Summary::entries).containsExactly(2L);
  }

  @Test
  default void aRepeatOfADeletedMessageIsKnown() {
    Receipt first = desk().post(inbound(ANN, "m1", "hi"));
    desk().store.delete(ANN);
    assertThat(desk().post(inbound(ANN, "m1", "hi")))
        .isEqualTo(new Receipt(first.messageId(), false));
    assertThat(desk().store.sessions(9)).isEmpty();
  }

  @Test
  default void healthCountsWhatIsThere() {
    desk().turn(ANN, "one", "first");
    desk().asking(ANN, "two");
    desk().post(BOB, "three");
    desk().pass(Duration.ofSeconds(7));
    Health health = desk().other.health();
    assertThat(health.inboxWaiting()).isEqualTo(1);
    assertThat(health.turnsRunning()).isEqualTo(1);
    assertThat(health.outboxPending()).isEqualTo(1);
    assertThat(health.outboxDead()).isZero();
    assertThat(health.oldestPending()).isEqualTo(Duration.ofSeconds(7));
    assertThat(health.races()).isEmpty();
    assertThat(health.schema()).isNotBlank();
  }

  private Lease reopened() {
    Lease lease = desk().lease();
    desk().open(lease);
    return lease;
  }
}
