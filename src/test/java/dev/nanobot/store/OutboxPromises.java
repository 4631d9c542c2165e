package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.TTL;
import static dev.nanobot.store.Desk.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Buttons;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Attempt;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.Store.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises to those who carry messages out.
interface OutboxPromises {
  Desk desk();

  @Test
  default void aChatHearsItsMessagesInOrderOneAtATime() {
    desk().turn(ANN, "a", "first");
    desk().turn(ANN, "b", "second");
    Outbound first = only("first");
    assertThat(desk().take(9)).isEmpty();
    assertThat(desk().other.take("two", "chat", TTL, Room.of(9), List.of())).isEmpty();
    desk().store.sent(List.of(new Delivery(first.id(), "p1")));
    Outbound second = only("second");
    assertThat(second.key()).isNotEqualTo(first.key());
    desk().store.sent(List.of(new Delivery(second.id(), "")));
    assertThat(desk().unsent(ANN)).isEmpty();
    assertThat(desk().store.health().outboxPending()).isZero();
  }

  @Test
  default void otherChatsDoNotWait() {
    desk().turn(ANN, "a", "to ann");
    desk().turn(ANN, "a", "to ann again");
    desk().turn(BOB, "b", "to bob");
    assertThat(texts(desk().take(1))).containsExactly("to ann");
    assertThat(texts(desk().take(9))).containsExactly("to bob");
  }

  @Test
  default void anEndpointSendsOnlyItsOwn() {
    var mail = new SessionKey("mail", "work", "carl", "");
    desk().turn(ANN, "a", "to ann");
    desk().turn(mail, "c", "to carl");
    assertThat(texts(desk().store.take("one", mail.endpoint(), TTL, Room.of(9), List.of())))
        .containsExactly("to carl");
    assertThat(desk().store.take("one", "mail", TTL, Room.of(9), List.of())).isEmpty();
  }

  @Test
  default void whereSomebodyComesAndReadsEverythingIsSentAtOnce() {
    for (SessionKey pulled :
        List.of(SessionKey.of(SessionKey.WEB, "main"), new SessionKey("api", "", "owner", "x"))) {
      desk().turn(pulled, "w" + pulled, "read this");
      assertThat(desk().store.take("one", pulled.endpoint(), TTL, Room.of(9), List.of())).isEmpty();
      assertThat(desk().store.threads().said(pulled, 0, 9)).isEmpty(); // it is in the transcript
      assertThat(desk().store.health().outboxPending()).isZero();
      assertThat(desk().store.board().leaves("sent", Long.MAX_VALUE, 1).getFirst().sentAt())
          .isPresent();
    }
  }

  @Test
  default void whatToolsSayComesBeforeTheAnswerInTheirOrder() {
    Lease lease = desk().asking(ANN, "hi");
    Waiting call = desk().plan(lease, "a").getFirst();
    desk()
        .store
        .settle(
            lease,
            Map.of(
                call.key(),
                desk()
                    .outcome(
                        call,
                        "done",
                        new Write.Say(ANN, "one"),
                        new Write.Say(BOB, "aside"),
                        new Write.Say(ANN, "two"))));
    desk().store.finish(lease, Desk.answer("three"));
    assertThat(desk().unsent(ANN)).containsExactly("one", "two", "three");
    assertThat(desk().unsent(BOB)).containsExactly("aside");
  }

  @Test
  default void filesAreSaidAfterTheirTextAndKeptFromThenOn() {
    Attachments attachments = desk().store.attachments();
    Attachment file =
        attachments.put(new Principal("chat:1"), Upload.of("a.txt", "one".getBytes(UTF_8)));
    Lease lease = desk().asking(ANN, "hi");
    Waiting call = desk().plan(lease, "a").getFirst();
    var say = new Write.Say(ANN, "here", List.of(file));
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done", say)));
    desk().store.finish(lease, Desk.answer("done"));
    String name = "[file a.txt (text/plain, 3 bytes)]";
    assertThat(desk().unsent(ANN)).containsExactly("here", name, "done");
    Outbound text = only("here");
    assertThat(text.file()).isNull();
    desk().store.sent(List.of(new Delivery(text.id(), "")));
    assertThat(only(name).file()).isEqualTo(file);
    assertThat(attachments.of(file.id(), ANN)).contains(file);
    attachments.prune(Instant.parse("9999-01-01T00:00:00Z"));
    assertThat(attachments.bytes(file.id())).contains("one".getBytes(UTF_8));
    desk().store.delete(ANN);
    assertThat(attachments.bytes(file.id())).isEmpty();
  }

  @Test
  default void buttonsGoWithTheirTextBeforeFilesWhateverHappensToIt() {
    Attachment file =
        desk().store.attachments().put(Desk.SENDER, Upload.of("a.txt", "one".getBytes(UTF_8)));
    var buttons = new Buttons(List.of(List.of("Yes", "<b>"), List.of("да")));
    Lease lease = desk().asking(ANN, "hi");
    Waiting call = desk().plan(lease, "a").getFirst();
    var say = new Write.Say(ANN, "Which?", buttons, List.of(file));
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done", say)));
    Outbound first = only("Which?");
    assertThat(first.buttons()).isEqualTo(buttons);
    desk().store.saidPart(Attempt.of(first));
    Outbound second = only("Which?");
    assertThat(second.buttons()).isEqualTo(buttons);
    desk().store.bury(Attempt.of(second), false, "chat is gone");
    assertThat(desk().store.board().retry(second.id(), "op")).isEqualTo(Board.Handling.DONE);
    Outbound again = only("Which?");
    assertThat(again.buttons()).isEqualTo(buttons);
    assertThat(desk().store.unsent(ANN).getLast().buttons()).isEqualTo(Buttons.NONE);
    String named = "Which?\n\n[Yes] [<b>]\n[да]";
    assertThat(desk().store.board().leaves(again.id()).orElseThrow().text()).isEqualTo(named);
    assertThat(desk().store.threads().said(ANN, 0, 9).getFirst().text()).isEqualTo(named);
  }

  @Test
  default void whereButtonsWereOfferedIsKnownByThePlatformsId() {
    var topic = new SessionKey("chat", "", "group", "9");
    Lease lease = desk().asking(topic, "hi");
    Waiting call = desk().plan(lease, "a").getFirst();
    var say = new Write.Say(topic, "Which?", new Buttons(List.of(List.of("Yes"))), List.of());
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done", say)));
    desk().store.sent(List.of(new Delivery(only("Which?").id(), "p1")));
    Gates gates = desk().other.gates();
    assertThat(gates.offered("chat", "group", "p1")).contains(topic);
    assertThat(gates.offered("chat", "another", "p1")).isEmpty();
    assertThat(gates.offered("mail", "group", "p1")).isEmpty();
    assertThat(gates.offered("chat", "group", "p2")).isEmpty();
  }

  @Test
  default void noLabelKeepsASecret() {
    var token = "sk-proj-" + "Ab3dEf6hIj9lMn2pQr5tUv8x";
    Lease lease = desk().asking(ANN, "hi");
    Waiting call = desk().plan(lease, "a").getFirst();
    var buttons = new Buttons(List.of(List.of("use " + token)));
    var say = new Write.Say(ANN, "Which?", buttons, List.of());
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done", say)));
    assertThat(only("Which?").buttons().rows().getFirst())
        .singleElement()
        .satisfies(label -> assertThat(label).startsWith("use [REDACTED:").doesNotContain("Ab3d"));
  }

  /// In a pulled session nobody presses anything.
  @Test
  default void whoReadsWhatWasSaidIsToldTheButtonsToo() {
    SessionKey pulled = SessionKey.of("web", "ann");
    var buttons = new Buttons(List.of(List.of("Yes", "No")));
    Lease lease = desk().asking(ANN, "hi");
    Waiting call = desk().plan(lease, "a").getFirst();
    var say = new Write.Say(pulled, "Which?", buttons, List.of());
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done", say)));
    assertThat(desk().store.threads().said(pulled, 0, 9))
        .extracting(Threads.Said::text)
        .containsExactly("Which?\n\n[Yes] [No]");
  }

  @Test
  default void whatSeveralCallsSayIsSaidInTheirOrder() {
    Lease lease = desk().asking(ANN, "hi");
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (Waiting call : desk().plan(lease, "a", "b", "c", "d").reversed()) {
      String text = "by " + call.call().id();
      outcomes.put(call.key(), desk().outcome(call, "done", new Write.Say(ANN, text)));
    }
    desk().store.settle(lease, outcomes);
    assertThat(desk().unsent(ANN)).containsExactly("by a", "by b", "by c", "by d");
  }

  @Test
  default void aPostponedMessageHoldsItsChatButNoOther() {
    desk().turn(ANN, "a", "first");
    desk().turn(ANN, "b", "second");
    Outbound first = only("first");
    desk().store.postpone(Attempt.of(first), Duration.ofSeconds(5), false, "platform down");
    assertThat(desk().take(9)).isEmpty();
    desk().turn(BOB, "c", "to bob");
    assertThat(texts(desk().take(9))).containsExactly("to bob");
    desk().pass(Duration.ofSeconds(5));
    Outbound again = only("first");
    assertThat(again)
        .usingRecursiveComparison()
        .ignoringFields("past")
        .isEqualTo(new Outbound(first.id(), first.key(), ANN, "first", 2, false));
  }

  @Test
  default void anAttemptThatIsPutOffDoesNotCountAndMarksNothing() {
    desk().turn(ANN, "a", "first");
    Instant since = desk().store.board().leaves("pending", Long.MAX_VALUE, 1).getFirst().at();
    Outbound first = only("first");
    desk().store.putOff(Attempt.of(first), Duration.ofSeconds(5), "no connection");
    assertThat(desk().take(9)).isEmpty();
    assertThat(desk().store.board().traffic("chat").trouble()).isEqualTo("no connection");
    desk().pass(Duration.ofSeconds(5));
    Outbound again = only("first");
    assertThat(again.attempts()).isEqualTo(2);
    assertThat(again.tries()).isEqualTo(1);
    assertThat(again.mayBeDuplicate()).isFalse();
    assertThat(again.past()).isEqualTo(new Outbound.Past(since, Duration.ofSeconds(5)));
    desk().store.putOff(Attempt.of(first), Duration.ZERO, "late");
    assertThat(desk().take(9)).isEmpty();
  }

  @Test
  default void filesThatHaveNoRoomKeepOutNoText() {
    var busy = List.<SessionKey>of();
    for (SessionKey session : List.of(ANN, BOB)) {
      Attachment file =
          desk().store.attachments().put(new Principal("chat:1"), Upload.of("a", new byte[1]));
      Lease lease = desk().asking(session, "hi");
      Waiting call = desk().plan(lease, "a").getFirst();
      var say = new Write.Say(session, "", List.of(file));
      desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done", say)));
      Outbound text = desk().store.take("one", "chat", TTL, new Room(1, 0), busy).getFirst();
      desk().store.sent(List.of(new Delivery(text.id(), "")));
    }
    SessionKey carl = SessionKey.of("chat", "carl");
    desk().turn(carl, "c", "to carl");
    assertThat(texts(desk().store.take("one", "chat", TTL, new Room(1, 0), busy)))
        .containsExactly("to carl");
    assertThat(desk().store.take("one", "chat", TTL, new Room(9, 0), busy)).isEmpty();
    assertThat(desk().store.take("one", "chat", TTL, new Room(9, 1), busy)).hasSize(1);
    assertThat(desk().store.take("one", "chat", TTL, Room.of(9), busy)).hasSize(1);
  }

  @Test
  default void aBuriedMessageLetsTheNextOnePass() {
    desk().turn(ANN, "a", "first");
    desk().turn(ANN, "b", "second");
    Outbound first = only("first");
    desk().store.bury(Attempt.of(first), false, "chat is gone");
    only("second");
    assertThat(desk().store.health().outboxDead()).isEqualTo(1);
    assertThat(desk().unsent(ANN)).containsExactly("second");
  }

  @Test
  default void aBuriedMessageIsNotPostponed() {
    desk().turn(ANN, "a", "first");
    Outbound first = only("first");
    desk().store.bury(Attempt.of(first), false, "chat is gone");
    desk().store.postpone(Attempt.of(first), Duration.ZERO, false, "late");
    assertThat(desk().take(9)).isEmpty();
    assertThat(desk().store.health().outboxDead()).isEqualTo(1);
  }

  @Test
  default void aLateSenderDoesNotDisturbTheNextOne() {
    desk().turn(ANN, "a", "first");
    Outbound late = only("first");
    desk().pass(Desk.TTL.plusSeconds(1));
    Outbound again = only("first");
    assertThat(desk().store.board().leaves(again.id()).orElseThrow().reason())
        .isEqualTo("the last attempt did not end; the message may have arrived");
    desk().store.postpone(Attempt.of(late), Duration.ZERO, false, "late");
    desk().store.bury(Attempt.of(late), false, "late");
    assertThat(desk().take(9)).isEmpty();
    assertThat(desk().store.health().races())
        .anySatisfy(race -> assertThat(race.name()).contains("late sender"));
    desk().store.bury(Attempt.of(again), false, "gone");
    assertThat(desk().store.health().outboxDead()).isEqualTo(1);
  }

  @Test
  default void anAttemptWithoutAKnownResultMarksTheNextOne() {
    desk().turn(ANN, "a", "first");
    desk().store.postpone(Attempt.of(only("first")), Duration.ZERO, true, "no answer");
    Outbound again = only("first");
    assertThat(again.mayBeDuplicate()).isTrue();
    desk().store.postpone(Attempt.of(again), Duration.ZERO, false, "busy");
    assertThat(only("first").mayBeDuplicate()).isTrue();
  }

  @Test
  default void aMessageSentTwiceIsSentOnce() {
    long message = desk().post(ANN, "hi");
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.finish(lease, Desk.answer("hello"));
    Outbound outbound = only("hello");
    desk().store.sent(List.of(new Delivery(outbound.id(), "p1")));
    desk().pass(Duration.ofSeconds(1));
    desk().other.sent(List.of(new Delivery(outbound.id(), "p2")));
    desk().store.bury(Attempt.of(outbound), false, "late");
    desk().store.postpone(Attempt.of(outbound), Duration.ZERO, false, "late");
    assertThat(desk().take(9)).isEmpty();
    assertThat(desk().store.trace(message).orElseThrow().moments())
        .filteredOn(moment -> moment.what().equals("sent"))
        .singleElement()
        .satisfies(moment -> assertThat(moment.detail()).contains("as p1"))
        .satisfies(moment -> assertThat(moment.took()).isZero());
  }

  @Test
  default void whatWasNotReportedInTimeIsSentAgainAsAPossibleDuplicate() {
    desk().turn(ANN, "a", "first");
    Outbound first = only("first");
    desk().pass(TTL.minusSeconds(1));
    assertThat(desk().other.take("two", "chat", TTL, Room.of(9), List.of())).isEmpty();
    desk().pass(Duration.ofSeconds(1));
    assertThat(desk().other.take("two", "chat", TTL, Room.of(9), List.of()))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("past")
        .containsExactly(new Outbound(first.id(), first.key(), ANN, "first", 2, true));
    assertThat(desk().races("sent again")).isEqualTo(1);
    desk().store.sent(List.of(new Delivery(first.id(), "late but true")));
    assertThat(desk().unsent(ANN)).isEmpty();
  }

  @Test
  default void nothingIsTakenOfATargetThatIsBusy() {
    desk().turn(ANN, "a", "to ann");
    desk().turn(ANN, "a", "to ann again");
    desk().turn(BOB, "b", "to bob");
    assertThat(texts(desk().take(1))).containsExactly("to ann");
    desk().pass(TTL.plusSeconds(1));
    assertThat(texts(desk().store.take("one", "chat", TTL, Room.of(1), List.of(ANN))))
        .containsExactly("to bob");
    assertThat(texts(desk().take(9))).containsExactly("to ann");
  }

  @Test
  default void aClockThatIsSetBackHoldsNoMessage() {
    desk().turn(ANN, "a", "postponed");
    desk().turn(BOB, "b", "silent");
    Outbound postponed = desk().take(1).getFirst();
    desk().store.postpone(Attempt.of(postponed), Duration.ofSeconds(5), false, "busy");
    assertThat(texts(desk().take(9))).containsExactly("silent");
    desk().pass(Duration.ofHours(-1));
    assertThat(texts(desk().other.take("two", "chat", TTL, Room.of(9), List.of())))
        .containsExactly("postponed", "silent");
  }

  @Test
  default void lookingAtWhatIsUnsentTakesNothing() {
    desk().turn(ANN, "a", "first");
    assertThat(desk().unsent(ANN)).containsExactly("first");
    Outbound first = only("first");
    assertThat(desk().store.unsent(ANN)).extracting(Outbound::id).containsExactly(first.id());
  }

  private Outbound only(String text) {
    List<Outbound> taken = desk().take(9);
    assertThat(texts(taken)).containsExactly(text);
    return taken.getFirst();
  }
}
