package dev.nanobot.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.Secret;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogLineTest {
  private static String line(String text) {
    var logger = new LoggerContext().getLogger("dev.nanobot.gateway.Courier");
    var event = new LoggingEvent("caller", logger, Level.INFO, text, null, null);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
    return new LogLine().doLayout(event);
  }

  @Test
  void anEventIsOneLineWithTimeLevelAndSource() {
    assertThat(line("sent")).isEqualTo("2026-01-02T03:04:05.678Z INFO Courier: sent\n");
  }

  @Test
  void textFromOutsideCannotStartALineOrMoveTheCursor() {
    assertThat(line("a\nb\u001b[2Jc\u202ed\r")).endsWith("a\\nb\\u001b[2Jc\\u202ed\n");
  }

  @Test
  void aLineAndItsExceptionHaveNoSecrets() {
    var secret = "a-secret-of-the-operator";
    var context = new LoggerContext();
    var redaction = new Redaction(Map.of(new Secret(secret), "api-key"));
    LogLine.hide(context, () -> redaction);
    var thrown =
        new IllegalStateException("no: " + HexFormat.of().formatHex(secret.getBytes(UTF_8)));
    var logger = context.getLogger("dev.nanobot.gateway.Courier");
    var event = new LoggingEvent("caller", logger, Level.INFO, "with " + secret, thrown, null);
    event.setInstant(Instant.EPOCH);
    var layout = new LogLine();
    layout.setContext(context);
    assertThat(layout.doLayout(event))
        .contains("with [REDACTED:api-key]", "no: [REDACTED:api-key]")
        .doesNotContain(secret);
    assertThat(line("ghp_0123456789abcdefghijABCDEFGHIJ012345"))
        .contains("[REDACTED:github-token]");
  }

  @Test
  void anEndlessTextIsCut() {
    assertThat(line("x".repeat(100_000))).hasSize(LogLine.LINE_CHARS_MAX + 2);
  }
}
