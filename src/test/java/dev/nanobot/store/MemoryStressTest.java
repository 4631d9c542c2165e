package dev.nanobot.store;

import static dev.nanobot.store.Crowd.DAY;
import static dev.nanobot.store.Crowd.FEW;
import static dev.nanobot.store.Crowd.MANY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many callers, and several processes, that remember on one day: every entry is there. A way of
/// adding that reads the day and writes it again is caught.
@Timeout(600)
final class MemoryStressTest {
  @TempDir Path folder;
  private final World world = new RealWorld();

  /// A way to add an entry to a day.
  @FunctionalInterface
  private interface Append {
    void add(Store store, String text);
  }

  /// The planted bug: what others wrote between its reading and its writing is gone. All callers
  /// meet in between.
  private Append readModifyWrite(CyclicBarrier barrier) {
    return (store, text) -> {
      Memories memories = store.memories();
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
    long start = world.nanos();
    try (Store store = open()) {
      Crowd.together(world, callers, i -> append.add(store, Crowd.entry(i)));
      return missing("one process, one day of memory", store, callers, start);
    }
  }

  private List<String> lostByFourProcesses(int callers) throws Exception {
    long start = world.nanos();
    Crowd.inFourProcesses(folder.resolve("nanobot.db"), Crowd.Place.MEMORY, callers);
    try (Store store = open()) {
      return missing("four processes, one day of memory", store, callers, start);
    }
  }

  private List<String> missing(String what, Store store, int callers, long start) {
    List<String> lines =
        store
            .memories()
            .text("owner", DAY)
            .body()
            .lines()
            .filter(line -> line.startsWith("- "))
            .toList();
    Crowd.print(what, callers, lines.size(), world.since(start));
    assertThat(lines).doesNotHaveDuplicates();
    Set<String> there = Set.copyOf(lines);
    return Crowd.entries(callers).stream().filter(entry -> !there.contains("- " + entry)).toList();
  }

  private Store open() {
    return SqliteStore.open(world, folder.resolve("nanobot.db"));
  }

  @Test
  void everyEntryOfAHundredCallersIsThere() throws Exception {
    assertThat(lost(FEW, Crowd.Place.MEMORY::add)).isEmpty();
  }

  @Tag("slow")
  @Test
  void everyEntryOfTenThousandCallersIsThere() throws Exception {
    assertThat(lost(MANY, Crowd.Place.MEMORY::add)).isEmpty();
  }

  @Test
  void readingAndWritingAgainIsCaught() throws Exception {
    assertThat(lost(FEW, readModifyWrite(new CyclicBarrier(FEW)))).hasSize(FEW - 1);
  }

  @Test
  void everyEntryOfAHundredCallersInFourProcessesIsThere() throws Exception {
    assertThat(lostByFourProcesses(FEW)).isEmpty();
  }

  @Tag("slow")
  @Test
  void everyEntryOfTenThousandCallersInFourProcessesIsThere() throws Exception {
    assertThat(lostByFourProcesses(MANY)).isEmpty();
  }
}
