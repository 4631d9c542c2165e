package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HearingTest {
  private static Config.Transcription wanted(String json) {
    List<String> problems = new ArrayList<>();
    String whole = "{\"transcription\": " + json + "}";
    Config config = new ConfigBinder(Map.of(), problems).bind(Json.parse(whole), Config.DEFAULTS);
    assertThat(problems).isEmpty();
    return config.transcription();
  }

  @Test
  void nothingIsSentToAnybodyByItself() {
    assertThat(Config.Transcription.DEFAULTS.enabled()).isFalse();
    Hearing.check(wanted("{\"language\": \"nonsense\"}"));
  }

  @Test
  void whatIsWrongIsNamedWithItsPath() {
    Hearing.check(wanted("{\"enabled\": true, \"language\": \"en\"}"));
    assertThatThrownBy(
            () -> Hearing.check(wanted("{\"enabled\": true, \"language\": \"English\"}")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("transcription.language");
    assertThatThrownBy(() -> Hearing.check(wanted("{\"enabled\": true, \"provider\": \"auto\"}")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("transcription.provider");
  }
}
