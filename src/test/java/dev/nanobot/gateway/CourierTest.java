package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.DeliveryException;
import dev.nanobot.http.Backoff;
import dev.nanobot.message.Outbound;
import dev.nanobot.store.Board;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.store.Store.Room;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class CourierTest {
  private static final Backoff SOON = new Backoff(Duration.ofMillis(2), Duration.ofMillis(10), 3);

  @TempDir private Path directory;

  /// What a platform does with a message.
  @FunctionalInterface
  private interface Platform {
    Optional<String> send(Outbound message) throws InterruptedException;
  }

  private static final class Chat extends Deaf {
    final LinkedBlockingQueue<Outbound> said = new LinkedBlockingQueue<>();
    private final Platform platform;

    Chat(Platform platform) {
      this.platform = platform;
    }

    @Override
    public Optional<String> send(Outbound message) throws InterruptedException {
      Optional<String> id = platform.send(message);
      said.add(message);
      return id;
    }

    List<String> texts(int count) throws InterruptedException {
      var texts = new java.util.ArrayList<String>();
      for (int i = 0; i < count; i++) texts.add(said.take().text());
      return texts;
    }
  }

  private House house(World world) {
    return new House(world, directory.resolve("store.db"), 1, House::echo);
  }

  private static void say(House house, String chat, String text) {
    house.store.refuse(House.inbound(chat, house.world.id(), "x"), new Refusal("test", text));
    house.bells.ringOutboxes();
  }

  @Test
  void aChatHearsInOrder() throws Exception {
    try (House house = house(new RealWorld())) {
      for (int i = 0; i < 20; i++) say(house, "1", "m" + i);
      var chat = new Chat(message -> Optional.of("p"));
      house.carry(chat, SOON);
      for (int i = 0; i < 20; i++) assertThat(chat.said.take().text()).isEqualTo("m" + i);
    }
  }

  @Test
  void aChatThatFailsOrHangsDelaysNoOther() throws Exception {
    try (House house = house(new RealWorld())) {
      var chat =
          new Chat(
              message -> {
                if (message.target().chat().equals("hangs")) new CountDownLatch(1).await();
                if (message.target().chat().equals("fails")) {
                  throw new DeliveryException("busy", true, Duration.ofMinutes(5));
                }
                return Optional.empty();
              });
      say(house, "hangs", "never");
      say(house, "fails", "later");
      say(house, "hangs", "never either");
      house.carry(chat, SOON);
      for (int i = 0; i < 100; i++) say(house, "fine" + i % 5, "m" + i);
      assertThat(chat.texts(100)).hasSize(100).doesNotContain("never", "later", "never either");
      house.until("all others are sent", () -> house.store.health().outboxPending() == 3);
    }
  }

  @Test
  void whatThePlatformDidNotTakeIsTriedAgainBeforeWhatFollows() throws Exception {
    try (House house = house(new RealWorld())) {
      var attempts = new LinkedBlockingQueue<Integer>();
      var chat =
          new Chat(
              message -> {
                attempts.add(message.attempts());
                if (message.attempts() < 3) throw new DeliveryException("busy", true, null);
                return Optional.empty();
              });
      say(house, "1", "first");
      say(house, "1", "second");
      house.carry(chat, SOON);
      assertThat(chat.texts(2)).containsExactly("first", "second");
      assertThat(attempts).containsExactly(1, 2, 3, 1, 2, 3);
    }
  }

  @Test
  void whatThePlatformNeverTakesIsDeadWithItsReason() throws Exception {
    try (House house = house(new RealWorld())) {
      var attempts = new AtomicInteger();
      var chat =
          new Chat(
              message -> {
                if (message.text().equals("fine")) return Optional.empty();
                attempts.incrementAndGet();
                throw new DeliveryException("busy", true, null);
              });
      say(house, "1", "poison");
      say(house, "1", "fine");
      house.carry(chat, SOON);
      assertThat(chat.texts(1)).containsExactly("fine");
      assertThat(attempts).hasValue(SOON.attemptsMax());
      assertThat(house.store.health().outboxDead()).isEqualTo(1);
    }
  }

  @Test
  void whatThePlatformRefusesForGoodIsNotTriedAgain() throws Exception {
    try (House house = house(new RealWorld())) {
      var attempts = new AtomicInteger();
      var chat =
          new Chat(
              message -> {
                attempts.incrementAndGet();
                throw new DeliveryException("the chat is gone", false, null);
              });
      say(house, "1", "a");
      house.carry(chat, SOON);
      house.until("it is dead", () -> house.store.health().outboxDead() == 1);
      assertThat(attempts).hasValue(1);
    }
  }

  @Test
  void whatAnOperatorTriesAgainHasAllItsAttempts() throws Exception {
    try (House house = house(new RealWorld())) {
      var attempts = new LinkedBlockingQueue<Integer>();
      var chat =
          new Chat(
              message -> {
                attempts.add(message.attempts());
                if (message.attempts() <= 5) throw new DeliveryException("busy", true, null);
                return Optional.empty();
              });
      say(house, "1", "a");
      house.carry(chat, SOON);
      house.until("it is dead", () -> house.store.health().outboxDead() == 1);
      Board board = house.store.board();
      board.retry(board.leaves("dead", Long.MAX_VALUE, 1).getFirst().id(), "op");
      assertThat(chat.texts(1)).containsExactly("a");
      assertThat(attempts).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Test
  void whatMayHaveArrivedWhenItWasGivenUpIsMarkedWhenItIsTriedAgain() throws Exception {
    try (House house = house(new RealWorld())) {
      var chat =
          new Chat(
              message -> {
                if (message.attempts() == 1) throw DeliveryException.undecided("no answer");
                return Optional.empty();
              });
      var once = new Backoff(Duration.ofMillis(2), Duration.ofMillis(10), 1);
      say(house, "1", "a");
      house.carry(chat, once);
      house.until("it is dead", () -> house.store.health().outboxDead() == 1);
      Board board = house.store.board();
      board.retry(board.leaves("dead", Long.MAX_VALUE, 1).getFirst().id(), "op");
      assertThat(chat.said.take().mayBeDuplicate()).isTrue();
    }
  }

  @Test
  void nothingIsTriedBeforeThePlatformAllowsIt() throws Exception {
    var world = new FastWorld(100);
    try (House house = house(world)) {
      var at = new LinkedBlockingQueue<Long>();
      var asked = Duration.ofSeconds(20);
      var chat =
          new Chat(
              message -> {
                at.add(world.nanos());
                if (message.attempts() == 1) throw new DeliveryException("slow down", true, asked);
                return Optional.empty();
              });
      say(house, "1", "a");
      house.carry(chat, SOON);
      chat.texts(1);
      long first = at.take();
      // Rows count whole milliseconds.
      assertThat(Duration.ofNanos(at.take() - first)).isGreaterThan(asked.minusMillis(2));
    }
  }

  @Test
  void whatAnotherProcessDiedOverIsMarkedUncertain() throws Exception {
    try (House house = house(new RealWorld())) {
      say(house, "1", "a");
      assertThat(house.store.take("gone", "chat", Duration.ofMinutes(1), Room.of(1), List.of()))
          .hasSize(1);
      var chat = new Chat(message -> Optional.empty());
      house.carry(chat, SOON);
      house.store.evict(worker -> worker.equals("gone"));
      Outbound said = chat.said.take();
      assertThat(said.mayBeDuplicate()).isTrue();
      assertThat(said.attempts()).isEqualTo(2);
    }
  }

  @Test
  void aBugInAChannelIsTriedAFewTimesAsUncertainAndThenGivenUp() throws Exception {
    var world = new FastWorld(200);
    try (House house = house(world)) {
      var uncertain = new LinkedBlockingQueue<Boolean>();
      var chat =
          new Chat(
              message -> {
                if (message.text().equals("fine")) return Optional.empty();
                uncertain.add(message.mayBeDuplicate());
                if (message.attempts() == 2) throw new StackOverflowError("a deep bug");
                throw new IllegalStateException("a bug");
              });
      say(house, "1", "poison");
      say(house, "1", "fine");
      house.carry(chat, SOON);
      assertThat(chat.texts(1)).containsExactly("fine");
      assertThat(uncertain).containsExactly(false, true, true);
      assertThat(house.store.health().outboxDead()).isEqualTo(1);
    }
  }

  @Test
  void aSendThatHangsIsInterruptedBeforeItsMessageIsTakenAgain() throws Exception {
    var world = new FastWorld(200);
    try (House house = house(world)) {
      var inside = new AtomicInteger();
      var most = new AtomicInteger();
      var chat =
          new Chat(
              message -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                try {
                  if (message.attempts() < 3) new CountDownLatch(1).await();
                } finally {
                  inside.decrementAndGet();
                }
                return Optional.empty();
              });
      say(house, "1", "a");
      house.carry(chat, SOON);
      assertThat(chat.said.take().attempts()).isEqualTo(3);
      assertThat(most).hasValue(1);
    }
  }

  @Test
  void aCourierTakesNothingFromItselfWhenItsClockJumps() throws Exception {
    var world = new FastWorld(1);
    try (House house = house(world)) {
      var sending = new CountDownLatch(1);
      var mayEnd = new CountDownLatch(1);
      var chat =
          new Chat(
              message -> {
                if (message.text().equals("other")) return Optional.empty();
                sending.countDown();
                mayEnd.await();
                return Optional.empty();
              });
      say(house, "1", "a");
      house.carry(chat, SOON);
      sending.await();
      world.jump(Duration.ofHours(1));
      say(house, "2", "other");
      assertThat(chat.texts(1)).containsExactly("other");
      mayEnd.countDown();
      Outbound said = chat.said.take();
      assertThat(said.attempts()).isEqualTo(1);
      house.until("all is sent", () -> house.store.health().outboxPending() == 0);
      assertThat(chat.said).isEmpty();
    }
  }

  @Test
  void drainingWaitsForWhatIsUnderWay() throws Exception {
    try (House house = house(new RealWorld())) {
      var sending = new CountDownLatch(1);
      var go = new CountDownLatch(1);
      var chat =
          new Chat(
              message -> {
                sending.countDown();
                go.await();
                return Optional.empty();
              });
      say(house, "1", "a");
      Courier courier = house.carry(chat, SOON);
      sending.await();
      house.crew.stop();
      go.countDown();
      courier.drain();
      assertThat(chat.said).hasSize(1);
      assertThat(house.store.health().outboxPending()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void drainingEndsThoughASendHangs(boolean hearsInterrupts) throws Exception {
    try (House house = house(new FastWorld(50))) {
      var sending = new CountDownLatch(1);
      var end = new CountDownLatch(1);
      var chat =
          new Chat(
              message -> {
                sending.countDown();
                hang(end, hearsInterrupts);
                return Optional.empty();
              });
      say(house, "1", "a");
      Courier courier = house.carry(chat, SOON);
      sending.await();
      house.crew.stop();
      courier.drain();
      assertThat(chat.said).isEmpty();
      String state = hearsInterrupts ? "pending" : "sending"; // given back, or left behind
      assertThat(house.store.board().leaves(state, Long.MAX_VALUE, 2)).hasSize(1);
      house.store.evict(worker -> true);
      assertThat(house.store.health().outboxPending()).isEqualTo(1);
      end.countDown();
    }
  }

  private static void hang(CountDownLatch end, boolean hearsInterrupts)
      throws InterruptedException {
    while (true) {
      try {
        end.await();
        return;
      } catch (InterruptedException e) {
        if (hearsInterrupts) throw e;
      }
    }
  }
}
