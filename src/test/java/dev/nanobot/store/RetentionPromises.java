package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Job;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.race.Race;
import dev.nanobot.store.Asks.Ask;
import dev.nanobot.store.Asks.Asked;
import dev.nanobot.store.Asks.Line;
import dev.nanobot.store.Asks.Place;
import dev.nanobot.store.Asks.Taken;
import dev.nanobot.store.Asks.Terms;
import dev.nanobot.store.Asks.Voice;
import dev.nanobot.store.Board.Old;
import dev.nanobot.store.Store.Attempt;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.Store.Room;
import dev.nanobot.store.Store.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a store promises about what is not kept for ever, and about what is.
interface RetentionPromises extends SubagentHands {

  private static SessionKey session(String name) {
    return new SessionKey("api", "", "owner", name);
  }

  private Asked asked(String id, Place place, Upload... files) {
    var terms = new Terms(Desk.SENDER, Trust.OWNER, null, "", "{}");
    List<Line> lines = new ArrayList<>();
    if (place instanceof Place.New) {
      lines.add(new Line(Voice.CALLER, "before", List.of(files)));
      lines.add(new Line(Voice.AGENT, "then", List.of()));
    }
    lines.add(new Line(Voice.CALLER, "now", List.of()));
    var ask = new Ask(id, "key " + id, "digest", place, lines, terms);
    return ((Taken.In) desk().store.asks().take(ask, 3)).asked();
  }

  /// A conversation without a name of one answer.
  private SessionKey conversation(String name, Upload... files) {
    Asked asked = asked(name, new Place.New(session(name)), files);
    Lease lease = desk().lease(asked.session());
    desk().open(lease);
    desk().store.finish(lease, answer("done"));
    deliver(asked.session());
    return asked.session();
  }

  private void deliver(SessionKey session) {
    desk()
        .store
        .take("one", session.endpoint(), Desk.TTL, Room.of(9), List.of())
        .forEach(this::sent);
  }

  private void sent(Outbound outbound) {
    desk().store.sent(List.of(new Delivery(outbound.id(), "")));
  }

  private int prune(Old kind) {
    return desk().other.board().prune(kind, now(), 99);
  }

  private Instant now() {
    return desk().here.now();
  }

  private List<SessionKey> sessions() {
    return desk().store.sessions(99).stream().map(Summary::session).toList();
  }

  private void age() {
    desk().pass(Duration.ofSeconds(1));
  }

  @Test
  default void aConversationWithoutANameIsGoneWithAllThatItHad() {
    SessionKey old = conversation("old", Upload.of("a.txt", new byte[3]));
    Asked asked = desk().store.asks().find("old").orElseThrow();
    String file = desk().store.asks().brought("old").getFirst().files().getFirst().id();
    assertThat(prune(Old.CONVERSATIONS)).isZero();
    age();
    assertThat(prune(Old.CONVERSATIONS)).isEqualTo(1);
    assertThat(prune(Old.CONVERSATIONS)).isZero();
    assertThat(sessions()).isEmpty();
    assertThat(desk().store.transcript(old, 0, 9)).isEmpty();
    assertThat(desk().store.asks().find("old")).isEmpty();
    assertThat(desk().store.status(asked.message())).isEmpty();
    assertThat(desk().store.attachments().bytes(file)).isEmpty();
    conversation("old");
    assertThat(sessions()).containsExactly(old);
  }

  @Test
  default void onlySoMuchIsDeletedAtATimeTheOldestFirst() {
    for (String name : List.of("a", "b", "c")) {
      conversation(name);
      age();
    }
    Board board = desk().store.board();
    assertThat(board.prune(Old.CONVERSATIONS, now(), 2)).isEqualTo(2);
    assertThat(sessions()).containsExactly(session("c"));
    assertThat(board.prune(Old.CONVERSATIONS, now().minusSeconds(1), 2)).isZero();
    assertThat(board.prune(Old.CONVERSATIONS, now(), 2)).isEqualTo(1);
  }

  @Test
  default void whatAPersonTouchedIsKept() {
    SessionKey pinned = conversation("pinned");
    desk().store.chats().pin(pinned, true);
    SessionKey titled = conversation("titled");
    desk().store.chats().rename(titled, "Mine");
    SessionKey spoken = conversation("spoken");
    desk().turn(spoken, "by hand", "well");
    deliver(spoken);
    SessionKey named = conversation("named");
    asked("again", new Place.Named(named));
    Lease lease = desk().lease(named);
    desk().open(lease);
    desk().store.finish(lease, answer("done"));
    deliver(named);
    desk().turn(ANN, "hi", "hello");
    age();
    assertThat(prune(Old.CONVERSATIONS)).isZero();
    assertThat(sessions()).containsExactlyInAnyOrder(pinned, titled, spoken, named, ANN);
  }

  @Test
  default void whatAJobOrAProgramComesBackToIsKept() {
    SessionKey ofJob = conversation("job");
    desk().store.schedules().add(job("00000001", ofJob), now());
    SessionKey called = conversation("called");
    desk().store.callers().bind(Callers.Caller.local("door", called, Desk.SENDER, Trust.OWNER));
    age();
    assertThat(prune(Old.CONVERSATIONS)).isZero();
    assertThat(sessions()).containsExactlyInAnyOrder(ofJob, called);
  }

  @Test
  default void whatIsUnderWayIsKept() {
    asked("waits", new Place.New(session("waits")));
    Asked asked = asked("works", new Place.New(session("works")));
    desk().open(desk().lease(asked.session()));
    age();
    assertThat(prune(Old.CONVERSATIONS)).isZero();
    desk().store.evict(worker -> worker.equals("one"));
    age();
    assertThat(prune(Old.CONVERSATIONS)).isZero();
    assertThat(sessions()).hasSize(2);
  }

  @Test
  default void whatASubagentStillTalksInIsKeptAndHoldsNothingUp() {
    Asked old = asked("old", new Place.New(session("old")));
    Lease lease = desk().lease(old.session());
    desk().open(lease);
    spawn(lease, "a");
    desk().store.finish(lease, answer("asked it"));
    finish(old.session(), "a", "found it");
    heard(old.session());
    deliver(old.session());
    deliver(old.session());
    desk().asking(child(old.session(), "a"), "and more?");
    age();
    conversation("young");
    age();
    assertThat(desk().store.board().prune(Old.CONVERSATIONS, now(), 1)).isEqualTo(1);
    assertThat(sessions()).contains(old.session()).doesNotContain(session("young"));
    assertThat(desk().store.board().prune(Old.CONVERSATIONS, now(), 1)).isZero();
  }

  @Test
  default void whatWasDeletedByItsCallerLeavesNothingEither() {
    conversation("old");
    desk().store.asks().delete("old");
    age();
    assertThat(prune(Old.CONVERSATIONS)).isEqualTo(1);
    var again = asked("old", new Place.New(session("old")));
    assertThat(again.id()).isEqualTo("old");
  }

  @Test
  default void twoInstancesDeleteEachOnce() {
    for (int i = 0; i < 12; i++) conversation("c" + i);
    age();
    var deleted = new AtomicInteger();
    Race.together(
        () -> deleted.addAndGet(desk().store.board().prune(Old.CONVERSATIONS, now(), 99)),
        () -> deleted.addAndGet(desk().other.board().prune(Old.CONVERSATIONS, now(), 99)));
    assertThat(deleted).hasValue(12);
    assertThat(sessions()).isEmpty();
  }

  @Test
  default void aTurnsStepsEndAndItsConversationStays() {
    long message = desk().post(ANN, "one");
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    var call = desk().plan(lease, "a").getFirst();
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "found")));
    desk().store.finish(lease, answer("1"));
    desk().take(9).forEach(this::sent);
    List<String> told = desk().told(ANN);
    age();
    assertThat(prune(Old.TRACES)).isEqualTo(1);
    assertThat(prune(Old.TRACES)).isZero();
    assertThat(desk().told(ANN)).isEqualTo(told);
    assertThat(desk().store.status(message).orElseThrow().usage().output()).isPositive();
    assertThat(desk().store.trace(message).orElseThrow().moments())
        .extracting(moment -> moment.what() + " " + moment.detail())
        .anyMatch(line -> line.endsWith("; what it did is no longer kept"))
        .noneMatch(line -> line.startsWith("tool") || line.startsWith("sent"))
        .anyMatch(line -> line.startsWith("answered"));
    assertThat(desk().store.threads().said(ANN, 0, 9)).isEmpty();
  }

  @Test
  default void whatAConversationShowsOnlyAsSentIsKept() {
    desk().store.controls().answer(Desk.inbound(ANN, "h", "/help"), "the words");
    desk().turn(ANN, "one", "1");
    Outbound help = desk().take(1).getFirst();
    sent(help);
    Outbound dead = desk().take(1).getFirst();
    desk().store.bury(Attempt.of(dead), false, "gone");
    age();
    assertThat(prune(Old.TRACES)).isEqualTo(1);
    assertThat(desk().store.threads().said(ANN, 0, 9))
        .extracting(Threads.Said::text)
        .containsExactly("the words");
    assertThat(desk().store.board().leaves(dead.id()).orElseThrow().state()).isEqualTo("dead");
  }

  @Test
  default void aTurnThatRunsIsTraced() {
    Lease lease = desk().asking(ANN, "one");
    desk().plan(lease, "a");
    age();
    assertThat(prune(Old.TRACES)).isZero();
  }

  private static Job job(String id, SessionKey session) {
    var errand =
        new Job.Errand("x", session, Desk.SENDER, Trust.OWNER, new Purpose.AnswerTo.Session());
    var every = new Schedule.Every(Desk.TTL, Instant.EPOCH);
    return new Job(id, "x", every, errand, Misfire.SKIP, true, false, Instant.EPOCH);
  }

  @Test
  default void theHistoryOfAJobEndsAfterTheJob() {
    Schedules schedules = desk().store.schedules();
    for (String id : List.of("00000001", "00000002")) {
      schedules.add(job(id, ANN), now());
      var planned = schedules.find(id).orElseThrow();
      schedules.disable(id);
      schedules.start(id, new Schedules.Run(now(), "x"));
      desk().stop(ANN);
      assertThat(planned.job().id()).isEqualTo(id);
    }
    schedules.remove("00000001");
    age();
    assertThat(prune(Old.JOBS)).isEqualTo(1);
    assertThat(prune(Old.JOBS)).isZero();
    assertThat(schedules.history("00000001", 9)).isEmpty();
    assertThat(schedules.history("00000002", 9)).hasSize(1);
  }

  @Test
  default void aRunThatIsNotOverOutlivesItsJob() {
    Schedules schedules = desk().store.schedules();
    schedules.add(job("00000001", ANN), now());
    schedules.start("00000001", new Schedules.Run(now(), "x"));
    schedules.remove("00000001");
    age();
    assertThat(prune(Old.JOBS)).isZero();
    assertThat(schedules.history("00000001", 9)).hasSize(1);
  }
}
