package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HearingTest {
  private static Config wanted(String json) {
    return whole("\"transcription\": " + json);
  }

  private static Config whole(String sections) {
    List<String> problems = new ArrayList<>();
    String whole = "{" + sections + "}";
    Config config = new ConfigBinder(Map.of(), problems).bind(Json.parse(whole), Config.DEFAULTS);
    assertThat(problems).isEmpty();
    return config;
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

  @Test
  void aProviderThatNobodyKnowsIsToldWithThoseThatAreKnown() {
    Config unknown = wanted("{\"enabled\": true, \"provider\": \"grok-whisper\"}");
    assertThat(Engine.problems(unknown))
        .singleElement()
        .asString()
        .startsWith("transcription.provider: No provider is called \"grok-whisper\"")
        .contains("openai", "groq", "providers.grok-whisper.apiBase");
    assertThat(Engine.problems(wanted("{\"enabled\": true, \"provider\": \"OpenAI\"}"))).isEmpty();
    assertThat(Engine.problems(wanted("{\"provider\": \"grok-whisper\"}"))).isEmpty();
  }

  @Test
  void aServerOfOnesOwnIsKnown() {
    String own = "\"providers\": {\"mine\": {\"apiBase\": \"http://127.0.0.1:1/v1\"}}";
    String asked = "{\"enabled\": true, \"provider\": \"mine\"}";
    assertThat(Engine.problems(whole(own + ", \"transcription\": " + asked))).isEmpty();
  }
}
