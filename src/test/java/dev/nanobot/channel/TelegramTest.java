package dev.nanobot.channel;

import java.time.Duration;

final class TelegramTest extends PlatformContract {
  @Override
  protected FakeChatPlatform platform(Duration answerWait, Policy policy) {
    return new FakeTelegram(answerWait, policy);
  }
}
