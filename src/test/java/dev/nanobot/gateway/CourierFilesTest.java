package dev.nanobot.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.NothingSent;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Buttons;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Upload;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How files leave.
@Timeout(120)
class CourierFilesTest {
  private static final int AT_ONCE = 4;

  @TempDir private Path directory;
  private final CountDownLatch begun = new CountDownLatch(AT_ONCE);
  private final CountDownLatch go = new CountDownLatch(1);
  private final LinkedBlockingQueue<Outbound> sent = new LinkedBlockingQueue<>();

  /// A platform that takes files when the test says so.
  private class Slow extends Deaf {
    @Override
    public Optional<String> send(Outbound message) {
      return Optional.empty();
    }

    @Override
    public Optional<String> sendFile(Outbound message, Attachment file, byte[] bytes)
        throws InterruptedException {
      begun.countDown();
      go.await();
      sent.add(message);
      return Optional.empty();
    }
  }

  private House house(World world) {
    return new House(world, directory.resolve("store.db"), 1, House::echo);
  }

  /// Each file goes to a chat of its own.
  private static Courier carry(House house, int files, Channel channel) {
    for (int i = 0; i < files; i++) {
      String chat = String.valueOf(i);
      house.say(chat, "here", Buttons.NONE, Upload.of(chat, chat.getBytes(UTF_8)));
    }
    return house.carry(channel, Courier.BACKOFF);
  }

  /// What another process finds when this one has ended in the middle, once it may be tried again.
  private static List<Outbound> left(House house, Courier courier) throws InterruptedException {
    house.crew.stop();
    courier.drain();
    house.store.evict(worker -> true);
    house.world.sleep(Courier.BACKOFF.base());
    return house.store.take("two", "chat", Duration.ofHours(1), Room.of(9), List.of());
  }

  @Test
  void aFileThatWaitsForOthersIsSentOnceHoweverLongTheyTake() throws Exception {
    var world = new FastWorld(20);
    try (House house = house(world)) {
      carry(house, AT_ONCE + 1, new Slow());
      begun.await();
      long start = world.nanos();
      house.until(
          "it is late for a text",
          () -> world.since(start).compareTo(Courier.SEND_MAX.multipliedBy(2)) > 0);
      go.countDown();
      for (int i = 0; i <= AT_ONCE; i++) {
        Outbound file = sent.take();
        assertThat(file.attempts()).isEqualTo(1);
        assertThat(file.mayBeDuplicate()).isFalse();
      }
    }
  }

  @Test
  void aFileThatStillWaitsAtTheEndIsNoDuplicateLater() throws Exception {
    try (House house = house(new FastWorld(50))) {
      Courier courier = carry(house, AT_ONCE + 1, new Slow());
      begun.await();
      List<Outbound> left = left(house, courier);
      assertThat(left).hasSize(AT_ONCE + 1);
      assertThat(left).filteredOn(Outbound::mayBeDuplicate).hasSize(AT_ONCE);
      assertThat(left).filteredOn(one -> !one.mayBeDuplicate()).allMatch(one -> one.tries() == 1);
    }
  }

  @Test
  void aFileOfWhichNothingWasSentIsNoDuplicateLater() throws Exception {
    var pacing =
        new Slow() {
          @Override
          public Optional<String> sendFile(Outbound message, Attachment file, byte[] bytes)
              throws InterruptedException {
            try {
              return super.sendFile(message, file, bytes);
            } catch (InterruptedException e) {
              throw new NothingSent();
            }
          }
        };
    try (House house = house(new FastWorld(50))) {
      Courier courier = carry(house, AT_ONCE, pacing);
      begun.await();
      List<Outbound> left = left(house, courier);
      assertThat(left).hasSize(AT_ONCE).noneMatch(Outbound::mayBeDuplicate);
      assertThat(left).allMatch(one -> one.attempts() == 2 && one.tries() == 1);
    }
  }

  @Test
  void howeverManyFilesWaitTextsAreSaid() throws Exception {
    try (House house = house(new RealWorld())) {
      int chats = Courier.UNDER_WAY_MAX + AT_ONCE;
      carry(house, chats, new Slow());
      begun.await();
      house.until("only files wait", () -> house.store.health().outboxPending() == chats);
      house.store.refuse(House.inbound("other", "x", "x"), new Refusal("test", "a text"));
      house.bells.ringOutboxes();
      house.until("it is said", () -> house.store.unsent(House.session("other")).isEmpty());
      assertThat(sent).isEmpty();
      go.countDown();
      house.until("all is sent", () -> house.store.health().outboxPending() == 0);
      assertThat(sent).hasSize(chats);
    }
  }
}
