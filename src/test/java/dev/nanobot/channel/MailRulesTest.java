package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is believed, who is answered, and what is read of a mail.
class MailRulesTest {
  private static final String OWN = "bot@example.org";
  private static final String SERVER = "mx.example.org";
  private static final String ANN = "From: Ann <ann@mail.example.org>\r\n";
  private static final String VOUCHED = "Authentication-Results: mx.example.org; dmarc=pass\r\n";

  private static Mail read(String mail) throws MailRefused {
    return new MailReader(1_000).read(mail.getBytes(ISO_8859_1));
  }

  private static void check(String head) throws MailRefused {
    read(head + "\r\nhello\r\n").check(OWN, SERVER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mx.example.org; dmarc=pass (p=none) header.from=mail.example.org",
        "mx.example.org 1; spf=fail smtp.mailfrom=x.org; dkim=pass header.d=example.org",
        "MX.example.org; spf=pass smtp.mailfrom=bounce@mail.example.org",
        "mx.example.org; dkim/1 = pass reason=\"a;b\" header.d = mail.example.org",
        "mx.example.org (it (really) is); dkim=pass header.d=x.org; dkim=pass header.d=example.org"
      })
  void aSenderCountsWhomTheServerVouchesFor(String field) throws MailRefused {
    check("Authentication-Results: " + field + "\r\n" + ANN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mx.example.org; none",
        "mx.example.org; dmarc=fail header.from=mail.example.org",
        "mx.example.org; dmarc=pass header.from=evil.org",
        "mx.example.org; dkim=pass header.d=evil.org",
        "mx.example.org; dkim=pass header.d=org.",
        "mx.example.org; dkim=pass header.d=org",
        "mx.example.org; dkim=pass header.d=x.mail.example.org",
        "mx.example.org; dkim=pass header.d=ample.org",
        "mx.example.org; dkim=pass",
        "mx.example.org; spf=pass smtp.helo=mail.example.org",
        "mx.example.org; spf=fail (dmarc=pass; dmarc=pass) smtp.mailfrom=evil.org",
        "mx.example.org; spf=fail smtp.mailfrom=\"x; dmarc=pass\"@evil.org",
        "mx.example.org; spf=fail (; dmarc=pass",
        "mx.evil.org; dmarc=pass header.from=mail.example.org",
        "mx.example.org.evil.org; dmarc=pass",
        "(mx.example.org) evil.org; dmarc=pass"
      })
  void aSenderDoesNotCountWhomTheServerDoesNotVouchFor(String field) {
    assertThatThrownBy(() -> check("Authentication-Results: " + field + "\r\n" + ANN))
        .isInstanceOf(MailRefused.class);
  }

  @Test
  void aFieldThatCameWithTheMailIsNotBelieved() {
    String own = "Authentication-Results: mx.example.org; spf=fail smtp.mailfrom=evil.org\r\n";
    assertThatThrownBy(() -> check(own + VOUCHED + ANN)).hasMessageContaining("does not vouch");
    assertThatThrownBy(() -> check(ANN)).hasMessageContaining("nobody vouches");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: a@example.org\r\nFrom: b@example.org\r\n",
        "From: a@example.org, b@example.org\r\n",
        "From: \"a@example.org\" <>\r\n",
        "From: a@evil.org@example.org\r\n",
        "From: Ann\r\n",
        ""
      })
  void whoIsNotOneAddressIsNobody(String from) {
    assertThatThrownBy(() -> check(VOUCHED + from)).isInstanceOf(MailRefused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; x=y",
        "Precedence: bulk",
        "List-Id: <x.example.org>",
        "List-Unsubscribe: <mailto:x@example.org>",
        "Return-Path: <>",
        "X-Autoreply: yes",
        "Content-Type: multipart/report; boundary=x"
      })
  void mailsOfProgramsAreNotAnswered(String field) throws MailRefused {
    check(VOUCHED + ANN);
    assertThatThrownBy(() -> check(VOUCHED + ANN + field + "\r\n")).isInstanceOf(MailRefused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MAILER-DAEMON@example.org",
        "no-reply@example.org",
        "noreply+x@example.org",
        "x-bounces@example.org",
        "bot@example.org"
      })
  void addressesOfProgramsAreNotAnswered(String address) {
    assertThatThrownBy(() -> check(VOUCHED + "From: " + address + "\r\n"))
        .isInstanceOf(MailRefused.class);
  }

  @Test
  void aThreadIsNamedByItsFirstMail() throws MailRefused {
    String head = ANN + "Message-ID: <3@x>\r\n";
    assertThat(read(head + "\r\nhi").thread()).isEqualTo("<3@x>");
    assertThat(read(head + "In-Reply-To: <2@x>\r\n\r\nhi").thread()).isEqualTo("<2@x>");
    assertThat(read(head + "References: <1@x>\r\n <2@x>\r\n\r\nhi").thread()).isEqualTo("<1@x>");
  }

  @Test
  void theFirstMailHasItsSubjectAndAnswersHaveNoQuotes() throws MailRefused {
    assertThat(read(ANN + "Subject: =?utf-8?q?caf=C3=A9?=\r\n\r\nhi\r\n").text())
        .isEqualTo("Subject: café\n\nhi");
    assertThat(read(ANN + "Subject: x\r\n\r\n/stop\r\n").text()).isEqualTo("/stop");
    String quoted = "/stop\r\n\r\nOn Monday Ann\r\nwrote:\r\n> one\r\n>\r\n> two\r\n";
    assertThat(read(ANN + "In-Reply-To: <2@x>\r\nSubject: Re: x\r\n\r\n" + quoted).text())
        .isEqualTo("/stop");
  }

  @Test
  void htmlBecomesTextWithoutWhatNobodySees() {
    String html =
        "<head><title>t</title><style>p{}</style></head><body><p>Hello <b>you</b></p>"
            + "<div style='display: none'>secret</div><ul><li>one<li>two</ul>"
            + "<a href='https://example.org/x'>here</a><img src='https://evil.org/pixel'></body>";
    assertThat(MailHtml.text(html))
        .isEqualTo("Hello you\n\n- one\n- two\n\nhere (https://example.org/x)");
  }

  @Test
  void theTextIsTakenOnceAndTheRestIsFiles() throws Exception {
    String mail =
        ANN
            + "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
            + "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nplain\r\n"
            + "--b\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--b--\r\n"
            + "--a\r\nContent-Type: text/csv; name=t.csv\r\n\r\n1,2\r\n--a--\r\n";
    Mail read = read(mail);
    assertThat(read.text()).isEqualTo("plain");
    assertThat(read.files()).extracting(Arrival.File::name).containsExactly("t.csv");
    assertThat(new String(read.files().getFirst().fetch().bytes(9), UTF_8)).isEqualTo("1,2");
    assertThatThrownBy(() -> read.files().getFirst().fetch().bytes(2))
        .isInstanceOf(DeliveryException.class);
  }

  @Test
  void whatIsTooMuchIsRefused() {
    String longHeader = ANN + "X-A: " + "a".repeat(MailReader.HEADER_BYTES_MAX) + "\r\n\r\nhi";
    var nested = new StringBuilder(ANN);
    for (int i = 0; i < 30; i++) {
      nested.append("Content-Type: multipart/mixed; boundary=b" + i + "\r\n\r\n--b" + i + "\r\n");
    }
    String many =
        ANN + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(300);
    for (String mail : List.of(longHeader, nested + "\r\nhi", many, many.repeat(20))) {
      assertThatThrownBy(() -> read(mail)).isInstanceOf(MailRefused.class);
    }
  }
}
