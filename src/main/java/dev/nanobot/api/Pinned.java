package dev.nanobot.api;

import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import jdk.jfr.consumer.RecordingStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How often virtual threads of this process waited while they held their carrier, since somebody
/// first asked: the flight recorder takes seconds and memory to start, so nothing is loaded before.
/// What has begun ends with the process, and counts for each gateway that begins in it.
///
/// Shared: the number is in a cell, one for the process.
final class Pinned {
  private static final Logger log = LoggerFactory.getLogger(Pinned.class);

  private static final String EVENT = "jdk.VirtualThreadPinned";

  /// What the recorder keeps on the disk; an event is read within about a second.
  private static final long BYTES_MAX = 1024 * 1024;

  private static final long NOT_ASKED = -1;
  private static final long UNKNOWN = -2;

  private static final Cell<Long> TIMES = new Cell<>(NOT_ASKED);

  private final World world;

  Pinned(World world) {
    this.world = world;
  }

  /// Empty where it cannot be known.
  OptionalLong times() {
    boolean isFirst = TIMES.updateIf(now -> now == NOT_ASKED ? Optional.of(0L) : Optional.empty());
    if (isFirst) world.startPlatform("pinned threads", Pinned::follow);
    long now = TIMES.get();
    return now == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(now);
  }

  private static void follow() {
    try (var stream = new RecordingStream()) {
      stream.enable(EVENT).withThreshold(Duration.ZERO).withoutStackTrace();
      stream.setReuse(true);
      stream.setOrdered(false);
      stream.setMaxSize(BYTES_MAX);
      stream.onEvent(EVENT, event -> TIMES.update(before -> before + 1));
      stream.start();
    } catch (RuntimeException | LinkageError e) {
      log.warn("pinned threads are not counted: {}", e.toString());
      TIMES.set(UNKNOWN);
    }
  }
}
