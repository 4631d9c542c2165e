package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The mails of corpora/email-mime, whole and broken.
@Timeout(180)
class MailCorpusTest {
  private static final int MAILS = 10;
  private static final int TEXT_CHARS_MAX = 12_000;
  private static final int FILE_BYTES_MAX = 1 << 20;
  private static final long MEMORY_BYTES_MAX = 64L << 20;
  private static final int TRUNCATION_STEP = 7;
  private static final String ANN = "From: Ann <ann@example.org>\n";

  static IntStream mails() {
    return IntStream.range(0, MAILS);
  }

  @ParameterizedTest
  @MethodSource("mails")
  void theTextOfAMailIsWhatPeopleWroteInIt(int number) throws Exception {
    assertThat(lines(fromAnn(number).text().replaceFirst("^Subject: .*", "")))
        .isEqualTo(lines(expectedText(number)));
  }

  @ParameterizedTest
  @MethodSource("mails")
  void theSubjectOfAMailIsRead(int number) throws Exception {
    String subject = header(expected(number).path("parts").path(0), "subject").asString("");
    assertThat(fromAnn(number).headers().text("Subject")).isEqualTo(subject);
  }

  @ParameterizedTest
  @MethodSource("mails")
  void everythingElseInAMailIsAFile(int number) throws Exception {
    List<Arrival.File> files = fromAnn(number).files();
    JsonNode expected = expected(number);
    assertThat(files).hasSize(expected.path("attachments").size());
    for (int i = 0; i < files.size(); i++) {
      JsonNode part = expected.path("parts").path(expected.path("attachments").path(i).asInt());
      String bytes = new String(files.get(i).fetch().bytes(FILE_BYTES_MAX), UTF_8);
      assertThat(files.get(i).name()).isEqualTo(name(part));
      JsonNode text = part.path("body").path("Text");
      boolean isReadable = !part.path("is_encoding_problem").asBoolean();
      if (text.isString() && isReadable) assertThat(lines(bytes)).isEqualTo(lines(text.asString()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 8})
  void aMailThatIsFromNoAddressIsFromNobody(int number) {
    assertThatThrownBy(() -> read(bytes(number))).isInstanceOf(MailRefused.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 5, 6, 9})
  void aMailSaysWhomItIsFrom(int number) throws Exception {
    JsonNode from =
        header(expected(number).path("parts").path(0), "from").at("/Address/List/0/address");
    assertThat(read(bytes(number)).from()).isEqualTo(from.asString());
  }

  @ParameterizedTest
  @MethodSource("mails")
  void aMailThatEndsAnywhereIsReadOrRefused(int number) throws Exception {
    byte[] whole = asFromAnn(number);
    for (int end = 0; end <= whole.length; end += TRUNCATION_STEP)
      survive(Arrays.copyOf(whole, end));
  }

  @ParameterizedTest
  @MethodSource("mails")
  void aMailWithAWrongByteAnywhereIsReadOrRefused(int number) throws Exception {
    byte[] whole = asFromAnn(number);
    byte[] wrongs = {0, '\n', '"', ';', '-', (byte) 0xff};
    for (int i = 0; i < wrongs.length; i++) {
      for (int place = i; place < whole.length; place += 3 * wrongs.length) {
        byte[] broken = whole.clone();
        broken[place] = wrongs[i];
        survive(broken);
      }
    }
  }

  /// Reads it with its files; nothing but a refusal may come of it.
  private static void survive(byte[] mail) throws Exception {
    long before = allocated();
    try {
      Mail read = read(mail);
      assertThat(read.text().length()).isLessThan(TEXT_CHARS_MAX + 100);
      for (Arrival.File file : read.files()) fetch(file);
    } catch (MailRefused e) {
      assertThat(e).hasMessageNotContaining("null");
    }
    assertThat(allocated() - before).isLessThan(MEMORY_BYTES_MAX);
  }

  private static void fetch(Arrival.File file) throws InterruptedException {
    try {
      assertThat(file.fetch().bytes(FILE_BYTES_MAX).length).isLessThanOrEqualTo(FILE_BYTES_MAX);
    } catch (DeliveryException e) {
      assertThat(e).hasMessage("It cannot be read.");
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  // ---- what the corpus says

  private static String expectedText(int number) {
    JsonNode expected = expected(number);
    var text = new StringBuilder();
    for (JsonNode part : expected.path("text_body")) {
      JsonNode body = expected.path("parts").path(part.asInt()).path("body").path("Text");
      text.append(body.asString("")).append('\n');
    }
    return text.toString();
  }

  /// What a part is called, or what it is called here without a name.
  private static String name(JsonNode part) {
    for (String field : List.of("content_disposition", "content_type")) {
      for (JsonNode attribute : header(part, field).at("/ContentType/attributes")) {
        String name = attribute.path("name").asString("");
        if (name.equals("filename") || name.equals("name")) {
          return attribute.path("value").asString("");
        }
      }
    }
    return part.path("body").has("Message") ? "mail.eml" : "file";
  }

  private static JsonNode header(JsonNode part, String name) {
    for (JsonNode header : part.path("headers")) {
      if (header.path("name").asString("").equals(name)) {
        JsonNode value = header.path("value");
        return value.has("Text") ? value.path("Text") : value;
      }
    }
    return Json.object();
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static Mail fromAnn(int number) throws MailRefused {
    return read(asFromAnn(number));
  }

  /// The mail with another sender: those of the corpus are not all addresses.
  private static byte[] asFromAnn(int number) {
    String mail = new String(bytes(number), ISO_8859_1);
    int end = mail.indexOf("\n\n");
    String head = mail.substring(0, end).replaceFirst("(?m)^From:.*\\n", "");
    return (ANN + head + mail.substring(end)).getBytes(ISO_8859_1);
  }

  private static Mail read(byte[] mail) throws MailRefused {
    return new MailReader(TEXT_CHARS_MAX).read(mail);
  }

  private static JsonNode expected(int number) {
    return Json.parse(new String(file(number, "json"), UTF_8));
  }

  private static byte[] bytes(int number) {
    return file(number, "eml");
  }

  private static byte[] file(int number, String kind) {
    String name = "/corpora/email-mime/%03d.%s".formatted(number, kind);
    try (InputStream in = MailCorpusTest.class.getResourceAsStream(name)) {
      return Stream.ofNullable(in).findFirst().orElseThrow().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
