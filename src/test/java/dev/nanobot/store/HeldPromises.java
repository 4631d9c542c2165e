package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.inbound;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Store.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a store promises about messages that wait before the inbox.
interface HeldPromises {
  Duration QUIET = Duration.ofSeconds(10);
  Duration LONGEST = Duration.ofSeconds(25);
  Refusal FULL = new Refusal("full", "no");

  Desk desk();

  private boolean hold(Inbound message) {
    return desk().store.gates().hold(message, "", QUIET, LONGEST);
  }

  private List<Gates.Released> release() {
    return desk().other.gates().release("chat", 32, FULL);
  }

  @Test
  default void whatIsHeldEntersTheInboxTogetherWhenNothingFollows() {
    assertThat(hold(inbound(ANN, "m1", "a").upTo(new Cursor("chat", "1")))).isTrue();
    assertThat(desk().store.gates().cursor("chat")).contains("1");
    desk().pass(QUIET.minusMillis(1));
    assertThat(release()).isEmpty();
    assertThat(hold(inbound(ANN, "m2", "b"))).isTrue();
    assertThat(desk().other.gates().untilDue("chat")).contains(QUIET);
    desk().pass(QUIET.minusMillis(1));
    assertThat(release()).isEmpty();
    assertThat(desk().store.health().inboxWaiting()).isZero();
    assertThat(desk().store.gates().holds(ANN)).isTrue();
    desk().pass(Duration.ofMillis(1));
    assertThat(release()).extracting(one -> one.receipt().isNew()).containsExactly(true, true);
    assertThat(desk().store.health().inboxWaiting()).isEqualTo(2);
    assertThat(release()).isEmpty();
    assertThat(desk().store.gates().untilDue("chat")).isEmpty();
    assertThat(desk().store.gates().holds(ANN)).isFalse();
  }

  @Test
  default void nothingIsHeldForLongerThanTheLongest() {
    for (int i = 0; i < 5; i++) {
      hold(inbound(ANN, "m" + i, "text"));
      desk().pass(Duration.ofSeconds(5));
    }
    assertThat(release()).hasSize(5);
  }

  @Test
  default void whatEndsTheWaitingComesLast() {
    hold(inbound(ANN, "m1", "a"));
    desk().pass(Duration.ofSeconds(1));
    desk().store.gates().hold(inbound(ANN, "m2", "b"), "", Duration.ZERO, Duration.ZERO);
    List<Gates.Released> released = release();
    assertThat(released).hasSize(2);
    assertThat(desk().store.trace(released.getFirst().receipt().messageId())).isPresent();
    assertThat(released.getFirst().receipt().messageId())
        .isLessThan(released.getLast().receipt().messageId());
  }

  @Test
  default void whatIsHeldTwiceOrHasComeIsHeldOnce() {
    assertThat(hold(inbound(ANN, "m1", "a"))).isTrue();
    assertThat(hold(inbound(ANN, "m1", "a"))).isFalse();
    desk().pass(QUIET);
    assertThat(release()).hasSize(1);
    assertThat(hold(inbound(ANN, "m1", "a").upTo(new Cursor("chat", "5")))).isFalse();
    assertThat(desk().store.gates().cursor("chat")).contains("5");
    assertThat(desk().store.gates().find("chat", "m1")).isPresent();
    assertThat(desk().store.gates().find("chat", "m2")).isEmpty();
  }

  @Test
  default void filesWaitWithTheirMessageAndGoIntoTheInboxWithIt() {
    List<Attachment> files = List.of(file("a"), file("b"));
    assertThat(hold(inbound(ANN, "m1", "").with(files))).isTrue();
    assertThat(hold(inbound(ANN, "m1", "").with(files))).isFalse();
    Instant later = desk().here.now().plus(Attachments.WAITING);
    assertThat(desk().other.attachments().prune(later)).isZero();
    assertThatThrownBy(() -> hold(inbound(ANN, "m2", "").with(files)))
        .isInstanceOf(AttachmentRefused.class);
    assertThatThrownBy(() -> desk().store.post(inbound(ANN, "m3", "").with(files), 32, FULL))
        .isInstanceOf(AttachmentRefused.class);
    desk().pass(QUIET);
    List<Gates.Released> released = release();
    assertThat(released).hasSize(1);
    assertThat(desk().store.attachments().of(released.getFirst().receipt().messageId()))
        .isEqualTo(files);
  }

  private Attachment file(String text) {
    return desk().store.attachments().put(Desk.SENDER, Upload.of(text, text.getBytes(UTF_8)));
  }

  @Test
  default void theFilesOfWhatIsForgottenBelongToNothing() {
    List<Attachment> files = List.of(file("a"));
    hold(inbound(ANN, "m1", "").with(files));
    assertThat(desk().store.gates().drop("chat", "m1")).isTrue();
    assertThat(hold(inbound(ANN, "m2", "").with(files))).isTrue();
    assertThat(desk().store.gates().drop("chat", "m2")).isTrue();
    Instant later = desk().here.now().plus(Duration.ofSeconds(1));
    assertThat(desk().store.attachments().prune(later)).isEqualTo(1);
  }

  @Test
  default void whatWaitsIsPostponedUpToTheLongest() {
    hold(inbound(ANN, "m1", "a"));
    desk().store.gates().postpone(ANN, LONGEST, LONGEST);
    desk().pass(QUIET);
    assertThat(release()).isEmpty();
    desk().store.gates().postpone(ANN, LONGEST, LONGEST);
    desk().pass(LONGEST.minus(QUIET));
    assertThat(release()).hasSize(1);
  }

  @Test
  default void whatIsHeldCanBeForgotten() {
    hold(inbound(ANN, "m1", "a"));
    assertThat(desk().other.gates().drop("chat", "m1")).isTrue();
    assertThat(desk().other.gates().drop("chat", "m1")).isFalse();
    desk().pass(QUIET);
    assertThat(release()).isEmpty();
  }
}
