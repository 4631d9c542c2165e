package dev.nanobot.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Write;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many callers, and several processes, that remember on one day: every entry is there. A way of
/// adding that reads the day and writes it again is caught.
@Timeout(180)
final class MemoryStressTest {
  static final String DAY = "2026-11-28.md";
  private static final int FEW = 100;
  private static final int MANY = 10_000;

  @TempDir Path folder;
  private final World world = new RealWorld();

  /// A way to add an entry to a day.
  @FunctionalInterface
  private interface Append {
    void add(Memories memories, String text);
  }

  private void add(Memories memories, String text) {
    memories.add(new Write.Remember("owner", DAY, text, "cli:local", text));
  }

  /// The planted bug: what others wrote between its reading and its writing is gone. All callers
  /// meet in between.
  private Append readModifyWrite(CyclicBarrier barrier) {
    return (memories, text) -> {
      Text day = memories.text("owner", DAY);
      meet(barrier);
      boolean isSaved = false;
      while (!isSaved) {
        long version = memories.text("owner", DAY).version();
        String body = day.body() + "- " + text + "\n";
        var draft = new Draft("owner", DAY, version, body, 0, "cli:local", world.id());
        isSaved = memories.save(draft).isSaved();
      }
    };
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  /// The entries that are not there after `callers` added one each at the same time.
  private List<String> lost(int callers, Append append) throws InterruptedException {
    try (Store store = open()) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        String text = "Entry " + i;
        threads.add(world.start("caller " + i, () -> append.add(store.memories(), text)));
      }
      for (Thread thread : threads) thread.join();
      return missing(store, IntStream.range(0, callers).mapToObj(i -> "Entry " + i).toList());
    }
  }

  private static List<String> missing(Store store, List<String> entries) {
    String text = store.memories().text("owner", DAY).body();
    Set<String> there = new HashSet<>(text.lines().toList());
    return entries.stream().filter(entry -> !there.contains("- " + entry)).toList();
  }

  private Store open() {
    return SqliteStore.open(world, folder.resolve("nanobot.db"));
  }

  @Test
  void everyEntryOfAHundredCallersIsThere() throws Exception {
    assertThat(lost(FEW, this::add)).isEmpty();
  }

  @Tag("slow")
  @Test
  void everyEntryOfTenThousandCallersIsThere() throws Exception {
    assertThat(lost(MANY, this::add)).isEmpty();
  }

  @Test
  void readingAndWritingAgainIsCaught() throws Exception {
    assertThat(lost(FEW, readModifyWrite(new CyclicBarrier(FEW)))).hasSize(FEW - 1);
  }

  @Test
  void everyEntryOfFourProcessesIsThere() throws Exception {
    int entries = 500;
    List<String> names = List.of("one", "two", "three", "four");
    List<Process> processes = new ArrayList<>();
    for (String name : names) processes.add(rememberer(name, entries));
    for (Process process : processes) assertThat(process.waitFor()).isZero();
    List<String> all = new ArrayList<>();
    for (String name : names) for (int i = 0; i < entries; i++) all.add(name + " " + i);
    try (Store store = open()) {
      assertThat(missing(store, all)).isEmpty();
      assertThat(store.memories().text("owner", DAY).body().lines()).hasSize(all.size() + 2);
    }
  }

  private Process rememberer(String name, int entries) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Rememberer.class.getName(),
            folder.resolve("nanobot.db").toString(),
            name,
            Integer.toString(entries))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }
}
