package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The subjects and threads of mails that are sent.
@Timeout(180)
final class EmailThreadTest extends ChannelTestCase {
  private static final String ANN_AT = FakeEmail.address(ANN);
  private static final String BOB = "43";
  private final FakeEmail mail = open(new FakeEmail(FakePlatform.PATIENCE, letting(ANN, BOB)));

  private ChannelHouse house() throws InterruptedException {
    return house(mail);
  }

  /// Brings a mail of Ann with the fields `more`, each with its line end.
  private void bring(String id, String more) {
    mail.bring(FakeEmail.head(id, ANN) + more + "\r\nhello " + id + "\r\n");
  }

  private static String field(MimeMessage mail, String name) throws Exception {
    String value = mail.getHeader(name, ",");
    return value == null ? "" : value.replaceAll("\\r?\\n\\s+", " ");
  }

  private MimeMessage sendUnasked(String text) throws Exception {
    var target = new SessionKey("email", "", "ann@example.org", "");
    mail.channel().send(new Outbound(1, "t1/0", target, text, 1, false));
    return mail.sent();
  }

  @Test
  void anAnswerHasTheSubjectOfItsMailAndPointsToIt() throws Exception {
    house();
    bring("1", "Subject: =?utf-8?q?Caf=C3=A9?= tomorrow\r\n");
    MimeMessage answer = mail.sent();
    assertThat(answer.getSubject()).isEqualTo("Re: Café tomorrow");
    assertThat(field(answer, "In-Reply-To")).isEqualTo("<1@example.org>");
    assertThat(field(answer, "References")).isEqualTo("<1@example.org>");
    assertThat(field(answer, "Auto-Submitted")).isEqualTo("auto-replied");
  }

  @Test
  void aLongThreadStaysOneWithEveryAnswer() throws Exception {
    ChannelHouse house = house();
    bring("1", "Subject: Boats\r\n");
    MimeMessage answer = mail.sent();
    String all = "<1@example.org> " + field(answer, "Message-ID");
    for (int i = 2; i <= 5; i++) {
      String head = "In-Reply-To: %s\r\nReferences: %s\r\nSubject: Re: Boats\r\n";
      bring("" + i, head.formatted(field(answer, "Message-ID"), all.replace(" ", "\r\n ")));
      answer = mail.sent();
      assertThat(answer.getSubject()).isEqualTo("Re: Boats");
      assertThat(field(answer, "In-Reply-To")).isEqualTo("<" + i + "@example.org>");
      all += " <" + i + "@example.org>";
      assertThat(field(answer, "References")).isEqualTo(all);
      all += " " + field(answer, "Message-ID");
    }
    assertThat(house.store.sessions(9)).hasSize(1);
  }

  @Test
  void anAnswerThatWaitedForTheNextGatewayHasItsSubjectAndThread() throws Exception {
    ChannelHouse first = house();
    mail.answers(said -> new FakePlatform.Refused("not now", true, Optional.empty()));
    bring("1", "Subject: Boats\r\n");
    mail.sent();
    close(first);
    mail.answers(said -> new FakePlatform.Taken("1"));
    house();
    MimeMessage again = mail.sent();
    while (!again.getSubject().equals("Re: Boats")) again = mail.sent();
    assertThat(field(again, "In-Reply-To")).isEqualTo("<1@example.org>");
  }

  @Test
  void theSubjectOfAMailBeginsNoOtherField() throws Exception {
    house();
    bring("1", "Subject: =?utf-8?q?x=0D=0ABcc:_evil@example.org=0D=0A=0D=0Abody?=\r\n");
    MimeMessage answer = mail.sent();
    assertThat(answer.getSubject()).isEqualTo("Re: x Bcc: evil@example.org body");
    assertThat(answer.getHeader("Bcc")).isNull();
    assertThat(answer.getAllRecipients()).hasSize(1);
  }

  @Test
  void aMailWithoutASubjectOrAnIdIsAnsweredAllTheSame() throws Exception {
    house();
    String fields = FakeEmail.head("1", ANN).replaceFirst("Message-ID: .*\r\n", "");
    mail.bring(fields + "References: <0@example.org>\r\n\r\nhello\r\n");
    MimeMessage answer = mail.sent();
    assertThat(answer.getSubject()).isEqualTo("echo hello");
    assertThat(answer.getHeader("In-Reply-To")).isNull();
    assertThat(field(answer, "References")).isEqualTo("<0@example.org>");
  }

  // ---- whose it is

  @Test
  void anAnswerGoesToTheSenderAloneWhateverTheMailAsksFor() throws Exception {
    house();
    bring("1", "Reply-To: eve@evil.org\r\nCc: eve@evil.org\r\nReturn-Path: <eve@evil.org>\r\n");
    MimeMessage answer = mail.sent();
    assertThat(answer.getAllRecipients()).extracting(Object::toString).containsExactly(ANN_AT);
  }

  @Test
  void whoNamesTheMailsOfAnotherGetsNeitherTheirSessionNorTheirPlace() throws Exception {
    ChannelHouse house = house();
    bring("1", "Subject: Secret\r\n");
    mail.sent();
    String same = FakeEmail.head("1", BOB) + "References: <1@example.org>\r\n";
    mail.bring(same + "\r\nwhat did we say?\r\n");
    assertThat(mail.spoken().chat()).isEqualTo(ANN);
    assertThat(mail.spoken().chat()).isEqualTo(BOB);
    assertThat(house.store.sessions(9)).hasSize(2);
  }

  @Test
  void whatIsSentIsPassedOverByWhoeverIsAProgramToo() throws Exception {
    house();
    bring("1", "Subject: Boats\r\n");
    var answer = new MailHeaders(mail.sent());
    assertThatThrownBy(() -> MailLoops.check(answer)).isInstanceOf(MailRefused.class);
    var news = new MailHeaders(sendUnasked("news"));
    assertThatThrownBy(() -> MailLoops.check(news)).isInstanceOf(MailRefused.class);
  }

  // ---- subjects

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Boats|Re: Boats",
        "Re: Boats|Re: Boats",
        "RE: Boats|RE: Boats",
        "AW: Boats|AW: Boats",
        "Re[2]: Boats|Re[2]: Boats",
        "Fwd: Boats|Re: Fwd: Boats",
        "Report: Boats|Re: Report: Boats"
      })
  void aSubjectIsPrefixedOnce(String subject, String answer) {
    assertThat(new MailMemo(subject, "", List.of()).answer("Re: ")).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello|hello",
        "'\n\n## **Weather** in `May`\n\nIt rains.'|Weather in May",
        "'- one\n- two'|one",
        "'***\n'|Message"
      })
  void aMailThatAnswersNoneIsNamedByItsFirstLine(String text, String subject) throws Exception {
    MimeMessage sent = sendUnasked(text);
    assertThat(sent.getSubject()).isEqualTo(subject);
    assertThat(field(sent, "Auto-Submitted")).isEqualTo("auto-generated");
    assertThat(sent.getHeader("References")).isNull();
  }

  @Test
  void aLongFirstLineIsCutBetweenWords() {
    assertThat(MailMemo.title("word ".repeat(40)).length()).isBetween(60, 70);
    assertThat(MailMemo.title("word ".repeat(40))).endsWith("word…");
    assertThat(MailMemo.title("x" + "😀".repeat(100))).hasSizeLessThanOrEqualTo(71).endsWith("😀…");
  }

  @Test
  void ofAVeryLongThreadTheFirstAndTheLastMailsAreNamed() throws Exception {
    var ids = new StringBuilder();
    for (int i = 0; i < 100; i++)
      ids.append("<").append("\"".repeat(200)).append(i).append(">\r\n ");
    String text = "From: a@example.org\r\nReferences: " + ids + "<last@x>\r\n\r\nhi";
    Mail read = new MailReader(100).read(text.getBytes(UTF_8));
    MailMemo memo = MailMemo.of(read.headers(), "<own@x>");
    assertThat(memo.references()).hasSize(13).endsWith("<last@x>", "<own@x>");
    assertThat(memo.references().getFirst()).endsWith("\"0>");
    assertThat(MailMemo.read(memo.written())).contains(memo);
    assertThat(memo.written()).hasSizeLessThan(Inbound.MEMO_CHARS_MAX);
  }
}
