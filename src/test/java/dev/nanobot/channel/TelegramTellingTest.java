package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Event;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What Telegram shows while the agent works, and how fast it is spoken to.
@Timeout(120)
final class TelegramTellingTest {
  private static final String ANN = "42";
  private static final Policy POLICY =
      new Policy(
          Set.of(),
          Set.of(ANN),
          true,
          Policy.Groups.MENTION,
          Policy.WhenUnsure.RESEND,
          Policy.Rate.USUAL);

  @TempDir private Path folder;

  private static FakeTelegram telegram(boolean showsTools, int perSecond) {
    return new FakeTelegram(
        FakePlatform.PATIENCE, POLICY, new Telegram.Config.Telling(true, showsTools, perSecond));
  }

  /// A model that calls a tool, as far as anybody sees, and answers when it is let.
  private ChannelHouse house(FakeTelegram telegram, CountDownLatch isSeen)
      throws InterruptedException {
    return new ChannelHouse(
        new RealWorld(),
        folder,
        (heard, events) -> {
          String arguments = "{\"query\": \"java 25\"}";
          events.accept(new Event.ToolStarted("c1", "web_search", arguments));
          events.accept(new Event.TextDelta("short"));
          isSeen.await();
          return "done";
        },
        telegram.channel());
  }

  @Test
  void toolsThatRunAreShownUntilTheAnswerIsThere() throws Exception {
    var isSeen = new CountDownLatch(1);
    try (FakeTelegram telegram = telegram(true, 0);
        ChannelHouse house = house(telegram, isSeen)) {
      telegram.bring("1", ANN, ANN, "look it up");
      assertThat(telegram.spoken().text()).isEqualTo("web_search(\"java 25\") …");
      isSeen.countDown();
      assertThat(telegram.spoken().text()).isEqualTo("done");
      house.until("the hint is gone", () -> !telegram.calls("deleteMessage").isEmpty());
    }
  }

  @Test
  void toolsAreNotShownWhereNobodyWantsIt() throws Exception {
    var isSeen = new CountDownLatch(1);
    try (FakeTelegram telegram = telegram(false, 0);
        ChannelHouse house = house(telegram, isSeen)) {
      telegram.bring("1", ANN, ANN, "look it up");
      house.until("it is worked on", () -> telegram.signs() >= 1);
      isSeen.countDown();
      assertThat(telegram.spoken().text()).isEqualTo("done");
    }
  }

  @Test
  void withinTheLimitsEverythingIsSaidInItsOrder() throws Exception {
    try (FakeTelegram telegram = telegram(false, 30);
        ChannelHouse house = new ChannelHouse(folder, telegram.channel())) {
      for (int i = 0; i < 8; i++) {
        telegram.bring("m" + i, ANN, ANN, "m" + i);
        assertThat(telegram.spoken().text()).isEqualTo("echo m" + i);
      }
      house.until("all is noted", () -> house.store.health().outboxPending() == 0);
    }
  }
}
