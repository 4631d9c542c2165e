package dev.nanobot.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How much memory the gateway's process has resident: idle, and after many sessions.
final class Memory {
  static final String PART = "memory";

  private static final int SESSIONS = 10_000;
  private static final long SETTLING_MS = 2_000;
  private static final Path PROCESSES = Path.of("/proc");

  private Memory() {}

  static List<Figure> measure(Path root, Path folder, String modelBase)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(PROCESSES)) return List.of();
    Program program = Program.configured(root, folder.resolve("remembering"), modelBase);
    List<Figure> figures = new ArrayList<>();
    Process gateway = program.gateway();
    try {
      var bridge = new Bridge(gateway);
      figures.add(Figure.low(PART, "resident, idle", resident(gateway), "MB", 120));
      long start = System.nanoTime();
      bridge.sayInEach(SESSIONS, "first");
      double seconds = (System.nanoTime() - start) / 1e9;
      double after = resident(gateway);
      figures.add(Figure.low(PART, "resident after 10,000 sessions of one turn", after, "MB", 250));
      bridge.sayInEach(SESSIONS, "second");
      double later = resident(gateway);
      figures.add(Figure.note(PART, "resident after 10,000 turns more", later, "MB"));
      figures.add(Figure.low(PART, "growth by those", later / after, "x", 1.1));
      figures.add(Figure.note(PART, "turns a second through the stdio channel, 64 at once",
          SESSIONS / seconds, "/s"));
    } finally {
      gateway.destroy();
      gateway.waitFor();
    }
    return figures;
  }

  static double resident(Process process) throws IOException, InterruptedException {
    Thread.sleep(SETTLING_MS);
    Path status = PROCESSES.resolve(process.pid() + "/status");
    String line = Files.readAllLines(status).stream().filter(l -> l.startsWith("VmRSS:"))
        .findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) * 1_024 / 1e6;
  }
}
