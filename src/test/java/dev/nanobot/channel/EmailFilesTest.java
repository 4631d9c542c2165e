package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.channel.FakePlatform.Lost;
import dev.nanobot.channel.FakePlatform.Refused;
import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.channel.FakePlatform.Taken;
import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Samples;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Board;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that the agent sends by mail.
@Timeout(180)
final class EmailFilesTest extends ChannelTestCase {
  private static final SessionKey TARGET = new SessionKey("email", "", "ann@example.org", "");

  private FakeEmail mail(Duration answerWait) {
    return open(new FakeEmail(answerWait, POLICY));
  }

  private static void bring(FakeEmail mail, String text) {
    mail.bring(FakeEmail.head("1", ANN) + "Subject: Boats\r\n\r\n" + text + "\r\n");
  }

  private static List<String> texts(FakeEmail mail, int count) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) texts.add(mail.spoken().text());
    return texts;
  }

  private static BodyPart file(MimeMessage mail) throws Exception {
    var parts = (Multipart) mail.getContent();
    assertThat(new ContentType(parts.getContentType()).match("multipart/mixed")).isTrue();
    assertThat(parts.getCount()).isEqualTo(2);
    return parts.getBodyPart(1);
  }

  private static byte[] bytes(MimeMessage mail) throws Exception {
    return file(mail).getInputStream().readAllBytes();
  }

  private static String name(MimeMessage mail) throws Exception {
    String name = file(mail).getFileName();
    String inType = new ContentType(file(mail).getContentType()).getParameter("name");
    assertThat(inType).isEqualTo(name);
    return name;
  }

  private static String type(MimeMessage mail) throws Exception {
    return new ContentType(file(mail).getContentType()).getBaseType();
  }

  /// What a channel sends when it is told to, whatever was heard.
  private static MimeMessage sent(FakeEmail mail, String name, byte[] bytes) throws Exception {
    var file = new Attachment("a.b", name, "application/octet-stream", bytes.length);
    var message = new Outbound(1, "t1/0", TARGET, "a file", 1, false);
    mail.channel().sendFile(message, file, bytes);
    return mail.sent();
  }

  @Test
  void eachFileIsTheAttachmentOfAMailInTheThread() throws Exception {
    FakeEmail mail = mail(FakePlatform.PATIENCE);
    ChannelHouse house = house(mail);
    house.files.put("out/cat.png", Samples.png(64, 48));
    house.files.put("list.txt", "one\ntwo\r\n.\nthree \u00e4".getBytes(UTF_8));
    bring(mail, "send out/cat.png list.txt");
    assertThat(texts(mail, 4))
        .containsExactly(
            "here",
            "cat.png (image/png, %,d bytes)".formatted(house.files.get("out/cat.png").length),
            "list.txt (text/plain, 19 bytes)",
            "sent");
    List<MimeMessage> mails = new ArrayList<>();
    for (int i = 0; i < 4; i++) mails.add(mail.sent());
    MimeMessage cat = mails.get(1);
    assertThat(name(cat)).isEqualTo("cat.png");
    assertThat(type(cat)).isEqualTo("image/png");
    assertThat(file(cat).getDisposition()).isEqualTo("attachment");
    assertThat(bytes(cat)).isEqualTo(house.files.get("out/cat.png"));
    assertThat(type(mails.get(2))).isEqualTo("text/plain");
    assertThat(bytes(mails.get(2))).isEqualTo(house.files.get("list.txt"));
    for (MimeMessage each : mails) {
      assertThat(each.getSubject()).isEqualTo("Re: Boats");
      assertThat(each.getHeader("In-Reply-To", ",")).isEqualTo("<1@example.org>");
    }
    assertThat(mails.stream().map(each -> header(each, "Message-ID")).distinct()).hasSize(4);
  }

  private static String header(MimeMessage mail, String name) {
    try {
      return String.valueOf(mail.getHeader(name, ","));
    } catch (jakarta.mail.MessagingException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.txt",
        "r\u00e4port \u65e5\u672c.txt",
        "quote\"and\\\\slash;x=y.txt",
        "'single' 100%.txt",
        "\ud83d\ude00.bin"
      })
  void aNameArrivesAsItIs(String name) throws Exception {
    MimeMessage sent = sent(mail(FakePlatform.PATIENCE), name, new byte[] {1, 2, 3});
    assertThat(name(sent)).isEqualTo(name.substring(name.lastIndexOf('\\') + 1));
    assertThat(bytes(sent)).containsExactly(1, 2, 3);
    assertThat(Collections.list(sent.getAllHeaderLines())).allMatch(EmailFilesTest::isAscii);
  }

  private static boolean isAscii(String line) {
    return line.chars().allMatch(c -> c < 0x80);
  }

  @Test
  void aLongNameArrivesAsItIs() throws Exception {
    String name = "\u00e4".repeat(190) + ".txt";
    assertThat(name(sent(mail(FakePlatform.PATIENCE), name, new byte[] {1}))).isEqualTo(name);
  }

  @Test
  void aNameBeginsNoField() throws Exception {
    String name = "x.txt\"\r\nBcc: eve@evil.org\r\n\r\nbody";
    MimeMessage sent = sent(mail(FakePlatform.PATIENCE), name, new byte[] {1});
    assertThat(sent.getHeader("Bcc")).isNull();
    assertThat(sent.getAllRecipients()).hasSize(1);
    assertThat(name(sent)).isEqualTo("x.txt\"Bcc: eve@evil.orgbody");
    assertThat(sent.getSubject()).isEqualTo("x.txt\"Bcc: eve@evil.orgbody");
    assertThat(file(sent).getHeader("Bcc")).isNull();
    assertThat(bytes(sent)).containsExactly(1);
  }

  @Test
  void aFileThatTheServerNeverTakesIsDeadAndTheRestIsSaid() throws Exception {
    FakeEmail mail = mail(FakePlatform.PATIENCE);
    ChannelHouse house = house(mail);
    mail.answers(
        said ->
            said.text().startsWith("a.txt")
                ? new Refused("too large", false, Optional.empty())
                : new Taken("1"));
    house.files.put("a.txt", "x".getBytes(UTF_8));
    bring(mail, "send a.txt");
    assertThat(texts(mail, 3)).containsExactly("here", "a.txt (text/plain, 1 bytes)", "sent");
    assertThat(house.store.board().leaves("dead", Long.MAX_VALUE, 9))
        .extracting(Board.Leaves::reason)
        .allMatch(reason -> reason.contains("too large"))
        .hasSize(1);
  }

  @Test
  void aFileWhoseFateIsUnknownIsSentAgainAndSaysSo() throws Exception {
    FakeEmail mail = mail(FakePlatform.PATIENCE);
    ChannelHouse house = house(mail);
    var files = new AtomicInteger();
    mail.answers(
        said ->
            said.text().startsWith("a.txt") && files.getAndIncrement() == 0
                ? new Lost()
                : new Taken("1"));
    house.files.put("a.txt", "x".getBytes(UTF_8));
    bring(mail, "send a.txt");
    mail.spoken();
    Spoken first = mail.spoken();
    Spoken second = mail.spoken();
    assertThat(first.mayBeDuplicate()).isFalse();
    assertThat(second.mayBeDuplicate()).isTrue();
    assertThat(second.text()).endsWith("\n\na.txt (text/plain, 1 bytes)");
    mail.sent();
    MimeMessage before = mail.sent();
    MimeMessage again = mail.sent();
    assertThat(header(again, "Message-ID")).isEqualTo(header(before, "Message-ID"));
    assertThat(bytes(again)).isEqualTo(bytes(before));
  }

  @Test
  void aServerThatStopsReadingMayBeAskedAgain() {
    FakeEmail mail = mail(Duration.ofMillis(500));
    mail.smtp().isDeaf(true);
    DeliveryException late = failure(mail);
    while (!late.isUndecided() && late.isUnanswered()) late = failure(mail); // not even greeted
    assertThat(late.isUndecided()).isTrue();
    mail.smtp().isDeaf(false);
  }

  private static DeliveryException failure(FakeEmail mail) {
    return catchThrowableOfType(
        DeliveryException.class, () -> sent(mail, "a.bin", new byte[Upload.BYTES_MAX]));
  }

  @Test
  void aFileThatIsTooLargeForTheServerIsNotHandedOver() throws Exception {
    FakeEmail mail = mail(FakePlatform.PATIENCE);
    mail.smtp().says("10000");
    assertThat(bytes(sent(mail, "a.bin", new byte[7_000]))).hasSize(7_000);
    assertThatThrownBy(() -> sent(mail, "a.bin", new byte[8_000]))
        .isInstanceOfSatisfying(DeliveryException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("takes mails of at most 10,000 bytes");
    for (String none : List.of("0", "", "many")) {
      mail.smtp().says(none);
      assertThat(bytes(sent(mail, "a.bin", new byte[8_000]))).hasSize(8_000);
    }
  }
}
