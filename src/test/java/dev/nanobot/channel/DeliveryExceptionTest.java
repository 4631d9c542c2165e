package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryExceptionTest {
  @Test
  void aReasonIsOneLineOfAtMostAThousandCharacters() {
    String many = " <html>\r\n\u2028no\u001b[31m " + "😀".repeat(2_000);
    String reason = DeliveryException.undecided(many).reason();
    assertThat(reason).startsWith("<html> no [31m 😀").endsWith("😀…");
    assertThat(reason.codePointCount(0, reason.length())).isEqualTo(1_001);
  }
}
