package dev.nanobot.channel;

import java.time.Duration;

/// Mail, between a mailbox of GreenMail and a server that mails are handed to.
class EmailTest extends PlatformContract {
  @Override
  protected FakeChatPlatform platform(Duration answerWait, Policy policy) {
    return new FakeEmail(answerWait, policy);
  }
}
