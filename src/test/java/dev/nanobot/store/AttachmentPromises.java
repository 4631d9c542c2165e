package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.SENDER;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Samples;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Store.Deletion;
import dev.nanobot.store.Store.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a store promises about the files that people send.
interface AttachmentPromises {
  Principal EVE = new Principal("chat:666");

  Desk desk();

  private Attachments attachments() {
    return desk().store.attachments();
  }

  private Attachment put(String name) {
    return attachments().put(SENDER, Upload.of(name, Samples.text("of " + name)));
  }

  private static Inbound with(String id, Attachment... attachments) {
    return inbound(ANN, id, "look").with(List.of(attachments));
  }

  private static Attachment unknown() {
    return new Attachment("nobody.1", "a", "text/plain", 1);
  }

  private void assertRefused(Inbound message) {
    long waiting = desk().store.health().inboxWaiting();
    assertThatThrownBy(() -> desk().post(message))
        .isInstanceOf(AttachmentRefused.class)
        .hasMessageContaining("The message was not taken");
    assertThat(desk().store.health().inboxWaiting()).isEqualTo(waiting);
  }

  @Test
  default void aFileIsKeptByteForByteWithItsNameAndType() {
    byte[] bytes = Samples.png(640, 480, 100_000);
    Attachment kept = attachments().put(SENDER, Upload.of("../holiday 日本.PNG", bytes));
    assertThat(kept.name()).isEqualTo("holiday 日本.PNG");
    assertThat(kept.type()).isEqualTo("image/png");
    assertThat(kept.bytes()).isEqualTo(bytes.length);
    assertThat(desk().other.attachments().bytes(kept.id())).hasValue(bytes);
    assertThat(desk().other.attachments().of(kept.id(), SENDER)).contains(kept);
  }

  @Test
  default void theLargestFileIsKept() {
    byte[] bytes = Samples.png(1, 1, Upload.BYTES_MAX - 33);
    Attachment kept = attachments().put(SENDER, Upload.of("large", bytes));
    assertThat(kept.bytes()).isEqualTo(Upload.BYTES_MAX);
    assertThat(attachments().bytes(kept.id())).hasValue(bytes);
  }

  @Test
  default void filesOfOnePrincipalAreInOneFolderAndThoseOfAnotherAreNot() {
    Attachment one = put("one");
    Attachment two = put("two");
    Attachment other = attachments().put(EVE, Upload.of("one", Samples.text("of one")));
    assertThat(one.folder()).isEqualTo(two.folder()).isNotEqualTo(other.folder());
    assertThat(one.file()).isNotEqualTo(two.file());
  }

  @Test
  default void aFileSentTwiceUnderOneNameIsThereOnce() {
    Upload upload = Upload.of("a", Samples.text("a"));
    Attachment first = attachments().put(SENDER, "u1", upload);
    assertThat(desk().other.attachments().put(SENDER, "u1", upload)).isEqualTo(first);
    assertThat(attachments().put(EVE, "u1", upload)).isNotEqualTo(first);
    assertThat(attachments().put(SENDER, "u2", upload)).isNotEqualTo(first);
    assertThatThrownBy(() -> attachments().put(SENDER, "u1", Upload.of("a", Samples.text("b"))))
        .isInstanceOf(AttachmentRefused.class);
    desk().post(with("m1", first));
    assertThat(attachments().put(SENDER, "u1", upload)).isEqualTo(first);
  }

  @Test
  default void aMessageHasItsAttachmentsInItsOrder() {
    Attachment one = put("one");
    Attachment two = put("two");
    long id = desk().post(with("m1", two, one)).messageId();
    assertThat(attachments().of(id)).containsExactly(two, one);
    var transcript = desk().open(desk().lease()).transcript();
    assertThat(transcript)
        .containsExactly(new User("look", desk().here.now(), "chat:7", List.of(two, one)));
    assertThat(attachments().of(one.id(), ANN)).contains(one);
    assertThat(attachments().of(one.id(), BOB)).isEmpty();
  }

  @Test
  default void whatWasSaidIsFoundByItselfAndByItsMessages() {
    Attachment one = put("one");
    Attachment waiting = put("waiting");
    assertThat(attachments().said(one.id())).isEmpty();
    long with = desk().post(with("m1", one)).messageId();
    long without = desk().post(with("m2")).messageId();
    assertThat(attachments().said(one.id())).contains(one);
    assertThat(attachments().said(waiting.id())).isEmpty();
    assertThat(attachments().of(List.of(with, without))).isEqualTo(Map.of(with, List.of(one)));
  }

  @Test
  default void whatJoinsARunningTurnBringsItsAttachments() {
    Lease lease = desk().asking(ANN, "go");
    var call = desk().plan(lease, "a").getFirst();
    Attachment one = put("one");
    desk().post(with("m1", one));
    var settled = desk().store.settle(lease, Map.of(call.key(), desk().outcome(call, "done")));
    assertThat(settled.appended())
        .contains(new User("look", desk().here.now(), "chat:7", List.of(one)));
  }

  @Test
  default void aRepeatedMessageAttachesOnce() {
    Attachment one = put("one");
    Receipt first = desk().post(with("m1", one));
    assertThat(desk().post(with("m1", one))).isEqualTo(new Receipt(first.messageId(), false));
    assertThat(attachments().of(first.messageId())).containsExactly(one);
  }

  @Test
  default void nobodyAttachesWhatAnotherSent() {
    Attachment one = put("one");
    var message = new Inbound("chat", "m1", BOB, EVE, Trust.OWNER, "mine");
    assertRefused(message.with(List.of(one)));
    assertThat(attachments().of(one.id(), EVE)).isEmpty();
    assertThat(desk().post(with("m2", one)).isNew()).isTrue();
  }

  @Test
  default void whatIsOfOneMessageIsOfNoOther() {
    Attachment one = put("one");
    Attachment two = put("two");
    long id = desk().post(with("m1", one)).messageId();
    assertRefused(with("m2", two, one));
    assertRefused(with("m3", unknown()));
    assertThat(attachments().of(id)).containsExactly(one);
    assertThat(desk().post(with("m4", two)).isNew()).isTrue();
  }

  @Test
  default void aMessageThatIsRefusedTakesNoAttachment() {
    Attachment one = put("one");
    desk().post(ANN, "first");
    Receipt refused = desk().store.post(with("m1", one), 1, FULL);
    assertThat(desk().state(refused.messageId())).isEqualTo("refused");
    assertThat(attachments().of(refused.messageId())).isEmpty();
    assertThat(desk().post(with("m2", one)).isNew()).isTrue();
  }

  @Test
  default void whatWaitsTooLongForItsMessageIsPruned() {
    Attachment early = put("early");
    Attachment attached = put("attached");
    desk().post(with("m1", attached));
    desk().pass(Attachments.WAITING);
    assertThat(attachments().prune(desk().here.now().minus(Attachments.WAITING))).isZero();
    desk().pass(Duration.ofMillis(1));
    assertThat(attachments().prune(desk().here.now().minus(Attachments.WAITING))).isEqualTo(1);
    assertThat(attachments().bytes(early.id())).isEmpty();
    assertThat(attachments().kept(List.of(early.id(), attached.id())))
        .isEqualTo(Set.of(attached.id()));
    assertRefused(with("m2", early));
  }

  @Test
  default void aLaterFilePrunesWhatWaitedTooLong() {
    Attachment early = put("early");
    desk().pass(Attachments.WAITING.plusMillis(1));
    put("late");
    assertThat(attachments().kept(List.of(early.id()))).isEmpty();
  }

  @Test
  default void aSessionsFilesGoWithIt() {
    Attachment one = put("one");
    Attachment waiting = put("waiting");
    desk().post(with("m1", one));
    Lease lease = desk().lease();
    desk().open(lease);
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.RUNNING);
    assertThat(attachments().bytes(one.id())).isPresent();
    desk().store.finish(lease, answer("seen"));
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.DELETED);
    assertThat(attachments().kept(List.of(one.id(), waiting.id()))).isEqualTo(Set.of(waiting.id()));
    assertThat(attachments().bytes(one.id())).isEmpty();
    assertThat(attachments().bytes(waiting.id())).isPresent();
  }

  @Test
  default void soManyFilesWaitAndNoMore() {
    List<Attachment> waiting = new ArrayList<>();
    for (int i = 0; i < Attachments.WAITING_MAX; i++) waiting.add(put("n" + i));
    assertThatThrownBy(() -> put("one more"))
        .isInstanceOf(AttachmentRefused.class)
        .hasMessageContaining("100 files of yours");
    assertThat(attachments().put(EVE, Upload.of("hers", new byte[1]))).isNotNull();
    desk().post(with("m1", waiting.getFirst()));
    assertThat(put("one more").name()).isEqualTo("one more");
  }

  @Test
  default void aFileIsReadInPieces() {
    Attachment kept = attachments().put(SENDER, Upload.of("abcdefg", "abcdefg".getBytes(UTF_8)));
    assertThat(attachments().piece(kept.id(), 0, 3)).isEqualTo("abc".getBytes(UTF_8));
    assertThat(attachments().piece(kept.id(), 3, 3)).isEqualTo("def".getBytes(UTF_8));
    assertThat(attachments().piece(kept.id(), 6, 3)).isEqualTo("g".getBytes(UTF_8));
    assertThat(attachments().piece(kept.id(), 7, 3)).isEmpty();
    assertThat(attachments().piece("none", 0, 3)).isEmpty();
  }

  @Test
  default void filesOfOneWholeMessageWaitAndNotAByteMore() {
    byte[] large = new byte[Upload.BYTES_MAX];
    for (int i = 0; i < Attachment.MESSAGE_MAX; i++) {
      attachments().put(SENDER, Upload.of("n" + i, large));
    }
    assertThatThrownBy(() -> attachments().put(SENDER, Upload.of("last", new byte[1])))
        .isInstanceOf(AttachmentRefused.class);
  }

  @Test
  default void aMessageHasTenAttachmentsAndNotEleven() {
    List<Attachment> ten = new ArrayList<>();
    for (int i = 0; i < Attachment.MESSAGE_MAX; i++) ten.add(put("n" + i));
    Inbound message = with("m1", ten.toArray(new Attachment[0]));
    long id = desk().post(message).messageId();
    assertThat(attachments().of(id)).isEqualTo(ten);
    ten.add(put("eleventh"));
    assertThatThrownBy(() -> message.with(ten)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> with("m2", ten.getLast(), ten.getLast()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void whatWasUndoneKeepsItsFiles() {
    Attachment one = put("one");
    desk().post(with("m1", one));
    Lease lease = desk().lease();
    desk().open(lease);
    desk().store.finish(lease, answer("seen"));
    desk().store.controls().undo(inbound(ANN, "u", "/undo"), undone -> undone.name());
    assertThat(desk().unsent(ANN)).contains("UNDONE");
    assertThat(attachments().of(one.id(), ANN)).contains(one);
    assertThat(desk().store.recent(ANN, 9)).isEmpty();
  }

  @Test
  default void whatIsSpokenIsHeardBeforeItsMessageIsTakenOrAnyBehindIt() {
    Attachment voice = attachments().put(SENDER, Upload.of("voice", "OggS".getBytes(UTF_8)));
    attachments().listen(voice.id());
    desk().post(ANN, "before");
    desk().post(with("m1", voice));
    desk().post(ANN, "behind");
    Lease first = desk().lease();
    assertThat(Desk.words(desk().open(first).transcript())).containsExactly("user before");
    desk().store.finish(first, answer("one"));
    Lease lease = desk().lease();
    assertThat(desk().store.open(lease)).isEmpty();
    for (int attempts = 0; attempts < 2; attempts++) {
      Attachments.Unheard unheard = attachments().unheard(ANN).getFirst();
      assertThat(unheard.file()).isEqualTo(voice);
      assertThat(unheard.attempts()).isEqualTo(attempts);
      attachments().tried(voice.id());
    }
    attachments().untried(voice.id());
    assertThat(attachments().unheard(ANN).getFirst().attempts()).isEqualTo(1);
    assertThat(attachments().unheard(ANN)).hasSize(1);
    attachments().hear(voice.id(), "[said]");
    attachments().hear(voice.id(), "[said otherwise]");
    assertThat(attachments().unheard(ANN)).isEmpty();
    assertThat(Desk.words(desk().open(lease).transcript()).subList(2, 4))
        .allMatch(word -> word.startsWith("user"))
        .anyMatch(word -> word.endsWith("[said]"))
        .contains("user behind");
  }

  @Test
  default void whatWasHeardIsToldOnceWhenItIsAskedAgain() {
    Attachment voice = attachments().put(SENDER, Upload.of("voice", "OggS".getBytes(UTF_8)));
    attachments().listen(voice.id());
    attachments().hear(voice.id(), "[heard]\nhello");
    desk().post(with("m1", voice));
    Lease lease = desk().lease();
    String told = ((User) desk().open(lease).transcript().getFirst()).text();
    assertThat(told).endsWith("[heard]\nhello");
    desk().store.finish(lease, answer("yes"));
    long turn = desk().store.transcript(ANN, 0, 1).getFirst().turn();
    for (String text : List.of(told, "again")) {
      desk().store.branches().ask(inbound(ANN, text, text).with(List.of(voice)), turn);
      Lease again = desk().lease();
      assertThat(((User) desk().open(again).transcript().getFirst()).text())
          .isEqualTo(text.equals(told) ? told : "again\n[heard]\nhello");
      desk().store.finish(again, answer("yes"));
    }
  }

  @Test
  default void whatWasStoppedNeedNotBeHeard() {
    Attachment voice = attachments().put(SENDER, Upload.of("voice", "OggS".getBytes(UTF_8)));
    attachments().listen(voice.id());
    desk().post(with("m1", voice));
    desk().store.controls().stop(inbound(ANN, "s", "/stop"), found -> "stopped");
    assertThat(attachments().unheard(ANN)).isEmpty();
    desk().post(ANN, "next");
    assertThat(Desk.words(desk().open(desk().lease()).transcript())).containsExactly("user next");
  }
}
