package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Job;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Schedules.Planned;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises about rows that tools ask for: each is written with the result of its
/// call, or the result says that it was not.
interface AskedPromises extends SubagentHands {
  private static Write.Edit edit(Waiting call, long base, String body) {
    return new Write.Edit("owner", Memories.LONG_TERM, base, body, 0, "chat:7", call.key());
  }

  private Settled settle(Lease lease, Waiting call, Write... writes) {
    return desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done", writes)));
  }

  private String memory() {
    return desk().other.memories().text("owner", Memories.LONG_TERM).body();
  }

  @Test
  default void anEditIsSavedWithTheResultOfItsCall() {
    Lease lease = desk().asking(ANN, "remember tea");
    Waiting call = desk().plan(lease, "a").getFirst();
    settle(lease, call, edit(call, 0, "tea"));
    assertThat(memory()).isEqualTo("tea");
    assertThat(desk().told(ANN)).endsWith("result a done");
  }

  @Test
  default void anEditThatAnotherOneCameBeforeIsRefusedInItsResult() {
    Lease lease = desk().asking(ANN, "remember tea");
    List<Waiting> calls = desk().plan(lease, "a", "b");
    for (Waiting call : calls) {
      var saw = new Write.Saw("/" + call.call().id(), "1");
      Write edit = edit(call, 0, call.call().id());
      desk().store.note(lease, call, desk().outcome(call, "done", edit, saw));
    }
    assertThat(memory()).isEqualTo("a");
    List<Result> told =
        desk().store.settle(lease, Map.of()).appended().stream().map(Result.class::cast).toList();
    String refusal =
        "Error: MEMORY.md was changed meanwhile, so nothing was written. It is version 1 now:"
            + " read it again.";
    assertThat(told)
        .containsExactly(new Result("a", "done", false), new Result("b", refusal, true));
    assertThat(desk().store.seen(ANN, "/a")).contains("1");
    assertThat(desk().store.seen(ANN, "/b")).isEmpty();
    assertThat(desk().races("memory changed")).isEqualTo(1);
  }

  @Test
  default void anEditWhoseWorkerStoodStillPastAStopIsNotSaved() {
    Lease lost = desk().asking(ANN, "remember tea");
    Waiting call = desk().store.plan(lost, Desk.calls("a"), tool -> Effect.PURE, "").getFirst();
    desk().stop(ANN);
    Lease next = desk().takeOver(ANN);
    desk().other.cancel(next, "stopped");
    assertThatThrownBy(() -> settle(lost, call, edit(call, 0, "tea")))
        .isInstanceOf(LeaseLost.class);
    assertThat(memory()).isEmpty();
    assertThat(desk().told(ANN)).contains("result a Not run: the turn ended before this call.");
  }

  private Job job(int id) {
    Instant now = desk().here.now();
    var errand = new Job.Errand("stretch", ANN, Desk.SENDER, Trust.ALLOWED, new AnswerTo.Session());
    var every = new Schedule.Every(Desk.TTL, now);
    return new Job("%08x".formatted(id), "n", every, errand, Misfire.SKIP, true, false, now);
  }

  @Test
  default void ofJobsThatAreAskedForAtOnceTheOneTooManyIsRefusedInItsResult() {
    Schedules schedules = desk().store.schedules();
    for (int i = 1; i < Job.JOBS_MAX; i++) schedules.add(job(i), desk().here.now());
    Lease lease = desk().asking(ANN, "remind me twice");
    List<Waiting> calls = desk().plan(lease, "a", "b");
    desk()
        .store
        .settle(
            lease,
            Map.of(
                calls.getFirst().key(),
                desk().outcome(calls.getFirst(), "Added", new Write.Plan(job(1_000))),
                calls.getLast().key(),
                desk().outcome(calls.getLast(), "Added", new Write.Plan(job(1_001)))));
    assertThat(schedules.all()).hasSize(Job.JOBS_MAX);
    assertThat(desk().told(ANN))
        .contains("result a Added")
        .last()
        .asString()
        .startsWith("result b Error: There are 100 jobs already");
  }

  @Test
  default void aJobWhoseIdIsTakenIsRefusedInItsResult() {
    Lease lease = desk().asking(ANN, "remind me");
    Waiting call = desk().plan(lease, "a").getFirst();
    desk().store.schedules().add(job(1), desk().here.now());
    settle(lease, call, new Write.Plan(job(1).enabled(false)));
    assertThat(desk().store.schedules().all()).extracting(Planned::job).containsExactly(job(1));
    assertThat(desk().told(ANN)).last().asString().contains("Error: The job was not added");
  }

  @Test
  default void aSubagentIsCancelledWithTheResultOrTheResultSaysWhyNot() {
    spawned(ANN, "a", "b");
    String id = child(ANN, "a").chat();
    Lease lease = desk().asking(ANN, "enough of a");
    Waiting first = desk().plan(lease, "x").getFirst();
    settle(lease, first, new Write.Cancel(id));
    assertThat(states(ANN)).containsExactly("a cancelled", "b running");
    Waiting second = desk().plan(lease, "y").getFirst();
    settle(lease, second, new Write.Cancel(id));
    Waiting third = desk().plan(lease, "z").getFirst();
    settle(lease, third, new Write.Cancel("t9.9"));
    desk().store.finish(lease, answer("ok"));
    assertThat(desk().told(ANN))
        .contains(
            "result x done",
            "result y Error: The subagent " + id + " had ended before.",
            "result z Error: There is no subagent t9.9 here.");
  }
}
