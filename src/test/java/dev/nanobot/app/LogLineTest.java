package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
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
  void anEndlessTextIsCut() {
    assertThat(line("x".repeat(100_000))).hasSize(LogLine.LINE_CHARS_MAX + 2);
  }
}
