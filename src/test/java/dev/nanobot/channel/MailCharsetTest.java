package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Texts and names of files in the letters of all peoples, as mail programs encode them.
class MailCharsetTest {
  private static final String ANN = "From: ann@example.org\r\nIn-Reply-To: <1@x>\r\n";

  private static Mail read(String head, byte[] body) throws MailRefused {
    byte[] start = (ANN + head + "\r\n\r\n").getBytes(UTF_8);
    var mail = new byte[start.length + body.length];
    System.arraycopy(start, 0, mail, 0, start.length);
    System.arraycopy(body, 0, mail, start.length, body.length);
    return new MailReader(1_000).read(mail);
  }

  @ParameterizedTest
  @CsvSource({
    "utf-8, Grüße — 世界 😀",
    "iso-8859-1, Grüße",
    "iso-8859-15, 5 €",
    "windows-1252, “Grüße” – 5 €",
    "windows-1251, Привет",
    "koi8-r, Привет",
    "iso-2022-jp, こんにちは",
    "shift_jis, こんにちは",
    "gb18030, 你好",
    "big5, 你好",
    "euc-kr, 안녕하세요",
    "utf-16, Grüße"
  })
  void aTextIsReadInItsOwnLetters(String charset, String text) throws MailRefused {
    byte[] bytes = text.getBytes(Charset.forName(charset));
    String type = "Content-Type: text/plain; charset=\"" + charset + "\"";
    assertThat(read(type + "\r\nContent-Transfer-Encoding: 8bit", bytes).text()).isEqualTo(text);
    byte[] encoded = Base64.getMimeEncoder().encode(bytes);
    assertThat(read(type + "\r\nContent-Transfer-Encoding: base64", encoded).text())
        .isEqualTo(text);
  }

  @Test
  void lettersThatNobodyNamesOrKnowsAreGuessed() throws MailRefused {
    String unknown = "Content-Type: text/plain; charset=klingon";
    assertThat(read(unknown, "Grüße".getBytes(UTF_8)).text()).isEqualTo("Grüße");
    assertThat(read(unknown, "Grüße".getBytes(ISO_8859_1)).text()).isEqualTo("Grüße");
    assertThat(read("X: y", "Grüße".getBytes(UTF_8)).text()).isEqualTo("Grüße");
    assertThat(read("Content-Type: text/plain; charset=utf-8", "ü".getBytes(ISO_8859_1)).text())
        .isEqualTo("\ufffd");
  }

  @Test
  void aTextThatIsNotEncodedAsItSaysIsReadAsItCame() throws MailRefused {
    String head = "Content-Type: text/plain\r\nContent-Transfer-Encoding: ";
    assertThat(read(head + "x-unknown", "hello".getBytes(US_ASCII)).text()).isEqualTo("hello");
    assertThat(read(head + "quoted-printable", "1 =ZZ 2 =".getBytes(US_ASCII)).text())
        .startsWith("1 ");
    assertThat(read(head + "base64", "hello!!".getBytes(US_ASCII)).text()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "filename=\"a b.txt\"|a b.txt",
        "filename*=utf-8''Gr%C3%BC%C3%9Fe.txt|Grüße.txt",
        "filename*0=\"long \"; filename*1=\"name.txt\"|long name.txt",
        "filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9Fe.txt|Grüße.txt",
        "filename=\"=?utf-8?q?Gr=C3=BC=C3=9Fe.txt?=\"|Grüße.txt",
        "filename=\"=?iso-8859-1?q?Gr=FC=DFe.txt?=\"|Grüße.txt",
        "filename=\"say \\\"hi\\\".txt\"|say \"hi\".txt"
      })
  void aFileIsCalledAsItsSenderCalledIt(String parameter, String name) throws Exception {
    String head =
        "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; " + parameter;
    Mail mail = read(head, "1,2".getBytes(US_ASCII));
    assertThat(mail.files()).extracting(Arrival.File::name).containsExactly(name);
    assertThat(mail.files().getFirst().fetch().bytes(9)).asString(US_ASCII).isEqualTo("1,2");
  }
}
