package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.TTL;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Message;
import dev.nanobot.message.Message.User;
import dev.nanobot.store.Store.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many callers and several processes at once: nothing is lost, nothing is there twice.
@Timeout(180)
final class StoreStressTest {
  private static final int FEW = 100;
  private static final int MANY = 10_000;

  @TempDir Path folder;
  private final TestWorld world = TestWorld.of("one");

  @Test
  void oneSessionIsThereOnceForAHundredCallers() throws Exception {
    oneSessionIsThereOnce(FEW);
  }

  @Tag("slow")
  @Test
  void oneSessionIsThereOnceForTenThousandCallers() throws Exception {
    oneSessionIsThereOnce(MANY);
  }

  @Test
  void everyEntryOfAHundredCallersIsThere() throws Exception {
    everyEntryIsThere(FEW);
  }

  @Tag("slow")
  @Test
  void everyEntryOfTenThousandCallersIsThere() throws Exception {
    everyEntryIsThere(MANY);
  }

  @Test
  void oneOfAHundredWorkersLeasesASession() throws Exception {
    try (Store store = open()) {
      store.post(inbound(ANN, "m", "hi"), FEW, FULL);
      Queue<Lease> leases = new ConcurrentLinkedQueue<>();
      together(FEW, i -> leases.addAll(store.lease("worker " + i, TTL, 1, Set.of(), List.of())));
      assertThat(leases).hasSize(1);
    }
  }

  @Test
  void twoProcessesPostIntoOneSessionInOneOrder() throws Exception {
    int messages = 1_000;
    Process first = poster("first", messages);
    Process second = poster("second", messages);
    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    try (Store store = open()) {
      Map<String, List<Integer>> heard = new HashMap<>();
      for (String text : heard(store)) {
        String[] words = text.split(" ");
        heard.computeIfAbsent(words[0], name -> new ArrayList<>()).add(Integer.valueOf(words[1]));
      }
      List<Integer> all = IntStream.range(0, messages).boxed().toList();
      assertThat(heard).isEqualTo(Map.of("first", all, "second", all));
    }
  }

  private void oneSessionIsThereOnce(int callers) throws InterruptedException {
    try (Store store = open()) {
      Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();
      together(callers, i -> receipts.add(store.post(inbound(ANN, "same", "hi"), MANY, FULL)));
      assertThat(receipts).hasSize(callers);
      assertThat(receipts).filteredOn(Receipt::isNew).hasSize(1);
      assertThat(receipts)
          .extracting(Receipt::messageId)
          .containsOnly(receipts.element().messageId());
      assertThat(store.sessions(9))
          .singleElement()
          .satisfies(session -> assertThat(session.waiting()).isEqualTo(1));
    }
  }

  private void everyEntryIsThere(int callers) throws InterruptedException {
    try (Store store = open()) {
      together(
          callers, i -> store.post(inbound(ANN, "m" + i, "entry " + i), Integer.MAX_VALUE, FULL));
      Set<String> all = new TreeSet<>();
      for (int i = 0; i < callers; i++) all.add("entry " + i);
      assertThat(heard(store)).hasSize(callers).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  /// What a turn takes, in its order.
  private static List<String> heard(Store store) {
    Lease lease = store.lease("reader", TTL, 1, Set.of(), List.of()).getFirst();
    List<Message> transcript = store.open(lease).orElseThrow().transcript();
    return transcript.stream().map(message -> ((User) message).text()).toList();
  }

  private Store open() {
    return SqliteStore.open(world, folder.resolve("nanobot.db"));
  }

  private void together(int callers, IntConsumer call) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      int n = i;
      threads.add(world.start("caller " + i, () -> call.accept(n)));
    }
    for (Thread thread : threads) thread.join();
  }

  private Process poster(String name, int messages) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Poster.class.getName(),
            folder.resolve("nanobot.db").toString(),
            name,
            Integer.toString(messages))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }
}
