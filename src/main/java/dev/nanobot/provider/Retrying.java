package dev.nanobot.provider;

import dev.nanobot.http.Backoff;
import dev.nanobot.message.Event;
import dev.nanobot.message.Reply;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A provider that is asked again when that may help: a few attempts, with growing pauses in
/// between, or the pause that the far side asks for.
///
/// Shared: immutable.
final class Retrying implements Provider {
  /// Whoever asks for a longer pause is not asked again: somebody waits for the answer.
  static final Duration PAUSE_MAX = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(Retrying.class);

  private final Provider provider;
  private final Backoff backoff;
  private final World world;

  Retrying(Provider provider, Backoff backoff, World world) {
    this.provider = provider;
    this.backoff = backoff;
    this.world = world;
  }

  @Override
  public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
    var shown = new Shown(events);
    for (int attempt = 1; ; attempt++) {
      try {
        return provider.complete(request, shown);
      } catch (ProviderException e) {
        Optional<Duration> pause = e.pause(world, backoff, attempt, PAUSE_MAX);
        if (pause.isEmpty()) throw e;
        shown.discard(e.getMessage());
        LOG.info(
            "asking {} again in {} ms after attempt {}: {}",
            request.model(),
            pause.get().toMillis(),
            attempt,
            e.getMessage());
        world.sleep(pause.get());
      }
    }
  }
}
