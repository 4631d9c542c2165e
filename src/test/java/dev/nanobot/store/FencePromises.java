package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a store promises about writers that are late, or whose turn was stopped: they change
/// nothing.
interface FencePromises {
  Desk desk();

  /// Every verb that writes under a lease.
  enum Verb {
    OPEN((desk, lease, call) -> desk.store.open(lease)),
    PLAN((desk, lease, call) -> desk.store.plan(lease, Desk.calls("z"), tool -> Effect.PURE, "")),
    BEGIN((desk, lease, call) -> desk.store.begin(lease, call)),
    NOTE((desk, lease, call) -> desk.store.note(lease, call, late(desk, call))),
    SETTLE((desk, lease, call) -> desk.store.settle(lease, Map.of(call.key(), late(desk, call)))),
    FINISH((desk, lease, call) -> desk.store.finish(lease, answer("late"))),
    FAIL((desk, lease, call) -> desk.store.fail(lease, "late", "late")),
    CANCEL((desk, lease, call) -> desk.store.cancel(lease, "late"));

    private final Late late;

    Verb(Late late) {
      this.late = late;
    }

    private static Outcome late(Desk desk, Waiting call) {
      return desk.outcome(
          call,
          "late",
          new Write.Edit("owner", "MEMORY.md", 0, "late", 0, "chat:7", call.key()),
          new Write.Say(ANN, "late"),
          new Write.Saw("/f", "late"));
    }
  }

  /// What a late writer does.
  interface Late {
    void write(Desk desk, Lease lease, Waiting call);
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  default void aLateWriterIsFencedAndChangesNothing(Verb verb) {
    Lease lost = desk().asking(ANN, "one");
    Waiting call = desk().plan(lost, "a").getFirst();
    Lease now = desk().takeOver(ANN);
    Opening before = desk().other.open(now).orElseThrow();
    List<String> told = desk().told(ANN);
    desk().post(ANN, "two");

    assertThatThrownBy(() -> verb.late.write(desk(), lost, call)).isInstanceOf(LeaseLost.class);

    assertThat(desk().told(ANN)).isEqualTo(told);
    assertThat(desk().unsent(ANN)).isEmpty();
    assertThat(desk().store.seen(ANN, "/f")).isEmpty();
    assertThat(desk().store.memories().log("owner", "MEMORY.md", 9)).isEmpty();
    assertThat(desk().store.health().inboxWaiting()).isEqualTo(1);
    assertThat(desk().races("late write fenced")).isEqualTo(1);
    Opening after = desk().other.open(now).orElseThrow();
    assertThat(after.waiting()).isEqualTo(before.waiting());
    assertThat(after.questions()).isEqualTo(before.questions());
    assertThat(after.attempts()).isEqualTo(before.attempts() + 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Verb.class,
      names = {"PLAN", "BEGIN", "NOTE", "SETTLE", "FINISH", "FAIL"})
  default void aStoppedTurnWritesNothing(Verb verb) {
    Lease lease = desk().asking(ANN, "one");
    Waiting call = desk().plan(lease, "a").getFirst();
    desk().stop(ANN);
    List<String> told = desk().told(ANN);

    assertThatThrownBy(() -> verb.late.write(desk(), lease, call)).isInstanceOf(TurnStopped.class);

    assertThat(desk().told(ANN)).isEqualTo(told);
    assertThat(desk().unsent(ANN)).containsExactly("stopped true 0");
    assertThat(desk().store.seen(ANN, "/f")).isEmpty();
    assertThat(desk().store.memories().log("owner", "MEMORY.md", 9)).isEmpty();
    assertThat(desk().races("late write fenced")).isZero();
    Opening opening = desk().open(lease);
    assertThat(opening.isStopped()).isTrue();
    assertThat(opening.waiting()).containsExactly(call);
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  default void theLeaseOfAFinishedTurnIsLost(Verb verb) {
    Lease lease = desk().asking(ANN, "one");
    Waiting call = desk().plan(lease, "a").getFirst();
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
    desk().store.finish(lease, answer("hello"));
    List<String> told = desk().told(ANN);

    assertThatThrownBy(() -> verb.late.write(desk(), lease, call)).isInstanceOf(LeaseLost.class);

    assertThat(desk().told(ANN)).isEqualTo(told);
    assertThat(desk().unsent(ANN)).containsExactly("hello");
  }
}
