package dev.nanobot.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// What a figure depends on. Names no host and no folder.
record Machine(int cores, long memoryMib, String system, String fileSystem, double syncMs,
    double load) {
  private static final int SYNCS = 300;
  private static final int BLOCK_BYTES = 4_096;

  static Machine here(Path folder) throws IOException {
    OperatingSystemMXBean system = systemBean();
    return new Machine(Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize() >> 20, system.getName() + " " + system.getArch(),
        Files.getFileStore(folder).type(), sync(folder), system.getSystemLoadAverage());
  }

  /// The processor time this process has had.
  static long cpuNanos() {
    return systemBean().getProcessCpuTime();
  }

  private static OperatingSystemMXBean systemBean() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  /// For the name of a file of results: `linux-amd64-2cores`.
  String kind() {
    return (system + "-" + cores + "cores").toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  String line() {
    return String.format(Locale.ROOT,
        "%d cores, %d MiB, %s, JDK %s, %s with %.2f ms for a synced block, load %.1f at the start",
        cores, memoryMib, system, Runtime.version(), fileSystem, syncMs, load);
  }

  ObjectNode json() {
    return Json.object().put("cores", cores).put("memoryMib", memoryMib).put("system", system)
        .put("jdk", Runtime.version().toString()).put("fileSystem", fileSystem)
        .put("syncedBlockMsP50", Math.round(syncMs * 1_000) / 1e3)
        .put("loadAtStart", Math.round(load * 10) / 10.0);
  }

  /// How long appending a block and syncing it takes, in the median.
  private static double sync(Path folder) throws IOException {
    long[] times = new long[SYNCS];
    try (var file = FileChannel.open(folder.resolve("sync"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE)) {
      for (int i = 0; i < SYNCS; i++) {
        long start = System.nanoTime();
        file.write(ByteBuffer.allocate(BLOCK_BYTES));
        file.force(false);
        times[i] = System.nanoTime() - start;
      }
    }
    return Samples.of(times).medianMs();
  }
}
