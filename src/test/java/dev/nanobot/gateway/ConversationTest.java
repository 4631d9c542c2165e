package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Event;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Status;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ConversationTest {
  private static final SessionKey SESSION = SessionKey.of("cli", "direct");

  @TempDir private Path directory;

  private House house(House.Model model) {
    return new House(new RealWorld(), directory.resolve("store.db"), 2, model).work();
  }

  private static Conversation talk(House house) {
    return new Conversation(house.world, house.store, house.intake, house.watchers, SESSION);
  }

  private static Status answer(Conversation talk, Receipt receipt) throws InterruptedException {
    return talk.await(receipt.messageId(), House.PATIENCE).orElseThrow();
  }

  @Test
  void anAnswerIsUnheardUntilItIsHeard() throws Exception {
    try (House house = house(House::echo)) {
      Conversation talk = talk(house);
      assertThat(answer(talk, talk.say("a")).answer()).isEqualTo("echo a");
      List<Outbound> unheard = talk.unheard();
      assertThat(unheard).extracting(Outbound::text).containsExactly("echo a");
      talk.heard(unheard);
      talk.heard(List.of());
      assertThat(talk.unheard()).isEmpty();
    }
  }

  @Test
  void whoWaitsNoLongerFindsTheAnswerLater() throws Exception {
    var go = new CountDownLatch(1);
    try (House house =
        house(
            transcript -> {
              go.await();
              return House.echo(transcript);
            })) {
      Conversation talk = talk(house);
      Receipt receipt = talk.say("a");
      assertThat(talk.await(receipt.messageId(), Duration.ZERO)).isEmpty();
      go.countDown();
      assertThat(answer(talk, receipt).answer()).isEqualTo("echo a");
    }
  }

  @Test
  void aStopAnswersAndEndsWhatRuns() throws Exception {
    var asked = new CountDownLatch(1);
    try (House house =
        house(
            transcript -> {
              asked.countDown();
              new CountDownLatch(1).await();
              return House.echo(transcript);
            })) {
      Conversation talk = talk(house);
      Receipt hanging = talk.say("hang");
      asked.await();
      assertThat(answer(talk, talk.stop()).answer()).isEqualTo("Stopped.");
      assertThat(answer(talk, hanging).state()).isEqualTo("superseded");
    }
  }

  @Test
  void whoWatchesIsToldOfTheEnd() throws Exception {
    try (House house = house(House::echo)) {
      Conversation talk = talk(house);
      var events = new LinkedBlockingQueue<Event>();
      try (var watch = talk.watch(events::add)) {
        long message = talk.say("a").messageId();
        // The turn may begin before whoever posted the message comes to tell of its arrival.
        assertThat(List.of(events.take(), events.take(), events.take()))
            .contains(new Event.Arrived(message))
            .containsSubsequence(new Event.Committed(), new Event.TurnEnded());
      }
    }
  }

  @Test
  void twoInstancesInOneSessionKeepOneOrderAndLoseNothing() throws Exception {
    int count = 25;
    try (House one = house(House::echo);
        House two = house(House::echo)) {
      List<Long> ids = new ArrayList<>();
      List<Thread> talkers = new ArrayList<>();
      var said = new LinkedBlockingQueue<Long>();
      for (House house : List.of(one, two)) {
        String name = house == one ? "one" : "two";
        talkers.add(
            house.world.start(
                "talk " + name,
                () -> {
                  for (int i = 0; i < count; i++) said.add(talk(house).say(name + i).messageId());
                }));
      }
      for (Thread talker : talkers) talker.join();
      said.drainTo(ids);
      assertThat(ids).hasSize(2 * count);
      for (long id : ids) {
        Status status = answer(talk(two), new Receipt(id, true));
        assertThat(status.state()).isIn("answered", "merged", "refused");
        // Where the turns begin late, many are refused: that is told once.
        if (status.state().equals("refused")) assertThat(status.reason()).isEqualTo("queue full");
        else assertThat(status.answer()).isNotBlank();
      }
      List<String> heard =
          one.store.transcript(SESSION, 0, 1_000).stream()
              .map(entry -> entry.message())
              .filter(message -> message instanceof dev.nanobot.message.Message.User)
              .map(message -> ((dev.nanobot.message.Message.User) message).text())
              .toList();
      for (String name : List.of("one", "two")) {
        List<Integer> numbers =
            heard.stream()
                .filter(text -> text.startsWith(name))
                .map(text -> Integer.parseInt(text.substring(3)))
                .toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
      }
      long refused =
          ids.stream()
              .filter(id -> one.store.status(id).orElseThrow().state().equals("refused"))
              .count();
      assertThat(heard.size() + refused).isEqualTo(2L * count);
    }
  }
}
