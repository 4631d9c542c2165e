package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Principal;
import dev.nanobot.store.Imports.Dated;
import dev.nanobot.store.Imports.Imported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a store promises about conversations from elsewhere.
interface ImportPromises {
  Desk desk();

  private static List<Dated> talk(int exchanges) {
    List<Dated> talk = new ArrayList<>();
    for (int i = 1; i <= exchanges; i++) {
      Instant at = Instant.ofEpochSecond(1_000 + i);
      talk.add(new Dated(at, new User("q" + i, at, "chat:7")));
      talk.add(new Dated(at, Assistant.of("a" + i)));
    }
    return talk;
  }

  private Imported move(List<Dated> messages) {
    return desk().store.imports().conversation(ANN, "file", Desk.SENDER, messages);
  }

  @Test
  default void aConversationMovesInOnceAndGrowsByWhatIsNew() {
    assertThat(move(talk(2))).isEqualTo(new Imported(4, 0, false));
    assertThat(move(talk(2))).isEqualTo(new Imported(0, 4, false));
    assertThat(move(talk(3))).isEqualTo(new Imported(2, 4, false));
    assertThat(desk().told(ANN))
        .containsExactly("user q1", "says a1", "user q2", "says a2", "user q3", "says a3");
  }

  @Test
  default void anAgentGoesOnWithAConversationThatMovedIn() {
    move(talk(2));
    desk().post(ANN, "q3");
    Lease lease = desk().lease(ANN);
    assertThat(Desk.words(desk().open(lease).transcript()))
        .containsExactly("user q1", "says a1", "user q2", "says a2", "user q3");
    desk().store.finish(lease, answer("a3"));
    assertThat(move(talk(2)).added()).isZero();
    assertThat(desk().told(ANN)).hasSize(6);
  }

  @Test
  default void aTurnThatRunsIsNotDisturbed() {
    Lease lease = desk().asking(ANN, "now");
    assertThat(move(talk(1))).isEqualTo(new Imported(0, 0, true));
    desk().store.finish(lease, answer("done"));
    assertThat(move(talk(1)).added()).isEqualTo(2);
  }

  @Test
  default void aLeaseFromBeforeIsFenced() {
    desk().post(ANN, "now");
    Lease lease = desk().lease(ANN);
    move(talk(1));
    assertThat(catchThrowable(() -> desk().store.open(lease))).isInstanceOf(LeaseLost.class);
    assertThat(Desk.words(desk().open(desk().lease(ANN)).transcript()))
        .containsExactly("user q1", "says a1", "user now");
  }

  @Test
  default void aPrincipalIsAllowedOnce() {
    assertThat(desk().store.imports().allow(new Principal("chat:9"))).isTrue();
    assertThat(desk().other.imports().allow(new Principal("chat:9"))).isFalse();
  }

  @Test
  default void messagesThatBeginWithoutAQuestionAreOneTurn() {
    List<Dated> talk = new ArrayList<>(talk(1));
    Message unasked = Assistant.of("by the way");
    talk.addFirst(new Dated(Instant.ofEpochSecond(1), unasked));
    assertThat(move(talk)).isEqualTo(new Imported(3, 0, false));
    assertThat(desk().told(ANN)).containsExactly("says by the way", "user q1", "says a1");
  }
}
