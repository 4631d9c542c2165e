package dev.nanobot.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;

class JsonFaultTest {
  private static String fault(String text) {
    return JsonFault.text(
        catchThrowableOfType(
            JacksonException.class,
            () ->
                Json.MAPPER
                    .reader()
                    .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .readTree(text)));
  }

  private static String fault(byte[] document) {
    return JsonFault.text(
        catchThrowableOfType(JacksonException.class, () -> Json.received(document)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{                  ~ 2  ~ more is expected",
        "\"abc              ~ 5  ~ more is expected",
        "{\"a\" 1}          ~ 6  ~ a colon is expected",
        "{\"a\":}           ~ 6  ~ a value is expected",
        "[foo]              ~ 2  ~ a value is expected",
        "[1,]               ~ 4  ~ a value is expected",
        "{\"a\":1 \"b\":2}  ~ 8  ~ a comma or } is expected",
        "[1 2]              ~ 4  ~ a comma or ] is expected",
        "{a:1}              ~ 2  ~ a name in double quotes",
        "{\"a\":1]          ~ 7  ~ } is expected before ]",
        "[1}                ~ 3  ~ ] is expected before }",
        "]                  ~ 1  ~ a bracket is expected to open",
        "\"\\q\"            ~ 3  ~ one of",
        "\"\\u12x4\"        ~ 6  ~ four hexadecimal digits",
        "[01]               ~ 3  ~ a number is expected",
        "// x               ~ 1  ~ a value is expected; JSON has no comments",
        "{} {}              ~ 4  ~ nothing more is expected",
        "[NaN]              ~ 5  ~ a value is expected"
      })
  void aFaultTellsWhereAndWhatWasExpected(String text, int column, String expected) {
    assertThat(fault(text)).startsWith(" at line 1, column " + column + ": " + expected);
    assertThat(fault(text.getBytes(UTF_8))).startsWith(" at line 1, column ").contains(expected);
  }

  @Test
  void whatTheTextHasIsNotRepeated() {
    List<String> texts =
        List.of("[sk-secret]", "{\"secret\":1,\"secret\":2}", "{\"a\": secret}", "\"a\nsecret\"");
    for (String text : texts) {
      assertThat(fault(text)).doesNotContain("secret").startsWith(" at line 1, column ");
    }
  }

  @Test
  void aLimitIsToldInItsNumbers() {
    assertThat(fault("[".repeat(99))).isEqualTo(": at most 64 levels are expected");
    assertThat(fault("[" + "1".repeat(1_001) + "]"))
        .isEqualTo(": a number has at most 1000 digits");
    assertThat(fault(("[" + "1,".repeat(100_000) + "1]").getBytes(UTF_8)))
        .isEqualTo(": at most 100000 brackets, names and values are expected");
  }

  @Test
  void bytesThatAreNoTextSaySo() {
    assertThat(fault(new byte[] {'[', '"', (byte) 0xff, '"', ']'}))
        .endsWith("text in UTF-8 is expected");
  }
}
