package dev.nanobot.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How long the program takes to start, and to say one thing.
final class Programs {
  static final String PART = "programs";

  private static final int RUNS = 12;
  private static final int GATEWAYS = 7;

  /// Something that takes a while: its nanoseconds.
  @FunctionalInterface
  private interface Timed {
    long run() throws IOException, InterruptedException;
  }

  private Programs() {}

  static List<Figure> measure(Path root, Path folder, String modelBase)
      throws IOException, InterruptedException {
    var rehearsing = new Program(root, folder.resolve("rehearsing"));
    Program talking = Program.configured(root, folder.resolve("talking"), modelBase);
    List<Figure> figures = new ArrayList<>();
    figures.add(Figure.note(PART, "nanobot --version, median",
        median(RUNS, () -> rehearsing.run("--version")), "ms"));
    figures.add(Figure.low(PART, "nanobot agent -m hello, rehearsal model, median",
        median(RUNS, () -> rehearsing.run("agent", "-m", "hello")), "ms", 300));
    figures.add(Figure.low(PART, "nanobot agent -m hello, model over HTTP, median",
        median(RUNS, () -> talking.run("agent", "-m", "hello")), "ms", 300));
    figures.add(Figure.low(PART, "nanobot gateway, start until it says that it runs, median",
        median(GATEWAYS, () -> start(talking)), "ms", 350));
    return figures;
  }

  private static long start(Program program) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process gateway = program.gateway();
    long took = System.nanoTime() - start;
    gateway.destroy();
    gateway.waitFor();
    return took;
  }

  /// The first run is not counted: it makes the home.
  private static double median(int runs, Timed timed) throws IOException, InterruptedException {
    timed.run();
    long[] times = new long[runs];
    for (int i = 0; i < runs; i++) times[i] = timed.run();
    return Samples.of(times).medianMs();
  }
}
