package dev.nanobot.api;

import dev.nanobot.store.Board.Figures;
import dev.nanobot.store.Store.Health;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// One thing that is looked at to tell whether all is well. A `limit` of 0 is none; `text` says for
/// people what it means.
record Check(String name, Grade grade, long value, String unit, long limit, String text) {
  /// From well to worse.
  enum Grade {
    OK,
    WARNING,
    FAILED
  }

  private static final long WAIT_MS = Duration.ofMinutes(1).toMillis();
  private static final long UNSENT_MS = Duration.ofMinutes(5).toMillis();
  private static final long DISK_BYTES = 1L << 30;
  private static final int HEAP_PERCENT = 90;

  static List<Check> all(Health health, Figures figures, boolean isWorking, long diskFree) {
    return List.of(
        new Check(
            "store", Grade.OK, Long.parseLong(health.schema()), "schema", 0, "The store answers."),
        new Check(
            "dispatcher",
            isWorking ? Grade.OK : Grade.FAILED,
            health.turnsRunning(),
            "turns",
            0,
            isWorking ? "Sessions are worked on." : "Nobody works on sessions: see the log."),
        atMost(
            "queue",
            figures.waited().toMillis(),
            "ms",
            WAIT_MS,
            health.inboxWaiting() + " messages wait; the value is the age of the oldest."),
        atMost(
            "outbox",
            health.oldestPending().toMillis(),
            "ms",
            UNSENT_MS,
            health.outboxPending() + " messages are to leave; the value is the age of the oldest."),
        atMost("dead", health.outboxDead(), "messages", 0, "Messages that were given up."),
        disk(diskFree),
        heap(Runtime.getRuntime()));
  }

  /// Whether all is well: the worst of them.
  static Grade worst(List<Check> checks) {
    return checks.stream().map(Check::grade).max(Comparator.naturalOrder()).orElse(Grade.OK);
  }

  private static Check atMost(String name, long value, String unit, long limit, String text) {
    return new Check(name, value > limit ? Grade.WARNING : Grade.OK, value, unit, limit, text);
  }

  private static Check disk(long free) {
    Grade grade =
        free < Disk.BYTES_MIN ? Grade.FAILED : free < DISK_BYTES ? Grade.WARNING : Grade.OK;
    return new Check("disk", grade, free, "bytes", DISK_BYTES, "Room where the store is.");
  }

  private static Check heap(Runtime runtime) {
    long used = runtime.totalMemory() - runtime.freeMemory();
    long limit = runtime.maxMemory() / 100 * HEAP_PERCENT;
    return atMost("heap", used, "bytes", limit, "Memory in use, with what is not collected yet.");
  }
}
