package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelChoiceTest {
  private static Config config(String text) {
    return new ConfigReader(Map.of()).read(text, "test");
  }

  @Test
  void withoutAKeyAnywhereTheRehearsalModelAnswers() {
    assertThat(ModelChoice.of(Config.DEFAULTS, Map.of()))
        .get()
        .extracting(ModelChoice::model)
        .isEqualTo(ModelChoice.REHEARSAL);
  }

  @Test
  void aConfiguredModelIsTakenAsItIs() {
    var config = config("{\"agents\":{\"defaults\":{\"model\":\"x/y\"}}}");
    assertThat(ModelChoice.of(config, Map.of()))
        .get()
        .extracting(ModelChoice::model)
        .isEqualTo("x/y");
  }

  @Test
  void aKeyInTheEnvironmentIsAKey() {
    assertThat(ModelChoice.of(Config.DEFAULTS, Map.of("ANTHROPIC_API_KEY", "k")))
        .get()
        .extracting(ModelChoice::model)
        .isEqualTo(ModelChoice.USUAL);
  }

  @Test
  void theKeyOfAnyKnownProviderInTheEnvironmentIsAKey() {
    for (String variable : List.of("OPENAI_API_KEY", "DEEPSEEK_API_KEY", "HF_TOKEN")) {
      var environment = Map.of(variable, "k");
      assertThat(ModelChoice.of(Config.DEFAULTS, environment)).as(variable).isEmpty();
      assertThat(ModelChoice.ready(Config.DEFAULTS, environment)).as(variable).hasSize(1);
    }
  }

  @Test
  void aKeyUnderAnUnknownNameIsNotTheWishForARehearsal() {
    var config = config("{\"providers\":{\"opnai\":{\"apiKey\":\"k\"}}}");
    assertThat(ModelChoice.of(config, Map.of())).isEmpty();
  }

  @Test
  void aKeyWithoutAModelOfItsOwnIsNoChoice() {
    var config = config("{\"providers\":{\"groq\":{\"apiKey\":\"k\"}}}");
    assertThat(ModelChoice.of(config, Map.of())).isEmpty();
  }
}
