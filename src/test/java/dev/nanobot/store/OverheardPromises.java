package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.inbound;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Gates.Unfetched;
import dev.nanobot.store.Store.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/// What a store promises about pieces of albums that were overheard.
interface OverheardPromises {
  Duration QUIET = Duration.ofSeconds(1);
  Duration LONGEST = Duration.ofSeconds(20);
  Refusal FULL = new Refusal("full", "no");

  Desk desk();

  private boolean overhear(SessionKey session, String id, String album) {
    return desk()
        .store
        .gates()
        .overhear(inbound(session, id, id), album, List.of("file-" + id), QUIET, LONGEST);
  }

  private boolean hear(String id, String album) {
    return desk().other.gates().hold(inbound(ANN, id, id), album, QUIET, LONGEST);
  }

  private List<Unfetched> unfetched() {
    return desk().other.gates().unfetched("chat");
  }

  private void fetch() {
    for (Unfetched one : unfetched()) {
      Attachment file = put(one.files().getFirst());
      desk().store.gates().fetched(one.id(), one.message().with(List.of(file)));
    }
  }

  private Attachment put(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return desk().store.attachments().put(Desk.SENDER, text, Upload.of(text, bytes));
  }

  private List<Gates.Released> release() {
    return desk().other.gates().release("chat", 99, FULL);
  }

  private List<String> texts() {
    return desk().store.board().came(Board.Filter.ALL, Long.MAX_VALUE, 99).reversed().stream()
        .map(Board.Came::text)
        .toList();
  }

  @Test
  default void whatWasOverheardIsAsIfItWereNotThere() {
    assertThat(overhear(ANN, "m1", "one")).isFalse();
    assertThat(desk().other.gates().holds(ANN)).isFalse();
    assertThat(desk().other.gates().untilDue("chat")).isEmpty();
    desk().pass(LONGEST);
    assertThat(unfetched()).isEmpty();
    assertThat(release()).isEmpty();
    assertThat(desk().store.health().inboxWaiting()).isZero();
  }

  @Test
  default void whatWasOverheardEntersTheInboxWithWhatIsHeardOfItsAlbumInTheOrderItCameIn() {
    overhear(ANN, "m1", "one");
    overhear(ANN, "x1", "another");
    overhear(BOB, "b1", "one");
    desk().pass(Duration.ofMinutes(5));
    assertThat(hear("m2", "one")).isTrue();
    assertThat(overhear(ANN, "m3", "one")).isTrue();
    assertThat(desk().other.gates().untilDue("chat")).contains(QUIET);
    assertThat(unfetched()).isEmpty();
    desk().pass(QUIET);
    assertThat(unfetched())
        .extracting(one -> one.message().externalId(), Unfetched::files)
        .containsExactly(tuple("m1"), tuple("m3"));
    assertThat(release()).isEmpty();
    fetch();
    assertThat(release()).hasSize(3);
    assertThat(texts()).containsExactly("m1", "m2", "m3");
    assertThat(desk().other.gates().untilDue("chat")).isEmpty();
  }

  private static Tuple tuple(String id) {
    return Tuple.tuple(id, List.of("file-" + id));
  }

  @Test
  default void whatIsFetchedTwiceIsThereOnceAndWithItsFirstText() {
    overhear(ANN, "m1", "one");
    hear("m2", "one");
    desk().pass(QUIET);
    Unfetched first = unfetched().getFirst();
    Inbound message = first.message().with(List.of(put("a")));
    desk().store.gates().fetched(first.id(), message.withText("fetched"));
    desk().other.gates().fetched(first.id(), message.withText("again"));
    List<Gates.Released> released = release();
    assertThat(texts()).containsExactly("fetched", "m2");
    assertThat(desk().store.attachments().of(released.getFirst().receipt().messageId()))
        .isEqualTo(message.attachments());
  }

  @Test
  default void oneSessionsFilesHoldUpNoOther() {
    overhear(ANN, "m1", "one");
    hear("m2", "one");
    desk().store.gates().hold(inbound(BOB, "b1", "b1"), "", QUIET, LONGEST);
    desk().pass(QUIET);
    assertThat(release()).hasSize(1);
    assertThat(texts()).containsExactly("b1");
  }

  @Test
  default void aPieceOfWhatEnteredTheInboxIsHeard() {
    hear("m1", "one");
    desk().pass(QUIET);
    release();
    desk().pass(Duration.ofHours(3));
    assertThat(overhear(ANN, "m2", "one")).isTrue();
    assertThat(overhear(ANN, "x1", "another")).isFalse();
    assertThat(overhear(ANN, "m1", "one")).isFalse();
    desk().pass(QUIET);
    fetch();
    assertThat(release()).hasSize(1);
    assertThat(texts()).containsExactly("m1", "m2");
  }

  @Test
  default void aPieceThatIsOverheardTwiceIsThereOnce() {
    overhear(ANN, "m1", "one");
    overhear(ANN, "m1", "one");
    hear("m2", "one");
    assertThat(overhear(ANN, "m1", "one")).isFalse();
    desk().pass(QUIET);
    fetch();
    assertThat(release()).hasSize(2);
  }

  @Test
  default void whatWasOverheardDoesNotChangeWhenOthersAreDue() {
    hear("m1", "one");
    desk().pass(QUIET.dividedBy(2));
    overhear(ANN, "x1", "another");
    overhear(ANN, "x1", "another");
    assertThat(desk().other.gates().untilDue("chat")).contains(QUIET.dividedBy(2));
  }

  @Test
  default void whatWasOverheardIsForgottenInTime() {
    overhear(ANN, "m1", "one");
    desk().pass(Gates.OVERHEARD.minusMillis(1));
    assertThat(desk().other.gates().untilDue("chat")).isEmpty();
    release();
    desk().pass(Duration.ofMillis(1));
    assertThat(desk().other.gates().untilDue("chat")).contains(Duration.ZERO);
    assertThat(release()).isEmpty();
    assertThat(desk().other.gates().untilDue("chat")).isEmpty();
    hear("m2", "one");
    desk().pass(QUIET);
    assertThat(unfetched()).isEmpty();
    assertThat(release()).hasSize(1);
  }

  @Test
  default void onlyTheNewestOfWhatWasOverheardIsKept() {
    int count = Gates.OVERHEARD_MAX + 2;
    IntStream.range(0, count).forEach(i -> overhear(ANN, "m" + i, "one"));
    IntStream.range(0, count).forEach(i -> overhear(BOB, "b" + i, "one"));
    hear("last", "one");
    desk().pass(QUIET);
    fetch();
    release();
    assertThat(texts()).hasSize(Gates.OVERHEARD_MAX + 1).startsWith("m2").endsWith("last");
  }
}
