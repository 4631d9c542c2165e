package dev.nanobot.gateway;

import dev.nanobot.store.Attachments;
import dev.nanobot.world.World;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets files that were sent and belong to no message in time, and removes from the workspace
/// what is forgotten.
///
/// Owned by the thread that runs it.
public final class MediaUpkeep {
  private static final Logger log = LoggerFactory.getLogger(MediaUpkeep.class);
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final World world;
  private final Attachments attachments;
  private final MediaFiles files;

  public MediaUpkeep(World world, Attachments attachments, MediaFiles files) {
    this.world = world;
    this.attachments = attachments;
    this.files = files;
  }

  /// Looks from time to time until interrupted.
  public void run() throws InterruptedException {
    while (true) {
      look();
      world.sleep(PAUSE);
    }
  }

  void look() {
    int pruned = attachments.prune(world.now().minus(Attachments.WAITING));
    int swept = files.sweep();
    if (pruned > 0) log.info("{} files that belong to no message were forgotten", pruned);
    if (swept > 0) log.info("{} files were removed from the workspace", swept);
  }
}
