package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Threads.Heard;
import dev.nanobot.store.Threads.Mark;
import dev.nanobot.store.Threads.Said;
import dev.nanobot.store.Threads.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a store promises to those who follow a session.
interface ThreadPromises {
  Desk desk();

  private Threads threads() {
    return desk().other.threads();
  }

  private Standing standing() {
    return threads().standing(ANN).orElseThrow();
  }

  private static List<String> words(List<Entry> entries) {
    return Desk.words(entries.stream().map(Entry::message).toList());
  }

  private void undo() {
    desk().store.controls().undo(inbound(ANN, "undo", "/undo"), Enum::name);
  }

  @Test
  default void entriesAreReadFromAnyNumberOn() {
    desk().turn(ANN, "one", "1");
    desk().turn(BOB, "other", "0");
    desk().turn(ANN, "two", "2");
    assertThat(words(threads().entries(ANN, 0, 9)))
        .containsExactly("user one", "says 1", "user two", "says 2");
    assertThat(words(threads().entries(ANN, 2, 1))).containsExactly("user two");
    assertThat(threads().entries(ANN, 4, 9)).isEmpty();
  }

  @Test
  default void theLastEntriesBelowANumberComeInOrder() {
    desk().turn(ANN, "one", "1");
    desk().turn(ANN, "two", "2");
    assertThat(words(threads().before(ANN, 4, 2))).containsExactly("says 1", "user two");
    assertThat(threads().before(ANN, 1, 9)).isEmpty();
  }

  @Test
  default void whatWasUndoneIsNotShownAndItsNumberTellsSo() {
    desk().turn(ANN, "one", "1");
    desk().turn(ANN, "two", "2");
    assertThat(standing().shifts()).isZero();
    undo();
    assertThat(words(threads().entries(ANN, 0, 9))).containsExactly("user one", "says 1");
    assertThat(words(threads().before(ANN, 9, 9))).containsExactly("user one", "says 1");
    assertThat(standing().shifts()).isEqualTo(1);
    assertThat(standing().head()).isEqualTo(4);
  }

  @Test
  default void theEntriesOfATurnAreItsOwn() {
    desk().turn(ANN, "one", "1");
    Lease lease = desk().asking(ANN, "two");
    long turn = standing().turn();
    Waiting call = desk().plan(lease, "a").getFirst();
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
    assertThat(words(threads().ofTurn(turn, 0, 9)))
        .containsExactly("user two", "calls a", "result a done");
    assertThat(words(threads().ofTurn(turn, 3, 1))).containsExactly("calls a");
    desk().store.finish(lease, answer("2"));
    assertThat(words(threads().ofTurn(turn, 5, 9))).containsExactly("says 2");
    assertThat(threads().ofTurn(4711, 0, 9)).isEmpty();
  }

  @Test
  default void whatIsSaidBesideAnswersIsTold() {
    desk().turn(ANN, "one", "1");
    desk().store.controls().answer(inbound(ANN, "help", "/help"), "the words");
    desk().store.refuse(inbound(ANN, "much", "two"), Desk.FULL);
    desk().store.fail(desk().asking(ANN, "three"), "reason", "in the transcript");
    List<Said> said = threads().said(ANN, 0, 9);
    assertThat(said).extracting(Said::text).containsExactly("the words", Desk.FULL.notice());
    assertThat(said.getFirst().cause()).isPositive();
    assertThat(threads().said(ANN, said.getFirst().id(), 9))
        .extracting(Said::text)
        .containsExactly(Desk.FULL.notice());
  }

  @Test
  default void whatAToolSaysIntoASessionIsTold() {
    Lease lease = desk().asking(ANN, "one");
    Waiting call = desk().plan(lease, "a").getFirst();
    var write = new Write.Say(BOB, "from ann");
    desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done", write)));
    assertThat(threads().said(BOB, 0, 9)).extracting(Said::text).containsExactly("from ann");
  }

  @Test
  default void theNewestMessagesAreHeardInOrderWithTheirStates() {
    desk().turn(ANN, "one", "1");
    desk().asking(ANN, "two");
    desk().post(ANN, "three");
    assertThat(threads().heard(ANN, 0, Long.MAX_VALUE))
        .extracting(heard -> heard.text() + " " + heard.state())
        .containsExactly("one answered", "two taken", "three new");
    List<Mark> two = threads().marks(ANN, 2);
    assertThat(two).extracting(Mark::state).containsExactly("taken", "new");
    assertThat(two).extracting(Mark::chars).containsExactly(3, 5);
    assertThat(threads().heard(ANN, two.getFirst().message(), two.getLast().message()))
        .extracting(Heard::text)
        .containsExactly("two", "three");
    assertThat(threads().heard(ANN, two.getLast().message() + 1, Long.MAX_VALUE)).isEmpty();
    assertThat(threads().marks(BOB, 9)).isEmpty();
    assertThat(threads().heard(BOB, 0, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  default void whatIsLongIsReadInPortionsAndWhatIsLongerAlone() {
    String half = "x".repeat(Threads.PORTION_CHARS / 2 - 500);
    for (int i = 0; i < 3; i++) desk().post(ANN, i + half);
    desk().post(ANN, "3" + half + half + half);
    List<String> portions = new ArrayList<>();
    List<Heard> some = threads().heard(ANN, 0, Long.MAX_VALUE);
    while (!some.isEmpty()) {
      portions.add(some.stream().map(heard -> heard.text().substring(0, 1)).toList().toString());
      some = threads().heard(ANN, some.getLast().message() + 1, Long.MAX_VALUE);
    }
    assertThat(portions).containsExactly("[0, 1]", "[2]", "[3]");
    desk().turn(BOB, half, half);
    desk().turn(BOB, half, half);
    List<Entry> first = threads().entries(BOB, 0, 9);
    assertThat(first).hasSize(2);
    assertThat(threads().entries(BOB, first.getLast().seq(), 9)).hasSize(2);
  }

  @Test
  default void nothingSaidSoFarIsAboveTheLast() {
    assertThat(threads().lastSaid(ANN)).isZero();
    desk().store.controls().answer(inbound(ANN, "help", "/help"), "the words");
    assertThat(threads().said(ANN, threads().lastSaid(ANN), 9)).isEmpty();
    desk().store.controls().answer(inbound(BOB, "help2", "/help"), "the words");
    assertThat(threads().lastSaid(BOB)).isGreaterThan(threads().lastSaid(ANN));
    assertThat(threads().lastSaid(ANN)).isEqualTo(threads().said(ANN, 0, 9).getLast().id());
  }

  @Test
  default void aSessionStandsAsItIs() {
    assertThat(threads().standing(ANN)).isEmpty();
    desk().post(ANN, "one");
    assertThat(standing()).isEqualTo(new Standing(0, 1, 0, 0, 0));
    Lease lease = desk().lease(ANN);
    long turn = desk().open(lease).turn();
    desk().post(ANN, "two");
    assertThat(standing()).isEqualTo(new Standing(turn, 1, 1, 0, 0));
    desk().store.finish(lease, answer("1"));
    assertThat(standing().turn()).isZero();
    desk().store.controls().restart(inbound(ANN, "new", "/new"), stopped -> "anew");
    assertThat(standing().afterTurn()).isEqualTo(turn);
    assertThat(standing().waiting()).isZero();
  }
}
