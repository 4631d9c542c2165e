package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int WRITERS = 4;
  private static final int ITEMS = 2_000; // of each writer; all of them fit

  private record Item(int writer, int number) {}

  @Test
  void nothingOfferedIsLostOrReorderedForTheOneWhoTakes() throws InterruptedException {
    var feed = new Feed<Item>();
    List<Thread> writers =
        IntStream.range(0, WRITERS)
            .mapToObj(
                writer ->
                    Thread.startVirtualThread(
                        () ->
                            IntStream.range(0, ITEMS)
                                .forEach(number -> feed.offer(new Item(writer, number)))))
            .toList();

    var last = new ArrayList<Integer>(Collections.nCopies(WRITERS, -1));
    for (int taken = 0; taken < WRITERS * ITEMS; taken++) {
      Optional<Item> item = feed.next(LONG);
      assertThat(item).isPresent();
      int before = last.set(item.get().writer(), item.get().number());
      assertThat(item.get().number()).isEqualTo(before + 1);
    }
    for (Thread writer : writers) writer.join();
    assertThat(feed.next(Duration.ZERO)).isEmpty();
  }

  @Test
  void whoWaitsIsWokenByAnOffer() throws InterruptedException {
    var feed = new Feed<String>();
    Thread writer = Thread.startVirtualThread(() -> feed.offer("something"));
    assertThat(feed.next(LONG)).contains("something");
    writer.join();
  }

  @Test
  void aFullFeedRefusesAndKeepsWhatItHas() throws InterruptedException {
    var feed = new Feed<Integer>();
    for (int i = 0; i < Feed.WAITING_MAX; i++) assertThat(feed.offer(i)).isTrue();
    assertThat(feed.offer(-1)).isFalse();
    assertThat(feed.next(Duration.ZERO)).contains(0);
    assertThat(feed.offer(Feed.WAITING_MAX)).isTrue();
  }
}
