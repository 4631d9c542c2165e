package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nobody gets heard in another's name.
class MailSenderTest {
  private static final String OWN = "bot@example.org";
  private static final String SERVER = "mx.example.org";
  private static final String ANN = "From: Ann <ann@mail.example.org>\r\n";
  private static final String PASSED = "Authentication-Results: mx.example.org; ";
  private static final String VOUCHED = PASSED + "dmarc=pass\r\n";

  private static Mail read(String head) throws MailRefused {
    return new MailReader(1_000).read((head + "\r\nhello\r\n").getBytes(ISO_8859_1));
  }

  private static void check(String head) throws MailRefused {
    read(head).check(OWN, SERVER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"ann@mail.example.org\" <eve@evil.org>",
        "\"Ann <ann@mail.example.org>\" <eve@evil.org>",
        "=?utf-8?q?ann=40mail.example.org?= <eve@evil.org>",
        "=?utf-8?b?QW5uIDxhbm5AbWFpbC5leGFtcGxlLm9yZz4=?= <eve@evil.org>",
        "\"ann@mail.example.org\\\" <x@y>\" <eve@evil.org>",
        "<eve@evil.org>"
      })
  void aNameIsNoAddress(String from) throws MailRefused {
    Mail mail = read("From: " + from + "\r\n");
    assertThat(mail.from()).isEqualTo("eve@evil.org");
    assertThatThrownBy(() -> check(PASSED + "dkim=pass header.d=mail.example.org\r\nFrom: " + from))
        .isInstanceOf(MailRefused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: Ann <ann@mail.example.org> <eve@evil.org>",
        "From: ann@mail.example.org <eve@evil.org>, <x@y.org>",
        "From: eve@evil.org (ann@mail.example.org)",
        "From: <@evil.org:ann@mail.example.org>",
        "From: friends: ann@mail.example.org;",
        "From: ann@mail.example.org\u0000@evil.org",
        "From: \"ann\"@mail.example.org",
        "From: ann@mail.ex\u00e4mple.org",
        "From: ann@mail.example.org\r\nfrom: eve@evil.org",
        "From: ann@mail.example.org\r\nFrom : eve@evil.org",
        "From: \r\nFrom: ann@mail.example.org",
        "Sender: ann@mail.example.org",
        "Reply-To: ann@mail.example.org"
      })
  void whatCanBeReadAsTwoIsNobody(String head) {
    assertThatThrownBy(() -> check(VOUCHED + head + "\r\n")).isInstanceOf(MailRefused.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dmarc=pass|true",
        "dmarc=fail|false",
        "dmarc=none|false",
        "dmarc=temperror|false",
        "dmarc=bestguesspass|false",
        "dkim=pass header.d=mail.example.org|true",
        "dkim=fail header.d=mail.example.org|false",
        "dkim=neutral header.d=mail.example.org|false",
        "dkim=policy header.d=mail.example.org|false",
        "dkim=pass header.d=evil.org header.d=mail.example.org|false",
        "dkim=pass header.i=@mail.example.org|false",
        "dkim=pass header.d=evil.org header.i=\"@x header.d=mail.example.org\"|false",
        "dkim=pass header.d=evil.org; dkim=fail header.d=mail.example.org|false",
        "spf=pass smtp.mailfrom=ann@mail.example.org|true",
        "spf=pass smtp.mailfrom=mail.example.org|true",
        "spf=softfail smtp.mailfrom=ann@mail.example.org|false",
        "spf=neutral smtp.mailfrom=ann@mail.example.org|false",
        "spf=pass smtp.mailfrom=ann@mail.example.org@evil.org|false",
        "spf=pass smtp.mailfrom=ann@mail.example.org.evil.org|false",
        "spf=pass smtp.mailfrom=<>|false",
        "spf=pass smtp.mailfrom=|false",
        "spf=pass|false",
        "arc=pass header.d=mail.example.org|false",
        "auth=pass smtp.auth=ann@mail.example.org|false",
        "iprev=pass|false",
        "xdmarc=pass|false",
        "dmarc=pass header.from=evil.org|false",
        "none|false"
      })
  void onlyAPassForTheSendersDomainCounts(String result, boolean isHeard) {
    assertThat(MailVouching.vouches(SERVER + "; " + result, SERVER, "mail.example.org"))
        .isEqualTo(isHeard);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authentication-Results: mx.evil.org; dmarc=pass\r\n" + PASSED + "dmarc=pass",
        PASSED + "dmarc=fail\r\n" + PASSED + "dmarc=pass",
        "Authentication-Results: \r\n" + PASSED + "dmarc=pass",
        "X-" + PASSED + "dmarc=pass",
        "ARC-Authentication-Results: i=1; mx.example.org; dmarc=pass",
        "Received-SPF: pass",
        "Subject: x\r\n\r\n" + PASSED + "dmarc=pass"
      })
  void onlyTheTopmostWordOfTheOwnServerCounts(String fields) {
    assertThatThrownBy(() -> check(ANN + fields + "\r\n")).isInstanceOf(MailRefused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bot@example.org", "BOT@example.org", "Bot@EXAMPLE.ORG"})
  void theBotDoesNotHearItselfHoweverItsAddressIsWritten(String own) {
    assertThatThrownBy(() -> check(VOUCHED + "From: " + own + "\r\n"))
        .hasMessageContaining("from the bot itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Return-Path: <>",
        "Return-Path: < >",
        "Auto-Submitted: auto-notified",
        "Auto-Submitted: auto-replied (vacation)",
        "Precedence: list",
        "Precedence: junk",
        "Precedence: auto_reply",
        "List-Post: <mailto:l@example.org>",
        "List-Help: <mailto:l@example.org>",
        "Mailing-List: list l@example.org",
        "X-Autorespond: vacation",
        "X-Auto-Response-Suppress: All",
        "X-Failed-Recipients: x@example.org"
      })
  void whatAProgramSentIsPassedOver(String field) throws MailRefused {
    check(VOUCHED + ANN + "Auto-Submitted: no\r\nReturn-Path: <ann@mail.example.org>\r\n");
    assertThatThrownBy(() -> check(VOUCHED + ANN + field + "\r\n")).isInstanceOf(MailRefused.class);
  }

  @Test
  void aCopyIsOverheardAndAMailToTheBotIsNot() throws MailRefused {
    String others = "Cc: x@example.org, " + OWN + "\r\n";
    assertThat(read(ANN + "To: y@example.org\r\n" + others).isCopyFor(OWN)).isTrue();
    assertThat(read(ANN + "To: " + OWN + "\r\n" + others).isCopyFor(OWN)).isFalse();
    assertThat(read(ANN + "To: y@example.org\r\n").isCopyFor(OWN)).isFalse();
  }
}
