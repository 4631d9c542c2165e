package dev.nanobot.store;

import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.message.Samples;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Summary;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.Asks.Ask;
import dev.nanobot.store.Asks.Asked;
import dev.nanobot.store.Asks.Line;
import dev.nanobot.store.Asks.Place;
import dev.nanobot.store.Asks.Taken;
import dev.nanobot.store.Asks.Terms;
import dev.nanobot.store.Asks.Voice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a store promises about what programs ask.
interface AskPromises {
  Desk desk();

  private static SessionKey session(String name) {
    return new SessionKey("api", "", "owner", name);
  }

  private static Terms terms(String instructions) {
    return new Terms(Desk.SENDER, Trust.OWNER, null, instructions, "{}");
  }

  private static List<Line> lines(String... texts) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      boolean isCaller = (texts.length - i) % 2 == 1;
      lines.add(new Line(isCaller ? Voice.CALLER : Voice.AGENT, texts[i], List.of()));
    }
    return lines;
  }

  private Taken take(String id, @Nullable String key, Place place, List<Line> lines) {
    var ask = new Ask(id, key, "digest " + lines, place, lines, terms("as " + id));
    return desk().store.asks().take(ask, 3);
  }

  private Asked in(Taken taken) {
    assertThat(taken).isInstanceOf(Taken.In.class);
    return ((Taken.In) taken).asked();
  }

  private Asked anew(String id, String... texts) {
    return in(take(id, null, new Place.New(session(id)), lines(texts)));
  }

  private Taken after(String id, String previous, String... texts) {
    return take(id, null, new Place.After(previous, session(id)), lines(texts));
  }

  private Answer answered(Asked asked, String text) {
    desk().store.finish(opened(asked), answer(text));
    return desk().store.asks().answer(asked.message()).orElseThrow();
  }

  private Lease opened(Asked asked) {
    Lease lease = desk().lease(asked.session());
    desk().open(lease);
    return lease;
  }

  @Test
  default void anAskBringsItsConversationAndWaitsForATurn() {
    Asked asked = anew("a", "one", "two", "three");
    Lease lease = desk().lease(asked.session());
    Opening opening = desk().open(lease);
    assertThat(Desk.words(opening.transcript()))
        .containsExactly("user one", "says two", "user three");
    assertThat(opening.asker().instructions()).isEqualTo("as a");
    assertThat(opening.history().entries()).isEqualTo(2);
    desk().store.finish(lease, answer("four"));
    Answer answer = desk().other.asks().answer(asked.message()).orElseThrow();
    assertThat(answer.isAnswered()).isTrue();
    assertThat(answer.texts()).containsExactly("four");
    assertThat(answer.usage().input()).isEqualTo(10);
    assertThat(answer.endedAt()).isNotNull();
  }

  @Test
  default void anAskUnderTheSameKeyIsThereOnce() {
    Place first = new Place.New(session("a"));
    Asked asked = in(take("a", "key", first, lines("one")));
    var again = (Taken.In) take("b", "key", new Place.New(session("b")), lines("one"));
    assertThat(again.asked()).isEqualTo(asked);
    assertThat(again.isNew()).isFalse();
    assertThat(desk().store.session(session("b"))).isEmpty();
    assertThat(take("c", "key", first, lines("other"))).isEqualTo(new Taken.OtherUnderKey());
    answered(asked, "done");
    assertThat(in(take("d", "key", first, lines("one")))).isEqualTo(asked);
    assertThat(desk().store.asks().delete("a")).isTrue();
    assertThat(take("e", "key", first, lines("one"))).isEqualTo(new Taken.Deleted());
  }

  @Test
  default void aFullSessionTakesNothing() {
    Place here = new Place.Named(session("a"));
    for (String id : List.of("a", "b", "c")) in(take(id, null, here, lines(id)));
    assertThat(take("d", "key", here, lines("d"))).isEqualTo(new Taken.Full());
    assertThat(desk().store.asks().find("d")).isEmpty();
    assertThat(desk().store.health().inboxWaiting()).isEqualTo(3);
  }

  @Test
  default void aSessionThatHasANameIsToldOneLine() {
    Place here = new Place.Named(session("a"));
    assertThatThrownBy(() -> take("a", null, here, lines("one", "two", "three")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(desk().store.sessions(9)).isEmpty();
  }

  @Test
  default void whatIsWrittenInATurnIsToldFromTheMessageOn() {
    Place here = new Place.Named(session("a"));
    Asked first = in(take("a", null, here, lines("one")));
    Lease lease = opened(first);
    var call = desk().plan(lease, "x").getFirst();
    Asked second = in(take("b", null, here, lines("two")));
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
    desk().store.finish(lease, answer("both"));
    assertThat(desk().store.asks().answer(first.message()).orElseThrow().state())
        .isEqualTo("merged");
    Answer answer = desk().store.asks().answer(second.message()).orElseThrow();
    assertThat(answer.texts()).containsExactly("both");
  }

  @Test
  default void theInstructionsOfAllMessagesOfATurnAreTold() {
    Place here = new Place.Named(session("a"));
    in(take("a", null, here, lines("one")));
    in(take("b", null, here, lines("two")));
    Lease lease = desk().lease(session("a"));
    assertThat(desk().open(lease).asker().instructions()).isEqualTo("as a\n\nas b");
    desk().store.finish(lease, answer("done"));
    desk().post(session("a"), "three");
    assertThat(desk().open(desk().lease(session("a"))).asker().instructions()).isEmpty();
  }

  @Test
  default void anAskGoesOnInTheSessionOfTheOneBeforeUntilSomebodySpeaks() {
    Asked first = anew("a", "one");
    assertThat(after("b", "a", "two")).isEqualTo(new Taken.PreviousUnanswered());
    answered(first, "done");
    assertThat(after("b", "none", "two")).isEqualTo(new Taken.NoPrevious());
    desk().stop(first.session());
    Asked second = in(after("b", "a", "two"));
    assertThat(second.session()).isEqualTo(first.session());
    assertThat(second.previous()).isEqualTo("a");
    answered(second, "done");
    Asked branch = in(after("c", "a", "x", "y", "other"));
    assertThat(branch.session()).isEqualTo(session("c"));
    assertThat(Desk.words(desk().open(desk().lease(branch.session())).transcript()))
        .containsExactly("user one", "says done", "user x", "says y", "user other");
  }

  @Test
  default void aBranchKeepsWhatASummarySays() {
    Asked first = anew("a", "one", "two", "three");
    Lease lease = opened(first);
    long upto = desk().store.summaries().past(first.session(), 9).entries().getLast().seq();
    desk().store.summaries().compact(lease, new Summary(upto, answer("so far")));
    desk().store.finish(lease, answer("done"));
    answered(in(after("b", "a", "next")), "done");
    Asked branch = in(after("c", "a", "other"));
    Opening opening = desk().open(desk().lease(branch.session()));
    assertThat(opening.history().recap().text()).isEqualTo("so far");
    assertThat(Desk.words(opening.transcript()))
        .containsExactly("user three", "says done", "user other");
  }

  @Test
  default void aBranchThatIsNotChosenIsGoneOnWithInACopy() {
    Asked first = anew("a", "one");
    answered(first, "done");
    Asked left = in(after("b", "a", "two"));
    answered(left, "left");
    Asked deeper = in(after("c", "b", "three"));
    answered(deeper, "deeper");
    long turn = desk().store.asks().answer(left.message()).orElseThrow().turn();
    desk().store.branches().ask(Desk.inbound(first.session(), "x", "other two"), turn);
    Lease lease = desk().lease(first.session());
    desk().open(lease);
    desk().store.finish(lease, answer("chosen"));
    Asked onward = in(after("d", "c", "four"));
    assertThat(Desk.words(desk().open(desk().lease(onward.session())).transcript()))
        .containsExactly(
            "user one",
            "says done",
            "user two",
            "says left",
            "user three",
            "says deeper",
            "user four");
    assertThat(onward.session()).isEqualTo(session("d"));
    desk().store.branches().choose(first.session(), turn);
    assertThat(in(after("e", "c", "four")).session()).isEqualTo(session("e"));
  }

  @Test
  default void whatWasTakenBackIsNotGoneOnWith() {
    Asked first = anew("a", "one");
    answered(first, "done");
    answered(in(after("b", "a", "two")), "gone");
    desk().store.controls().undo(Desk.inbound(first.session(), "u", "/undo"), text -> "undone");
    assertThat(after("c", "b", "three")).isEqualTo(new Taken.NoPrevious());
  }

  @Test
  default void aConversationThatBeganAnewIsNotGoneOnWith() {
    Asked first = anew("a", "one");
    answered(first, "done");
    desk()
        .store
        .controls()
        .restart(Desk.inbound(first.session(), "new", "/new"), stopped -> "anew");
    assertThat(after("b", "a", "two")).isEqualTo(new Taken.NoPrevious());
  }

  @Test
  default void filesBelongToTheMessagesThatBringThem() {
    var before = new Line(Voice.CALLER, "see", List.of(Upload.of("a.png", Samples.png(1, 1))));
    var reply = new Line(Voice.AGENT, "seen", List.of());
    var last = new Line(Voice.CALLER, "", List.of(Upload.of("b.gif", Samples.gif(2, 2))));
    Asked first = in(take("a", null, new Place.New(session("a")), List.of(before, reply, last)));
    Opening opening = desk().open(desk().lease(first.session()));
    Attachment old = ((User) opening.transcript().get(0)).attachments().getFirst();
    Attachment fresh = ((User) opening.transcript().get(2)).attachments().getFirst();
    assertThat(desk().store.attachments().of(old.id(), first.session())).contains(old);
    assertThat(desk().store.attachments().of(first.message())).containsExactly(fresh);
    assertThat(desk().store.attachments().bytes(old.id())).contains(Samples.png(1, 1));
  }

  @Test
  default void filesOfAnAskTakeNoRoomOfThoseThatWaitAndTheseNoneOfIts() {
    for (int i = 0; i < Attachments.WAITING_MAX; i++) {
      desk().store.attachments().put(Desk.SENDER, Upload.of("n" + i, new byte[] {(byte) i}));
    }
    var before = new Line(Voice.CALLER, "see", List.of(Upload.of("a.png", Samples.png(1, 1))));
    var reply = new Line(Voice.AGENT, "seen", List.of());
    var last = new Line(Voice.CALLER, "", List.of(Upload.of("b.gif", Samples.gif(2, 2))));
    Asked asked = in(take("a", null, new Place.New(session("a")), List.of(before, reply, last)));
    assertThat(desk().store.attachments().of(asked.message())).hasSize(1);
  }

  @Test
  default void theFilesOfABranchOutliveWhatItBranchedFrom() {
    var line = new Line(Voice.CALLER, "see", List.of(Upload.of("a.png", Samples.png(1, 1))));
    Asked first = in(take("a", null, new Place.New(session("a")), List.of(line)));
    answered(first, "done");
    answered(in(after("b", "a", "two")), "done");
    Asked branch = in(after("c", "a", "other"));
    desk().store.delete(first.session());
    Opening opening = desk().open(desk().lease(branch.session()));
    Attachment copy = ((User) opening.transcript().getFirst()).attachments().getFirst();
    assertThat(desk().store.attachments().bytes(copy.id())).contains(Samples.png(1, 1));
    assertThat(desk().store.asks().find("a")).isEmpty();
  }

  @Test
  default void aFailureIsNoText() {
    Asked asked = anew("a", "one");
    desk().store.fail(opened(asked), "model: broken", "Sorry.");
    Answer answer = desk().store.asks().answer(asked.message()).orElseThrow();
    assertThat(answer.isAnswered()).isFalse();
    assertThat(answer.isUnderWay()).isFalse();
    assertThat(answer.notice()).isEqualTo("Sorry.");
    assertThat(after("b", "a", "two")).isEqualTo(new Taken.PreviousUnanswered());
  }

  @Test
  default void theLastAskThatIsDeletedTakesItsConversationWithIt() {
    Asked first = anew("a", "one");
    answered(first, "done");
    answered(in(after("b", "a", "two")), "done");
    assertThat(desk().store.asks().delete("a")).isTrue();
    assertThat(desk().store.session(first.session())).isPresent();
    assertThat(desk().store.asks().delete("b")).isTrue();
    assertThat(desk().store.session(first.session())).isEmpty();
    assertThat(desk().store.asks().delete("b")).isFalse();
  }

  @Test
  default void anAnswerTellsHowItEnded() {
    for (Finish finish : Finish.values()) {
      Asked asked = anew("end-" + finish, "hi");
      Answer before = desk().store.asks().answer(asked.message()).orElseThrow();
      assertThat(before.isCut()).isFalse();
      Reply reply = answer("so far");
      desk()
          .store
          .finish(opened(asked), new Reply(reply.message(), finish, reply.usage(), reply.model()));
      Answer answer = desk().other.asks().answer(asked.message()).orElseThrow();
      assertThat(answer.finish()).isEqualTo(finish);
      assertThat(answer.isCut()).isEqualTo(finish != Finish.STOP && finish != Finish.CALLS);
    }
  }

  @Test
  default void whatAnAskBroughtIsKnownInItsOrder() {
    Asked asked = anew("b", "one", "two", "three");
    assertThat(desk().other.asks().brought("b"))
        .extracting(brought -> brought.voice() + " " + brought.text())
        .containsExactly("CALLER one", "AGENT two", "CALLER three");
    assertThat(desk().store.asks().brought("none")).isEmpty();
    desk().store.asks().delete(asked.id());
    assertThat(desk().store.asks().brought("b")).isEmpty();
  }
}
