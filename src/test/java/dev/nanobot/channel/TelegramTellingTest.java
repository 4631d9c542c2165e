package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Event;
import dev.nanobot.world.RealWorld;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What Telegram shows while the agent works, and how fast it is spoken to.
@Timeout(180)
final class TelegramTellingTest extends ChannelTestCase {
  private FakeTelegram telegram(boolean showsTools, int perSecond) {
    var telling = new Telegram.Config.Telling(true, showsTools, perSecond);
    return open(new FakeTelegram(FakePlatform.PATIENCE, POLICY, telling));
  }

  /// A model that calls a tool, as far as anybody sees, and answers when it is let.
  private ChannelHouse house(FakeTelegram telegram, CountDownLatch isSeen)
      throws InterruptedException {
    ChannelHouse.Answerer answerer =
        (heard, events) -> {
          String arguments = "{\"query\": \"java 25\"}";
          events.accept(new Event.ToolStarted("c1", "web_search", arguments));
          events.accept(new Event.TextDelta("short"));
          isSeen.await();
          return "done";
        };
    return open(new ChannelHouse(new RealWorld(), folder, answerer, telegram.channel()));
  }

  @Test
  void toolsThatRunAreShownUntilTheAnswerIsThere() throws Exception {
    var isSeen = new CountDownLatch(1);
    FakeTelegram telegram = telegram(true, 0);
    ChannelHouse house = house(telegram, isSeen);
    telegram.bring("1", ANN, ANN, "look it up");
    assertThat(telegram.spoken().text()).isEqualTo("web_search(\"java 25\") …");
    isSeen.countDown();
    assertThat(telegram.spoken().text()).isEqualTo("done");
    house.until("the hint is gone", () -> !telegram.calls("deleteMessage").isEmpty());
  }

  @Test
  void toolsAreNotShownWhereNobodyWantsIt() throws Exception {
    var isSeen = new CountDownLatch(1);
    FakeTelegram telegram = telegram(false, 0);
    ChannelHouse house = house(telegram, isSeen);
    telegram.bring("1", ANN, ANN, "look it up");
    house.until("it is worked on", () -> telegram.signs() >= 1);
    isSeen.countDown();
    assertThat(telegram.spoken().text()).isEqualTo("done");
  }

  @Test
  void withinTheLimitsEverythingIsSaidInItsOrder() throws Exception {
    FakeTelegram telegram = telegram(false, 30);
    ChannelHouse house = house(telegram);
    for (int i = 0; i < 8; i++) {
      telegram.bring("m" + i, ANN, ANN, "m" + i);
      assertThat(telegram.spoken().text()).isEqualTo("echo m" + i);
    }
    house.until("all is noted", () -> house.store.health().outboxPending() == 0);
  }
}
