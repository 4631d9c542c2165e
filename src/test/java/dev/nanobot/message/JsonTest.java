package dev.nanobot.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class JsonTest {
  @Test
  void nestingWithoutEndIsRefusedWithTheLimit() {
    for (String open : new String[] {"[", "{\"a\":"}) {
      assertThatThrownBy(() -> Json.parse(open.repeat(100_000)))
          .isInstanceOf(JacksonException.class)
          .hasMessageContaining("64");
    }
  }

  @Test
  void nestingUpToTheLimitIsRead() {
    String text = "[".repeat(Json.DEPTH_MAX) + "]".repeat(Json.DEPTH_MAX);
    assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    assertThatThrownBy(() -> Json.parse("[" + text + "]")).isInstanceOf(JacksonException.class);
  }

  @Test
  void aNumberOfAMillionDigitsIsRefused() {
    assertThatThrownBy(() -> Json.parse("1".repeat(1_000_000)))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("1000");
  }

  @Test
  void whatFollowsADocumentIsRefused() {
    assertThatThrownBy(() -> Json.parse("{} {}")).isInstanceOf(JacksonException.class);
  }
}
