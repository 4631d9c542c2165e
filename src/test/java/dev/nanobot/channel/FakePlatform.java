package dev.nanobot.channel;

import dev.nanobot.message.SessionKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The other side of a channel, for tests: people who write, and who hear what is said.
public interface FakePlatform extends AutoCloseable {
  /// How long a test waits for what must happen.
  Duration PATIENCE = Duration.ofSeconds(60);

  /// The channel under test, connected to this platform.
  Channel channel();

  /// Brings a message to the channel; the same `id` again is a redelivery.
  void bring(String id, String chat, String sender, String text);

  /// Brings a message again that was not acknowledged, where the platform does not do it by itself.
  default void bringAgain(String id, String chat, String sender, String text) {
    bring(id, chat, sender, text);
  }

  /// What the channel calls the message `id`.
  default String externalId(String id) {
    return id;
  }

  /// The session of a chat.
  default SessionKey session(String chat) {
    return SessionKey.of(channel().name(), chat);
  }

  /// What the channel calls a person.
  default String called(String sender) {
    return sender;
  }

  /// Somebody who speaks in a chat: another name than the chat's, where the platform has such
  /// chats.
  default String speaker(String chat) {
    return "7";
  }

  /// As many messages of a chat as come in a few seconds.
  default int many() {
    return 100;
  }

  /// Brings something that no channel of this kind can understand.
  void bringGarbage();

  /// Waits for the next acknowledgement.
  Acknowledged acknowledged() throws InterruptedException;

  /// Waits for the next thing the channel said.
  Spoken spoken() throws InterruptedException;

  /// Decides from now on what becomes of what is said; may block, without holding up others.
  void answers(Function<Spoken, Answer> policy);

  @Override
  void close();

  /// Waits for the next of a queue.
  static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
    return Optional.ofNullable(queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .orElseThrow(() -> new AssertionError("expected " + what + " within " + PATIENCE));
  }

  /// `token` is whatever the platform learnt with the acknowledgement of the message `id`.
  record Acknowledged(String id, String token) {}

  /// `key` is empty on platforms that do not take one.
  record Spoken(String chat, String key, String text, boolean mayBeDuplicate) {}

  /// What a platform does with what is said.
  sealed interface Answer {}

  record Taken(String platformId) implements Answer {}

  record Refused(String reason, boolean isRetryable, Optional<Duration> retryAfter)
      implements Answer {}

  record Silence() implements Answer {}

  /// It may have been taken: the connection ends, and nothing is answered.
  record Lost() implements Answer {}
}
