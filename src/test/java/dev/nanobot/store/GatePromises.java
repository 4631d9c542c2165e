package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.race.Race;
import dev.nanobot.store.Gates.Guest;
import dev.nanobot.store.Gates.Noticed;
import dev.nanobot.store.Gates.Offer;
import dev.nanobot.store.Gates.Pending;
import dev.nanobot.store.Gates.Said;
import dev.nanobot.store.Gates.State;
import dev.nanobot.store.Gates.Station;
import dev.nanobot.store.Gates.Stranger;
import dev.nanobot.store.Store.Attempt;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.store.Store.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a store promises to channels: how far they listened, how they are, and who may talk.
interface GatePromises {
  Desk desk();

  private Gates gates() {
    return desk().store.gates();
  }

  private static Stranger stranger(String sender) {
    return new Stranger("chat", sender, "S" + sender, SessionKey.of("chat", sender));
  }

  private static Offer code(String code) {
    return new Offer.Code(code, "your code is " + code);
  }

  private List<String> told(String sender) {
    return desk().store.unsent(SessionKey.of("chat", sender)).stream().map(Outbound::text).toList();
  }

  private Offer nothing() {
    return new Offer.Nothing();
  }

  // ---- cursors

  @Test
  default void aCursorMovesWithItsMessage() {
    assertThat(gates().cursor("chat/1")).isEmpty();
    desk().post(inbound(ANN, "m1", "hi").upTo(new Cursor("chat/1", "7")));
    assertThat(desk().other.gates().cursor("chat/1")).contains("7");
    desk()
        .store
        .refuse(inbound(ANN, "m2", "hi").upTo(new Cursor("chat/1", "8")), new Refusal("no", "no"));
    assertThat(gates().cursor("chat/1")).contains("8");
    desk().store.controls().answer(inbound(ANN, "m3", "hi").upTo(new Cursor("chat/1", "9")), "a");
    assertThat(gates().cursor("chat/1")).contains("9");
    assertThat(gates().cursor("chat/2")).isEmpty();
  }

  @Test
  default void aRepeatMovesItsCursorToo() {
    Inbound message = inbound(ANN, "m1", "hi");
    desk().post(message);
    desk().post(message.upTo(new Cursor("chat", "5")));
    assertThat(gates().cursor("chat")).contains("5");
    assertThat(desk().store.health().inboxWaiting()).isEqualTo(1);
  }

  @Test
  default void aCursorPassesWhatHoldsNoMessage() {
    gates().pass(new Cursor("chat", "5"));
    gates().pass(new Cursor("chat", "3"));
    assertThat(desk().other.gates().cursor("chat")).contains("3");
  }

  // ---- stations

  @Test
  default void aStationTellsSinceWhenItIsAsItIs() {
    Instant start = desk().here.now();
    gates().note(new Station("chat", State.FAILING, "down", 1, start, start, "one"));
    Instant later = start.plusSeconds(5);
    gates().note(new Station("chat", State.FAILING, "still down", 2, later, later, "one"));
    assertThat(desk().other.gates().stations())
        .containsExactly(new Station("chat", State.FAILING, "still down", 2, start, later, "one"));
    gates().note(new Station("chat", State.CONNECTED, "", 0, later, later, "one"));
    assertThat(gates().stations())
        .containsExactly(new Station("chat", State.CONNECTED, "", 0, later, later, "one"));
  }

  // ---- strangers

  @Test
  default void aStrangerIsToldOneCodeInAnHour() {
    assertThat(gates().knock(stranger("1"), code("AAAA"))).isEqualTo(Noticed.TOLD);
    desk().pass(Gates.CODE_VALID.minusMillis(1));
    assertThat(gates().knock(stranger("1"), code("BBBB"))).isEqualTo(Noticed.IGNORED);
    assertThat(told("1")).containsExactly("your code is AAAA");
    desk().pass(Duration.ofMillis(1));
    assertThat(gates().knock(stranger("1"), code("CCCC"))).isEqualTo(Noticed.TOLD);
    assertThat(told("1")).containsExactly("your code is AAAA", "your code is CCCC");
    assertThat(gates().approve("AAAA", "in")).isEmpty();
    assertThat(gates().approve("CCCC", "in")).contains(new Principal("chat:1"));
  }

  @Test
  default void onlySoManyCodesAreGoodAtATime() {
    for (int i = 1; i <= Gates.PENDING_MAX; i++) {
      assertThat(gates().knock(stranger("" + i), code("CODE" + i))).isEqualTo(Noticed.TOLD);
    }
    assertThat(gates().knock(stranger("9"), code("CODE9"))).isEqualTo(Noticed.SEEN);
    assertThat(gates().knock(stranger("9"), code("CODE9"))).isEqualTo(Noticed.IGNORED);
    assertThat(told("9")).isEmpty();
    var other = new Stranger("mail", "9", "S", SessionKey.of("mail", "9"));
    assertThat(gates().knock(other, code("MAIL9"))).isEqualTo(Noticed.TOLD);
    gates().deny("CODE1");
    assertThat(gates().knock(stranger("9"), code("CODE9"))).isEqualTo(Noticed.TOLD);
  }

  @Test
  default void howeverManyKnockAtOnceOnlySoManyAreTold() {
    var told = new AtomicInteger();
    Race.Part[] all = new Race.Part[20];
    for (int i = 0; i < all.length; i++) {
      String sender = "r" + i;
      Gates where = i % 2 == 0 ? gates() : desk().other.gates();
      all[i] =
          () -> {
            if (where.knock(stranger(sender), code(sender)) == Noticed.TOLD) told.incrementAndGet();
          };
    }
    Race.together(all);
    assertThat(told).hasValue(Gates.PENDING_MAX);
    assertThat(gates().pending()).hasSize(Gates.PENDING_MAX);
  }

  @Test
  default void onlySoManyStrangersAreRemembered() {
    for (int i = 0; i < Gates.STRANGERS_MAX; i++) {
      assertThat(gates().knock(stranger("s" + i), nothing())).isEqualTo(Noticed.SEEN);
    }
    assertThat(gates().knock(stranger("more"), nothing())).isEqualTo(Noticed.IGNORED);
    desk().pass(Gates.CODE_VALID);
    assertThat(gates().knock(stranger("more"), nothing())).isEqualTo(Noticed.SEEN);
  }

  @Test
  default void aStrangerWhoWasOnlySeenIsToldACodeLater() {
    assertThat(gates().knock(stranger("1"), nothing())).isEqualTo(Noticed.SEEN);
    assertThat(gates().knock(stranger("1"), nothing())).isEqualTo(Noticed.IGNORED);
    assertThat(gates().knock(stranger("1"), code("AAAA"))).isEqualTo(Noticed.TOLD);
  }

  @Test
  default void whoeverIsApprovedMayTalkAndIsToldSo() {
    gates().knock(stranger("1"), code("AAAA"));
    assertThat(gates().pending()).extracting(Pending::stranger).containsExactly(stranger("1"));
    assertThat(gates().trust(new Principal("chat:1"))).isEmpty();
    assertThat(desk().other.gates().approve("AAAA", "welcome")).isPresent();
    assertThat(gates().trust(new Principal("chat:1"))).contains(Trust.ALLOWED);
    assertThat(told("1")).containsExactly("your code is AAAA", "welcome");
    assertThat(gates().approve("AAAA", "welcome")).isEmpty();
    assertThat(gates().pending()).isEmpty();
    var guest = new Guest(new Principal("chat:1"), desk().here.now());
    assertThat(gates().guests()).containsExactly(guest);
    assertThat(gates().revoke(new Principal("chat:1"))).isTrue();
    assertThat(gates().revoke(new Principal("chat:1"))).isFalse();
    assertThat(gates().trust(new Principal("chat:1"))).isEmpty();
  }

  @Test
  default void aCodeIsGoodUntilItsTimeIsOver() {
    gates().knock(stranger("1"), code("AAAA"));
    desk().pass(Gates.CODE_VALID);
    assertThat(gates().pending()).isEmpty();
    assertThat(gates().approve("AAAA", "in")).isEmpty();
    assertThat(gates().deny("AAAA")).isEmpty();
  }

  @Test
  default void whoeverIsDeniedIsToldNothingForAWhile() {
    gates().knock(stranger("1"), code("AAAA"));
    assertThat(gates().deny("AAAA")).contains(new Principal("chat:1"));
    desk().pass(Gates.CODE_VALID);
    assertThat(gates().knock(stranger("1"), code("BBBB"))).isEqualTo(Noticed.IGNORED);
    desk().pass(Gates.DENIED);
    assertThat(gates().knock(stranger("1"), code("BBBB"))).isEqualTo(Noticed.TOLD);
  }

  // ---- how much

  @Test
  default void whatSomebodySaidInATimeIsCounted() {
    Instant start = desk().here.now();
    desk().post(inbound(ANN, "m1", "a"));
    desk().pass(Duration.ofSeconds(1));
    desk().post(inbound(ANN, "m2", "b"));
    desk().store.refuse(inbound(ANN, "m3", "c"), new Refusal(Gates.TOO_MANY, ""));
    assertThat(gates().said(Desk.SENDER, start.minusMillis(1))).isEqualTo(new Said(2, 1));
    assertThat(gates().said(Desk.SENDER, start)).isEqualTo(new Said(1, 1));
    assertThat(gates().said(new Principal("chat:9"), Instant.EPOCH)).isEqualTo(new Said(0, 0));
    assertThat(desk().store.unsent(ANN)).isEmpty();
  }

  // ---- memos

  @Test
  default void whatIsSaidIsToldTheMemoOfWhatItAnswers() {
    desk().post(inbound(ANN, "m1", "a").noting("first"));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, Desk.answer("to the first"));
    desk().post(inbound(ANN, "m2", "b").noting("second"));
    assertThat(take().memo()).isEqualTo("first");
  }

  @Test
  default void aRefusalIsToldTheMemoOfWhatIsRefused() {
    desk().store.refuse(inbound(ANN, "m1", "a").noting("first"), new Refusal("no", "no"));
    desk().post(inbound(ANN, "m2", "b").noting("second"));
    assertThat(take().memo()).isEqualTo("first");
  }

  @Test
  default void whatAnswersNothingThereIsToldTheLastMemoOfItsChat() {
    desk().post(inbound(BOB, "m1", "a").noting("first"));
    desk().post(inbound(BOB, "m2", "b").noting("second"));
    desk().post(inbound(BOB, "m3", "c"));
    var job = new Purpose(Origin.SCHEDULE, Task.TALK, new Purpose.AnswerTo.Chat(BOB), "");
    desk().post(new Inbound("cron", "j1", ANN, Desk.SENDER, Trust.OWNER, "do it", job));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, Desk.answer("done"));
    assertThat(take().memo()).isEqualTo("second");
  }

  @Test
  default void whatWaitedBeforeTheInboxKeepsItsMemo() {
    gates().hold(inbound(ANN, "m1", "a").noting("held"), "", Duration.ZERO, Duration.ZERO);
    gates().release("chat", 9, new Refusal("full", "full"));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, Desk.answer("hello"));
    assertThat(take().memo()).isEqualTo("held");
  }

  @Test
  default void aMemoGoesWithWhatIsDeleted() {
    desk().post(inbound(BOB, "m1", "a").noting("private"));
    Lease deleted = desk().lease(BOB);
    desk().open(deleted);
    desk().store.finish(deleted, Desk.answer("done"));
    desk().store.delete(BOB);
    var job = new Purpose(Origin.SCHEDULE, Task.TALK, new Purpose.AnswerTo.Chat(BOB), "");
    desk().post(new Inbound("cron", "j1", ANN, Desk.SENDER, Trust.OWNER, "do it", job));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, Desk.answer("done"));
    assertThat(take().memo()).isEmpty();
  }

  // ---- parts

  @Test
  default void theRestOfAMessageIsTakenAfterEachPart() {
    desk().store.refuse(inbound(ANN, "m1", "a"), new Refusal("no", "long"));
    desk().store.refuse(inbound(ANN, "m2", "a"), new Refusal("no", "next"));
    Outbound first = take();
    assertThat(first.partsSaid()).isZero();
    desk().store.saidPart(Attempt.of(first));
    Outbound rest = take();
    assertThat(rest)
        .usingRecursiveComparison()
        .ignoringFields("past")
        .isEqualTo(new Outbound(first.id(), first.key(), ANN, "long", 2, 1, false, 1));
    desk().store.saidPart(Attempt.of(first)); // late: the attempt is another one
    desk().store.postpone(Attempt.of(rest), Duration.ZERO, true, "unknown");
    assertThat(take())
        .usingRecursiveComparison()
        .ignoringFields("past")
        .isEqualTo(new Outbound(first.id(), first.key(), ANN, "long", 3, 1, true, 1));
  }

  private Outbound take() {
    return desk().store.take("one", "chat", Desk.TTL, Room.of(1), List.of()).getFirst();
  }
}
