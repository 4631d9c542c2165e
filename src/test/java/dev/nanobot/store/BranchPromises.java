package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Sharing;
import dev.nanobot.message.Summary;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.race.Race;
import dev.nanobot.store.Branches.Choice;
import dev.nanobot.store.Branches.Fork;
import dev.nanobot.store.Controls.Undone;
import dev.nanobot.store.Memories.Told;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Store.Receipt;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What a store promises about the branches of conversations.
interface BranchPromises {
  Desk desk();

  private Branches branches() {
    return desk().other.branches();
  }

  /// The turn that began with a text.
  private long turn(String text) {
    return desk().store.transcript(ANN, 0, 10_000).stream()
        .filter(entry -> entry.message() instanceof User user && user.text().equals(text))
        .mapToLong(Entry::turn)
        .findFirst()
        .orElseThrow();
  }

  private Receipt instead(String text, String other) {
    return branches().ask(inbound(ANN, "b " + other, other), turn(text));
  }

  /// A whole turn in the place of another one.
  private void turnInstead(String text, String other, String answer) {
    instead(text, other);
    answered(answer);
  }

  private void answered(String answer) {
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer(answer));
  }

  private void choose(String text) {
    assertThat(branches().choose(ANN, turn(text))).isEqualTo(Choice.CHOSEN);
  }

  private List<String> shown() {
    List<Entry> entries = desk().store.threads().entries(ANN, 0, 10_000);
    List<Entry> recent = desk().store.recent(ANN, 10_000);
    assertThat(recent).isEqualTo(entries);
    return Desk.words(entries.stream().map(Entry::message).toList());
  }

  private List<List<String>> forks() {
    return branches().forks(ANN).stream()
        .map(fork -> fork.siblings().stream().map(this::begins).toList())
        .toList();
  }

  private String begins(long turn) {
    Entry first = desk().store.threads().ofTurn(turn, 0, 1).getFirst();
    return ((User) first.message()).text();
  }

  private Opening opened(String text) {
    desk().post(ANN, text);
    return desk().open(desk().lease(ANN));
  }

  @Test
  default void anEditBecomesASiblingAndTheEarlierBranchIsKept() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    desk().turn(ANN, "three", "third");
    turnInstead("two", "other two", "other second");
    assertThat(shown())
        .containsExactly("user one", "says first", "user other two", "says other second");
    assertThat(forks()).containsExactly(List.of("two", "other two"));
    assertThat(branches().forks(ANN).getFirst().turn()).isEqualTo(turn("other two"));
    assertThat(desk().told(ANN)).contains("user two", "says second", "user three", "says third");
    assertThat(Desk.words(opened("four").transcript()))
        .containsExactly(
            "user one", "says first", "user other two", "says other second", "user four");
  }

  @Test
  default void choosingBackAndForthGivesTheSameTexts() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    desk().turn(ANN, "three", "third");
    List<String> before = shown();
    turnInstead("two", "other two", "other second");
    desk().turn(ANN, "other three", "other third");
    List<String> after = shown();
    List<String> told = desk().told(ANN);
    for (int i = 0; i < 3; i++) {
      choose("two");
      assertThat(shown()).isEqualTo(before);
      assertThat(branches().forks(ANN)).extracting(Fork::turn).containsExactly(turn("two"));
      choose("other two");
      assertThat(shown()).isEqualTo(after);
    }
    assertThat(desk().told(ANN)).isEqualTo(told);
  }

  @Test
  default void aTurnGoesOnFromTheBranchThatIsChosen() {
    desk().turn(ANN, "one", "first");
    turnInstead("one", "other", "another");
    choose("one");
    desk().turn(ANN, "two", "second");
    choose("other");
    assertThat(Desk.words(opened("three").transcript()))
        .containsExactly("user other", "says another", "user three");
  }

  @Test
  default void anEditAtAnEarlierPointAfterChoosingKeepsEveryBranch() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    turnInstead("two", "two b", "second b");
    choose("two");
    turnInstead("one", "one b", "first b");
    assertThat(forks()).containsExactly(List.of("one", "one b"));
    assertThat(shown()).containsExactly("user one b", "says first b");
    choose("one");
    assertThat(shown()).containsExactly("user one", "says first", "user two", "says second");
    assertThat(forks()).containsExactly(List.of("one", "one b"), List.of("two", "two b"));
    choose("one b");
    choose("two b");
    assertThat(shown()).containsExactly("user one", "says first", "user two b", "says second b");
    choose("one b");
    choose("one");
    assertThat(shown()).as("the choice is remembered").endsWith("user two b", "says second b");
  }

  @Test
  default void whatWasTakenBackCanBeChosenAgain() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    desk().store.controls().undo(inbound(ANN, "u", "/undo"), Undone::name);
    assertThat(branches().forks(ANN)).isEmpty();
    desk().turn(ANN, "three", "third");
    assertThat(forks()).containsExactly(List.of("two", "three"));
    choose("two");
    assertThat(shown()).containsExactly("user one", "says first", "user two", "says second");
    desk().store.controls().undo(inbound(ANN, "v", "/undo"), Undone::name);
    desk().store.controls().undo(inbound(ANN, "w", "/undo"), Undone::name);
    assertThat(shown()).isEmpty();
    choose("one");
    assertThat(shown())
        .as("what was taken back stays so")
        .containsExactly("user one", "says first");
    choose("three");
    assertThat(shown()).containsExactly("user one", "says first", "user three", "says third");
  }

  @Test
  default void nothingIsChosenWhileATurnRunsOrAMessageWaits() {
    desk().turn(ANN, "one", "first");
    turnInstead("one", "other", "another");
    desk().post(ANN, "two");
    assertBusy();
    Lease lease = desk().lease(ANN);
    assertBusy();
    desk().open(lease);
    assertBusy();
    desk().store.finish(lease, answer("second"));
    choose("one");
    assertThat(branches().choose(BOB, turn("one"))).isEqualTo(Choice.NOT_FOUND);
    assertThat(branches().choose(ANN, 999)).isEqualTo(Choice.NOT_FOUND);
  }

  private void assertBusy() {
    List<String> before = shown();
    assertThat(branches().choose(ANN, turn("one"))).isEqualTo(Choice.BUSY);
    Inbound late = inbound(ANN, "late", "late");
    assertThat(catchThrowableOfType(BranchRefused.class, () -> branches().ask(late, turn("one"))))
        .extracting(BranchRefused::choice)
        .isEqualTo(Choice.BUSY);
    assertThat(shown()).isEqualTo(before);
  }

  @Test
  default void aChoiceAndAMessageThatArriveAtOnceComeOneAfterTheOther() {
    for (int i = 0; i < 25; i++) {
      var session = SessionKey.of("chat", "race-" + i);
      desk().turn(session, "one", "first");
      long one = desk().store.transcript(session, 0, 1).getFirst().turn();
      branches().ask(inbound(session, "b" + i, "other"), one);
      desk().store.finish(opening(session), answer("another"));
      String then = "c" + i;
      var choice = new AtomicReference<Choice>();
      Race.together(
          () -> choice.set(branches().choose(session, one)),
          () -> desk().store.post(inbound(session, then, "then"), 9, Desk.FULL));
      Opening opening = desk().open(desk().lease(session));
      List<String> way =
          choice.get() == Choice.CHOSEN
              ? List.of("user one", "says first", "user then")
              : List.of("user other", "says another", "user then");
      Race.check(choice.get() != Choice.NOT_FOUND, "the turn is found");
      assertThat(Desk.words(opening.transcript())).isEqualTo(way);
      desk().stop(session);
    }
  }

  private Lease opening(SessionKey session) {
    Lease lease = desk().lease(session);
    desk().open(lease);
    return lease;
  }

  @Test
  default void aChatIsCalledAfterTheChosenBranch() {
    desk().turn(ANN, "one", "first");
    turnInstead("one", "other", "another");
    assertThat(title()).isEqualTo("other");
    choose("one");
    assertThat(title()).isEqualTo("one");
  }

  private String title() {
    return desk().store.chats().find(ANN).orElseThrow().title().text();
  }

  @Test
  default void anEditPostedTwiceIsThereOnce() {
    desk().turn(ANN, "one", "first");
    Receipt first = instead("one", "other");
    answered("another");
    desk().turn(ANN, "more", "yes");
    assertThat(instead("one", "other")).isEqualTo(new Receipt(first.messageId(), false));
    assertThat(shown()).endsWith("user more", "says yes");
  }

  @Test
  default void aChoiceThatStandsAlreadyVoidsNothing() {
    desk().turn(ANN, "one", "first");
    turnInstead("one", "other", "another");
    long before = desk().store.threads().standing(ANN).orElseThrow().shifts();
    choose("other");
    assertThat(desk().store.threads().standing(ANN).orElseThrow().shifts()).isEqualTo(before);
    choose("one");
    assertThat(desk().store.threads().standing(ANN).orElseThrow().shifts()).isGreaterThan(before);
  }

  @Test
  default void anEarlierConversationHasNoBranches() {
    desk().turn(ANN, "one", "first");
    turnInstead("one", "other", "another");
    desk().store.controls().restart(inbound(ANN, "n", "/new"), found -> "anew");
    assertThat(branches().forks(ANN)).isEmpty();
    assertThat(branches().choose(ANN, turn("one"))).isEqualTo(Choice.NOT_FOUND);
    assertThatThrownBy(() -> instead("one", "again")).isInstanceOf(BranchRefused.class);
    desk().turn(ANN, "two", "second");
    turnInstead("two", "two b", "second b");
    assertThat(forks()).containsExactly(List.of("two", "two b"));
  }

  @Test
  default void aSummaryOfAnotherBranchIsNotUsedAndIsThereWhenItsBranchIs() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    Lease lease = desk().asking(ANN, "three");
    desk().store.summaries().compact(lease, new Summary(2, answer("about one")));
    desk().store.finish(lease, answer("third"));
    lease = desk().asking(ANN, "four");
    desk().store.summaries().compact(lease, new Summary(6, answer("about three")));
    desk().store.finish(lease, answer("fourth"));
    turnInstead("two", "other two", "other second");
    assertThat(desk().store.summaries().past(ANN, 100).recap().text()).isEqualTo("about one");
    desk().post(ANN, "five");
    lease = desk().lease(ANN);
    Opening other = desk().open(lease);
    assertThat(other.history().recap().text()).isEqualTo("about one");
    assertThat(Desk.words(other.transcript()))
        .containsExactly("user other two", "says other second", "user five");
    desk().store.finish(lease, answer("fifth"));
    choose("two");
    Opening back = opened("six");
    assertThat(back.history().recap().text()).isEqualTo("about three");
    assertThat(Desk.words(back.transcript()))
        .containsExactly("user four", "says fourth", "user six");
  }

  @Test
  default void aLongBranchBesideTheWayTakesNoRoomOfTheHistory() {
    desk().turn(ANN, "one", "first");
    turnInstead("one", "other", "another");
    for (int i = 0; i < Store.HISTORY_ENTRIES_MAX / 2; i++) desk().turn(ANN, "more " + i, "yes");
    choose("one");
    assertThat(Desk.words(opened("two").transcript()))
        .containsExactly("user one", "says first", "user two");
  }

  @Test
  default void whatOfABranchIsCompactedIsFoundBehindALongOtherOne() {
    desk().turn(ANN, "one", "first");
    turnInstead("one", "other", "another");
    for (int i = 0; i < 9; i++) desk().turn(ANN, "more " + i, "yes");
    choose("one");
    desk().turn(ANN, "two", "second");
    List<String> past =
        desk().store.summaries().past(ANN, 4).entries().stream()
            .map(said -> Desk.words(List.of(said.message())).getFirst())
            .toList();
    assertThat(past).containsExactly("user one", "says first", "user two", "says second");
  }

  @Test
  default void onlyTheChosenBranchIsFoundByItsWords() {
    desk().turn(ANN, "the tea is green", "first");
    turnInstead("the tea is green", "the tea is black", "another");
    assertThat(found("tea")).containsExactly("the tea is black");
    choose("the tea is green");
    assertThat(found("tea")).containsExactly("the tea is green");
  }

  private List<String> found(String words) {
    Memories memories = desk().store.memories();
    String scope = Sharing.own(Desk.SENDER.id(), Trust.OWNER);
    return memories.search(scope, scope, words, 9).stream().map(Memories.Hit::snippet).toList();
  }

  @Test
  default void memoryTakesUpAChosenBranchOnceAndNoOther() {
    desk().turn(ANN, "one", "first");
    turnInstead("one", "other", "another");
    assertThat(unlearned()).containsExactly("user other", "says another");
    consolidate(4);
    choose("one");
    assertThat(unlearned()).containsExactly("user one", "says first");
    consolidate(4);
    choose("other");
    desk().turn(ANN, "two", "second");
    assertThat(unlearned()).containsExactly("user two", "says second");
  }

  private List<String> unlearned() {
    var asker = new Asker(Desk.SENDER, Trust.OWNER);
    return Desk.words(
        desk().store.memories().unconsolidated(ANN, asker, 99).stream()
            .filter(told -> !told.isLeftOut())
            .map(Told::entry)
            .map(Entry::message)
            .toList());
  }

  private void consolidate(long upto) {
    var wish = new Purpose(Origin.UPKEEP, Task.CONSOLIDATE, new Purpose.AnswerTo.Nobody(), "");
    String id = "c" + unlearned();
    desk().post(new Inbound("memory", id, ANN, Desk.SENDER, Trust.OWNER, "consolidate", wish));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.memories().consolidate(lease, upto);
  }

  @Test
  default void aBranchHasFilesOfItsOwn() {
    Attachments attachments = desk().store.attachments();
    Attachment file = attachments.put(Desk.SENDER, Upload.of("a.txt", new byte[] {65}));
    desk().post(inbound(ANN, "f", "look").with(List.of(file)));
    answered("seen");
    branches().ask(inbound(ANN, "g", "look again").with(List.of(file)), turn("look"));
    answered("seen again");
    var said = (User) desk().store.recent(ANN, 9).getFirst().message();
    Attachment copy = said.attachments().getFirst();
    assertThat(copy.id()).isNotEqualTo(file.id());
    assertThat(attachments.bytes(copy.id()).orElseThrow()).containsExactly(65);
    choose("look");
    said = (User) desk().store.recent(ANN, 9).getFirst().message();
    assertThat(said.attachments()).containsExactly(file);
  }
}
