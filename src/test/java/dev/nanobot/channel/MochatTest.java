package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MochatTest extends PlatformContract {
  @Override
  protected FakeChatPlatform platform(Duration answerWait, Policy policy) {
    return new FakeMochat(answerWait, policy);
  }

  /// Mochat has no files: what is no text arrives as it came.
  @Override
  @Test
  void aFileArrivesWithItsMessage() throws Exception {
    var platform = (FakeMochat) open(policy(ANN));
    house(platform.channel());
    var card = FakeMochat.message("1", ANN);
    card.set("content", Json.object().put("type", "card"));
    platform.add(ANN, card);
    assertThat(platform.spoken().text()).isEqualTo("echo {\"type\":\"card\"}");
  }
}
