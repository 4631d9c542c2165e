package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StdioTest extends ChannelContract {
  private static final String GOOD =
      "{\"type\":\"message\",\"id\":\"good\",\"chat\":\"1\",\"sender\":\"a\",\"text\":\"hi\"}";

  @Override
  protected FakePlatform platform(Duration answerWait) {
    return new StdioPlatform(answerWait).reading();
  }

  @Test
  void aThreadIsPartOfTheSession() throws Exception {
    StdioPlatform platform = (StdioPlatform) listening();
    platform.line(GOOD.replace("}", ",\"thread\":\"7\"}"));
    Inbound heard = intake().next();
    assertThat(heard.session()).isEqualTo(new SessionKey("stdio", "", "1", "7"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello                                                  | ``     | one JSON object a line",
        "[1]                                                    | ``     | one JSON object a line",
        "{} {}                                                  | ``     | one JSON object a line",
        "{}                                                       | ``     | \"type\"",
        "{\"type\":\"shout\",\"id\":\"m1\"}                       | m1     | \"type\" is one of",
        "{\"type\":\"message\",\"chat\":\"1\",\"sender\":\"a\"}   | ``     | \"id\" is text",
        "{\"type\":\"message\",\"id\":\"m1\",\"sender\":\"a\"}    | m1     | \"chat\" is text",
        "{\"type\":\"message\",\"id\":\"m1\",\"chat\":\"1\"}      | m1     | \"sender\" is text",
        "{\"type\":\"message\",\"id\":\"m1\",\"chat\":1}          | m1     | \"chat\" is text",
        "{\"type\":\"said\"}                                      | ``     | \"id\" is the number",
        "{\"type\":\"said\",\"id\":\"5\"}                         | 5      | \"id\" is the number",
        "{\"type\":\"said\",\"id\":5}                             | 5      | one answer",
        "{\"type\":\"refused\",\"id\":5,\"reason\":\"x\"}         | 5      | \"retry\" is true",
        "{\"type\":\"refused\",\"id\":5,\"retry\":true}           | 5      | \"reason\" is text",
        "{\"type\":\"refused\",\"id\":5,\"reason\":\"x\",\"retry\":true,\"retryAfterMs\":-1}"
            + " | 5 | 0 to",
      })
  void aBadLineGetsOneErrorThatSaysWhatWasExpected(String line, String id, String expected)
      throws Exception {
    assertRefused((line + "\n").getBytes(UTF_8), id, expected);
  }

  @Test
  void aTextWithNulIsRefused() throws Exception {
    String line = GOOD.replace("hi", "h\\u0000i") + "\n";
    assertRefused(line.getBytes(UTF_8), "good", "\"text\" is text");
  }

  @Test
  void aRawNulIsRefused() throws Exception {
    byte[] line = (GOOD + "\n").getBytes(UTF_8);
    line[line.length - 5] = 0;
    assertRefused(line, "", "one JSON object a line");
  }

  @Test
  void halfASurrogatePairIsRefused() throws Exception {
    String line = GOOD.replace("\"1\"", "\"\\ud83d\"") + "\n";
    assertRefused(line.getBytes(UTF_8), "good", "\"chat\" is text");
  }

  @Test
  void invalidUtf8IsRefused() throws Exception {
    byte[] line = (GOOD + "\n").getBytes(UTF_8);
    line[line.length - 5] = (byte) 0xff;
    assertRefused(line, "", "valid UTF-8");
  }

  @Test
  void aLineOverTheLimitIsSkippedToItsEnd() throws Exception {
    byte[] line = new byte[10 * StdioLines.LINE_BYTES_MAX];
    Arrays.fill(line, (byte) 'x');
    line[line.length - 1] = '\n';
    assertRefused(line, "", "at most 1048576 bytes");
  }

  @Test
  void aMessageThatFillsItsLineArrivesWhole() throws Exception {
    StdioPlatform platform = (StdioPlatform) listening();
    int frame = GOOD.length() - "hi".length();
    String text = "y".repeat(StdioLines.LINE_BYTES_MAX - frame);
    platform.line(GOOD.replace("hi", text));
    assertThat(intake().next().text()).isEqualTo(text);
  }

  @Test
  void anEmptyLineIsNothing() throws Exception {
    StdioPlatform platform = (StdioPlatform) listening();
    platform.bytes("\n\r\n  \n".getBytes(UTF_8));
    platform.line("{}");
    assertThat(platform.complaint()).contains("\"type\"");
  }

  @Test
  void whatIsSaidStillGoesOutWhenTheInputHasEnded() throws Exception {
    StdioPlatform platform = (StdioPlatform) listening();
    platform.line(GOOD);
    platform.acknowledged();
    platform.answers(said -> new FakePlatform.Silence());
    platform.endInput();
    var world = new dev.nanobot.world.RealWorld();
    Thread send =
        world.start(
            "send",
            () -> {
              try {
                send(platform, 1, "42", "late");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(platform.spoken().text()).isEqualTo("late");
    send.interrupt();
    send.join();
  }

  @Test
  void aBridgeIsToldToBringAgainWhatCouldNotBeStored() throws Exception {
    StdioPlatform platform = (StdioPlatform) listening();
    intake().failures.add("good");
    platform.line(GOOD);
    var error = platform.error();
    assertThat(error.get("id").stringValue()).isEqualTo("good");
    assertThat(error.get("retry").booleanValue()).isTrue();
  }

  @Test
  void aBridgeThatDoesNotReadHoldsUpNothingForEver() {
    var platform = new StdioPlatform(Duration.ofMillis(1));
    int refusals = 0;
    for (int i = 1; i <= 300; i++) {
      try {
        send(platform, i, "42", "text");
      } catch (DeliveryException e) {
        assertThat(e.isRetryable()).isTrue();
        refusals++;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(refusals).isEqualTo(300);
    platform.close();
  }

  private void assertRefused(byte[] line, String id, String expected) throws InterruptedException {
    StdioPlatform platform = (StdioPlatform) listening();
    platform.bytes(line);
    platform.line(GOOD);
    var error = platform.error();
    assertThat(error.get("message").stringValue()).contains(expected);
    assertThat(error.has("id") ? error.get("id").stringValue() : "").isEqualTo(id);
    assertThat(platform.acknowledged().id()).isEqualTo("good");
    assertThat(intake().next().externalId()).isEqualTo("good");
    assertThat(intake().calls).isEmpty();
  }
}
