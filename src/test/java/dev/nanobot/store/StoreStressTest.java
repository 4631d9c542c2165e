package dev.nanobot.store;

import static dev.nanobot.store.Crowd.FEW;
import static dev.nanobot.store.Crowd.MANY;
import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.TTL;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Message;
import dev.nanobot.message.Message.User;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.world.Jvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Many callers and several processes at once: nothing is lost, nothing is there twice.
@Timeout(600)
final class StoreStressTest {
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
  void everyEntryOfAHundredCallersInFourProcessesIsThere() throws Exception {
    everyEntryOfFourProcessesIsThere(FEW);
  }

  @Tag("slow")
  @Test
  void everyEntryOfTenThousandCallersInFourProcessesIsThere() throws Exception {
    everyEntryOfFourProcessesIsThere(MANY);
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
    long start = world.nanos();
    try (Store store = open()) {
      together(callers, i -> Crowd.Place.SESSION.add(store, Crowd.entry(i)));
      check("one process, one session", store, callers, start);
    }
  }

  private void everyEntryOfFourProcessesIsThere(int callers) throws Exception {
    long start = world.nanos();
    Crowd.inFourProcesses(folder.resolve("nanobot.db"), Crowd.Place.SESSION, callers);
    try (Store store = open()) {
      check("four processes, one session", store, callers, start);
    }
  }

  private void check(String what, Store store, int callers, long start) {
    List<String> heard = heard(store);
    Crowd.print(what, callers, heard.size(), world.since(start));
    assertThat(heard).containsExactlyInAnyOrderElementsOf(Crowd.entries(callers));
    assertThat(store.sessions(9)).hasSize(1);
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
    Crowd.together(world, callers, call);
  }

  private Process poster(String name, int messages) throws IOException {
    return Jvm.start(
        Poster.class,
        folder.resolve(name + ".log"),
        folder.resolve("nanobot.db").toString(),
        name,
        Integer.toString(messages));
  }
}
