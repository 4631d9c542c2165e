package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Message.User;
import dev.nanobot.store.Branches.Fork;
import dev.nanobot.store.Controls.Undone;
import dev.nanobot.store.Store.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a store promises about a message that was to take the place of a turn, and ends before its
/// own turn begins.
interface PlacePromises {
  Desk desk();

  private long turn(String text) {
    return desk().store.transcript(ANN, 0, 100).stream()
        .filter(entry -> entry.message() instanceof User user && user.text().equals(text))
        .mapToLong(Entry::turn)
        .findFirst()
        .orElseThrow();
  }

  private long instead(String text, String other) {
    return desk().other.branches().ask(inbound(ANN, other, other), turn(text)).messageId();
  }

  private List<String> shown() {
    List<Entry> entries = desk().store.threads().entries(ANN, 0, 100);
    return Desk.words(entries.stream().map(Entry::message).toList());
  }

  @Test
  default void theEarlierBranchComesBackWhenTheMessageIsTakenBackOrStopped() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    List<String> before = shown();
    long edit = instead("one", "withdrawn");
    assertThat(desk().store.threads().heard(ANN, edit, edit).getFirst().insteadOf())
        .isEqualTo(turn("one"));
    assertThat(shown()).isEmpty();
    desk().store.board().withdraw(edit);
    assertThat(shown()).isEqualTo(before);
    instead("two", "stopped");
    desk().stop(ANN);
    assertThat(shown()).isEqualTo(before);
    desk().turn(ANN, "three", "third");
    assertThat(shown()).endsWith("says second", "user three", "says third");
    assertThat(desk().store.branches().forks(ANN)).isEmpty();
  }

  @Test
  default void anotherMessageThatWaitsTakesThePlace() {
    desk().turn(ANN, "one", "first");
    long edit = instead("one", "withdrawn");
    desk().post(ANN, "other");
    desk().store.board().withdraw(edit);
    assertThat(shown()).isEmpty();
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, Desk.answer("another"));
    assertThat(desk().store.branches().forks(ANN))
        .containsExactly(new Fork(turn("other"), List.of(turn("one"), turn("other"))));
  }

  @Test
  default void nothingComesBackThatWasTakenBackMeanwhile() {
    desk().turn(ANN, "one", "first");
    desk().turn(ANN, "two", "second");
    long edit = instead("two", "withdrawn");
    desk().store.controls().undo(inbound(ANN, "u", "/undo"), Undone::name);
    desk().store.board().withdraw(edit);
    assertThat(shown()).isEmpty();
  }
}
