package dev.nanobot.gateway;

import dev.nanobot.store.Board.Old;
import dev.nanobot.store.Store;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what is older than it is to be kept, a little at a time, so that whoever writes waits
/// for one short transaction at most. What a crash leaves over is found again; instances share the
/// work.
///
/// Owned by the thread that runs it.
public final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  /// The first look is this long after the start, and the next ones as long after the last.
  static final Duration INTERVAL = Duration.ofHours(1);

  /// Between two transactions.
  private static final Duration PAUSE = Duration.ofMillis(100);

  /// How many are deleted at a time: a conversation has up to thousands of entries and many files,
  /// a turn some steps, a slot is a row.
  private static final Map<Old, Integer> BATCH =
      Map.of(Old.CONVERSATIONS, 1, Old.TRACES, 50, Old.JOBS, 20);

  private final World world;
  private final Store store;
  private final Map<Old, Duration> kept;

  /// `kept` says how long; a kind that is not in it is kept for ever.
  public Retention(World world, Store store, Map<Old, Duration> kept) {
    this.world = world;
    this.store = store;
    this.kept = Map.copyOf(kept);
  }

  /// Looks from time to time until interrupted.
  public void run() throws InterruptedException {
    while (true) {
      world.sleep(INTERVAL);
      look();
    }
  }

  void look() throws InterruptedException {
    for (Old kind : Old.values()) {
      Duration age = kept.get(kind);
      if (age != null) prune(kind, world.now().minus(age));
    }
  }

  private void prune(Old kind, Instant before) throws InterruptedException {
    int all = 0;
    int batch = BATCH.getOrDefault(kind, 1);
    for (int deleted = 1; deleted > 0; all += deleted) {
      if (all > 0) world.sleep(PAUSE);
      deleted = store.board().prune(kind, before, batch);
    }
    if (all > 0) log.info("{} of kind {} from before {} were deleted", all, kind, before);
  }
}
