package dev.nanobot.bench;

import dev.nanobot.bench.Rig.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// How many durable turns a second there are when many talk, each as fast as they are answered.
final class Load {
  static final String PART = "load";

  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration MEASURED = Duration.ofSeconds(4);
  private static final int CROWD = 1_000;

  /// Turns a second, and the processor time that each takes this process.
  private record Rate(double turns, double cpuMs) {}

  private Load() {}

  static List<Figure> measure(Path folder, String modelBase)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    figures.addAll(
        rates(folder.resolve("load-http"), Rig.openAi(modelBase, "fake"), "HTTP", 2_000));
    figures.addAll(
        rates(folder.resolve("load-instant"), Model.INSTANT, "no HTTP", Double.NaN));
    try (var rig = new Rig(folder.resolve("crowd"), Rig.openAi(modelBase, "fake-slow-1000"))) {
      figures.add(Figure.low(PART, "1,000 sessions at once, the model takes 1 s: wall time",
          crowd(rig) / 1e9, "s", 2));
      figures.add(Figure.note(PART, "the same again, connections open",
          crowd(rig) / 1e9, "s"));
    }
    return figures;
  }

  private static List<Figure> rates(Path home, Model model, String how, double goal)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    for (int sessions : List.of(1, 16, 256)) {
      try (var rig = new Rig(home.resolve("" + sessions), model)) {
        String what = "durable turns a second, " + sessions
            + (sessions == 1 ? " session, " : " sessions, ") + how;
        Rate rate = rate(rig, sessions);
        figures.add(
            Figure.high(PART, what, rate.turns(), "/s", sessions == 256 ? goal : Double.NaN));
        figures.add(
            Figure.note(PART, "  processor time a turn, of the gateway", rate.cpuMs(), "ms"));
      }
    }
    return figures;
  }

  /// Each session goes on in a new chat after some turns, so that none becomes a long one.
  private static Rate rate(Rig rig, int sessions) throws InterruptedException {
    var answered = new LongAdder();
    var isOver = new AtomicBoolean();
    var failure = new AtomicReference<Throwable>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      int session = i;
      threads.add(rig.world().start("talker " + i, () -> {
        try {
          for (int turn = 0; !isOver.get(); turn++) {
            rig.talker("chat" + session + "-" + turn / 20).talk();
            answered.increment();
          }
        } catch (InterruptedException | RuntimeException e) {
          failure.set(e);
        }
      }));
    }
    rig.world().sleep(WARM_UP);
    long before = answered.sum();
    long start = System.nanoTime();
    long cpu = Machine.cpuNanos();
    rig.world().sleep(MEASURED);
    long turns = Math.max(1, answered.sum() - before);
    var rate = new Rate(turns / ((System.nanoTime() - start) / 1e9),
        (Machine.cpuNanos() - cpu) / 1e6 / turns);
    isOver.set(true);
    for (Thread thread : threads) thread.join();
    if (failure.get() != null) throw new IllegalStateException("each turn succeeds", failure.get());
    return rate;
  }

  private static long crowd(Rig rig) throws InterruptedException {
    var failure = new AtomicReference<Throwable>();
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < CROWD; i++) {
      var talker = rig.talker("crowd" + i);
      threads.add(rig.world().start("talker " + i, () -> {
        try {
          talker.talk();
        } catch (InterruptedException | RuntimeException e) {
          failure.set(e);
        }
      }));
    }
    for (Thread thread : threads) thread.join();
    long took = System.nanoTime() - start;
    if (failure.get() != null) throw new IllegalStateException("each turn succeeds", failure.get());
    return took;
  }
}
