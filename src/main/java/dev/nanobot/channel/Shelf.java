package dev.nanobot.channel;

import dev.nanobot.message.Outbound;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// A channel whose chats come and read for themselves, as a browser does: a message is said as soon
/// as it is in the outbox. What is heard comes another way.
///
/// Shared: immutable.
public final class Shelf implements Channel {
  private final Config config;

  /// The endpoint of its sessions.
  public record Config(String name) implements ChannelConfig {}

  Shelf(Config config) {
    this.config = config;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public void listen(Intake intake) throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Override
  public Optional<String> send(Outbound message) {
    return Optional.empty();
  }
}
