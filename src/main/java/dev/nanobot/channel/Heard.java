package dev.nanobot.channel;

import java.time.Duration;
import java.util.Optional;

/// One line of the stdio channel's input, understood.
sealed interface Heard {
  /// What the listening thread is told of, in order.
  sealed interface Told extends Heard {}

  /// Somebody wrote `text`; `thread` is empty for none.
  record Message(String id, String chat, String thread, String sender, String text)
      implements Told {}

  /// What became of a `say` line, by its id.
  sealed interface Answer extends Heard {
    long id();
  }

  /// It was said; `platformId` is empty when the platform gave none.
  record Said(long id, Optional<String> platformId) implements Answer {}

  /// It was not taken.
  record Refused(long id, String reason, boolean isRetryable, Optional<Duration> retryAfter)
      implements Answer {}

  /// A line that is none of these; `id` is its own, where it could be read; `expected` says what
  /// the line should have been.
  record Bad(Optional<String> id, String expected) implements Told {}

  /// The input ended, or could not be read further.
  record End(String reason) implements Told {}
}
