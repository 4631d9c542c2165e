package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Write;
import dev.nanobot.world.Jvm;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Many callers that add one entry each to one place at the same time, in one process or in four.
final class Crowd {
  static final int FEW = 100;
  static final int MANY = 10_000;
  static final String DAY = "2026-11-28.md";

  private static final int PROCESSES = 4;

  private Crowd() {}

  /// Where entries are added.
  enum Place {
    SESSION {
      @Override
      void add(Store store, String entry) {
        store.post(inbound(ANN, entry, entry), Integer.MAX_VALUE, FULL);
      }
    },
    MEMORY {
      @Override
      void add(Store store, String entry) {
        store.memories().add(new Write.Remember("owner", DAY, entry, "cli:local", entry));
      }
    };

    abstract void add(Store store, String entry);
  }

  /// The program of one process: `file place first callers`.
  public static void main(String[] arguments) throws InterruptedException {
    var world = new RealWorld();
    Place place = Place.valueOf(arguments[1]);
    int first = Integer.parseInt(arguments[2]);
    try (Store store = SqliteStore.open(world, Path.of(arguments[0]))) {
      together(world, Integer.parseInt(arguments[3]), i -> place.add(store, entry(first + i)));
    }
  }

  static String entry(int i) {
    return "Entry " + i;
  }

  static List<String> entries(int callers) {
    return IntStream.range(0, callers).mapToObj(Crowd::entry).toList();
  }

  static void together(World world, int callers, IntConsumer call) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      int n = i;
      threads.add(world.start("caller " + i, () -> call.accept(n)));
    }
    for (Thread thread : threads) thread.join();
  }

  /// A quarter of the callers in each of four processes.
  static void inFourProcesses(Path file, Place place, int callers) throws Exception {
    List<Process> processes = new ArrayList<>();
    int each = callers / PROCESSES;
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(
          Jvm.start(
              Crowd.class,
              file.resolveSibling("process" + i + ".log"),
              file.toString(),
              place.name(),
              Integer.toString(i * each),
              Integer.toString(each)));
    }
    for (Process process : processes) assertThat(process.waitFor()).isZero();
  }

  static void print(String what, int callers, int found, Duration took) {
    System.out.printf(
        "%s: %,d callers, %,d entries found, %,d ms%n", what, callers, found, took.toMillis());
  }
}
