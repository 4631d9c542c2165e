package dev.nanobot.channel;

import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.channel.FakePlatform.Taken;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Telegram, for a gateway in another process, that can break: then it takes connections, and its
/// answers never come, or are errors.
public final class BrokenTelegram implements AutoCloseable {
  private final FakeTelegram telegram = new FakeTelegram();
  private volatile CountDownLatch mended = new CountDownLatch(0);
  private volatile How how = How.HANGS;

  /// What becomes of calls meanwhile.
  public enum How {
    HANGS,
    ERRORS
  }

  /// `onSaid` is told of what is said.
  public BrokenTelegram(Consumer<Spoken> onSaid) {
    telegram.override(call -> broken());
    telegram.answers(
        said -> {
          onSaid.accept(said);
          return new Taken("1");
        });
  }

  public String base() {
    return telegram.base();
  }

  public void bring(String id, String chat, String text) {
    telegram.bring(id, chat, chat, text);
  }

  public void breaks(How how) {
    this.how = how;
    mended = new CountDownLatch(1);
  }

  public void mend() {
    mended.countDown();
  }

  private Optional<ObjectNode> broken() {
    if (mended.getCount() == 0) return Optional.empty();
    if (how == How.ERRORS) return Optional.of(FakeTelegram.error(500, "Internal Server Error"));
    try {
      mended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.of(FakeTelegram.error(502, "Bad Gateway"));
  }

  public List<Spoken> said() {
    return telegram.said();
  }

  @Override
  public void close() {
    mend();
    telegram.close();
  }
}
