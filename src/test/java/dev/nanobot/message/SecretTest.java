package dev.nanobot.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
  private record Holder(String name, Secret key) {}

  @Test
  void aSecretIsNeverPrinted() {
    var secret = new Secret("sk-1234567890");
    assertThat(secret.toString()).isEqualTo("***");
    assertThat(new Holder("openai", secret).toString()).doesNotContain("1234567890");
    assertThat("%s".formatted(secret)).isEqualTo("***");
    assertThat(Json.MAPPER.writeValueAsString(new Holder("openai", secret)))
        .doesNotContain("1234567890");
  }

  @Test
  void onlyRevealGivesItAway() {
    assertThat(new Secret("sk").reveal()).isEqualTo("sk");
    assertThat(Secret.NONE.isEmpty()).isTrue();
  }
}
