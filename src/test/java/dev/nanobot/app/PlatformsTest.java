package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.channel.ChannelConfig;
import dev.nanobot.channel.Policy;
import dev.nanobot.channel.Telegram;
import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlatformsTest {
  private static final String SECRET = "\"webhookSecretToken\":\"0123456789abcdef\"";

  private static Config.Channels channels(String telegram) {
    List<String> problems = new ArrayList<>();
    String json = "{\"channels\":{\"telegram\":{\"enabled\":true," + telegram + "}}}";
    Config config = new ConfigBinder(Map.of(), problems).bind(Json.parse(json), Config.DEFAULTS);
    assertThat(problems).isEmpty();
    return config.channels();
  }

  @Test
  void nothingIsEnabledByItself() {
    assertThat(Platforms.of(Config.Channels.DEFAULTS)).isEmpty();
    assertThat(Platforms.endpoints(Config.Channels.DEFAULTS)).isEmpty();
  }

  @Test
  void aBotOfTelegramKeepsStrangersOut() {
    Config.Channels channels =
        channels("\"token\":\"1:a\",\"owners\":[\"7\"],\"groupPolicy\":\"open\"");
    List<ChannelConfig> platforms = Platforms.of(channels);
    assertThat(platforms).hasSize(1);
    var telegram = (Telegram.Config) platforms.getFirst();
    assertThat(telegram.apiBase()).isEqualTo("https://api.telegram.org");
    assertThat(telegram.webhookUrl()).isEmpty();
    assertThat(telegram.policy().isOwner("7")).isTrue();
    assertThat(telegram.policy().isAllowed("8")).isFalse();
    assertThat(telegram.policy().groups()).isEqualTo(Policy.Groups.OPEN);
    assertThat(Platforms.endpoints(channels)).containsExactly("telegram");
  }

  @Test
  void whatIsMissingIsNamedWithItsPath() {
    assertThatThrownBy(() -> Platforms.of(channels("\"token\":\"\"")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("channels.telegram.token");
    String called = "\"token\":\"1:a\",\"mode\":\"webhook\"";
    assertThatThrownBy(() -> Platforms.of(channels(called + "," + SECRET)))
        .hasMessageContaining("channels.telegram.webhookUrl");
    String where = called + ",\"webhookUrl\":\"https://e.org/channels/telegram\"";
    assertThatThrownBy(() -> Platforms.of(channels(where)))
        .hasMessageContaining("channels.telegram.webhookSecretToken");
    assertThatThrownBy(
            () -> Platforms.of(channels(where + ",\"webhookSecretToken\":\"too short\"")))
        .hasMessageContaining("channels.telegram.webhookSecretToken: ")
        .hasMessageContaining("16 to 256");
    assertThat(Platforms.of(channels(where + "," + SECRET))).hasSize(1);
    assertThatThrownBy(() -> Platforms.of(channels("\"token\":\"1:a\",\"apiBase\":\"x\"")))
        .hasMessageContaining("channels.telegram.apiBase");
  }
}
