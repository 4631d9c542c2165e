package dev.nanobot.gateway;

import dev.nanobot.message.Opening.History;
import dev.nanobot.store.Store;
import dev.nanobot.store.Summaries.Idle;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;

/// Has the conversations compacted that nobody is having: they are long, and their beginning is no
/// longer in the model's cache.
///
/// Owned by the thread that runs it.
public final class Upkeep {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /// Sessions that were left longer ago than that were looked at then.
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /// How many sessions are woken at a time.
  private static final int SESSIONS_MAX = 10;

  private final World world;
  private final Store store;
  private final Bells bells;
  private final Duration idle;
  private final long tokensMin;

  /// `idle` is how long a session rests before it is looked at; one whose last question took
  /// `tokensMin` is long.
  public Upkeep(World world, Store store, Bells bells, Duration idle, long tokensMin) {
    this.world = world;
    this.store = store;
    this.bells = bells;
    this.idle = idle;
    this.tokensMin = tokensMin;
  }

  /// Looks from time to time until interrupted.
  public void run() throws InterruptedException {
    while (true) {
      look();
      world.sleep(INTERVAL);
    }
  }

  void look() {
    Instant until = world.now().minus(idle);
    var wanted =
        new Idle(until.minus(FORGOTTEN), until, tokensMin, History.ENTRIES_MAX / 2, SESSIONS_MAX);
    if (store.summaries().wake(wanted) > 0) bells.inbox().ring();
  }
}
