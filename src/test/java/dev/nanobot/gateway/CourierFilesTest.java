package dev.nanobot.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.NothingSent;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import dev.nanobot.message.Write;
import dev.nanobot.store.Lease;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.store.Store.Room;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private static void say(House house, String chat) {
    SessionKey session = House.session(chat);
    Attachment file =
        house
            .store
            .attachments()
            .put(new Principal("chat:ann"), Upload.of(chat, chat.getBytes(UTF_8)));
    house.hear(chat, "x");
    Lease lease =
        house.store.lease("one", Duration.ofHours(1), 1, Set.of(session), List.of()).getFirst();
    assertThat(house.store.open(lease)).isPresent();
    var said = new Assistant("", List.of(new ToolCall("a", "message", "{}")), List.of());
    var reply = new Reply(said, Reply.Finish.CALLS, House.USAGE, "test");
    var call = house.store.plan(lease, reply, tool -> Effect.PURE, "").getFirst();
    var say = new Write.Say(session, "here", List.of(file));
    var result = new Result("a", "done", false);
    var now = house.world.now();
    house.store.settle(lease, Map.of(call.key(), new Outcome(result, List.of(say), now, now)));
  }

  private Courier carry(House house) {
    for (int i = 0; i <= AT_ONCE; i++) say(house, String.valueOf(i));
    var courier = new Courier(house.world, house.store, new Slow(), Courier.BACKOFF, house.bells);
    house.crew.start("courier", courier::run);
    return courier;
  }

  @Test
  void aFileThatWaitsForOthersIsSentOnceHoweverLongTheyTake() throws Exception {
    var world = new FastWorld(50);
    try (var house = new House(world, directory.resolve("store.db"), 1, House::echo)) {
      carry(house);
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
    var world = new FastWorld(50);
    try (var house = new House(world, directory.resolve("store.db"), 1, House::echo)) {
      Courier courier = carry(house);
      begun.await();
      house.crew.stop();
      courier.drain();
      house.store.evict(worker -> true);
      List<Outbound> left =
          house.store.take("two", "chat", Duration.ofHours(1), Room.of(9), List.of());
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
    var world = new FastWorld(50);
    try (var house = new House(world, directory.resolve("store.db"), 1, House::echo)) {
      for (int i = 0; i < AT_ONCE; i++) say(house, String.valueOf(i));
      var courier = new Courier(house.world, house.store, pacing, Courier.BACKOFF, house.bells);
      house.crew.start("courier", courier::run);
      begun.await();
      house.crew.stop();
      courier.drain();
      house.store.evict(worker -> true);
      List<Outbound> left =
          house.store.take("two", "chat", Duration.ofHours(1), Room.of(9), List.of());
      assertThat(left).hasSize(AT_ONCE).noneMatch(Outbound::mayBeDuplicate);
      assertThat(left).allMatch(one -> one.attempts() == 2 && one.tries() == 1);
    }
  }

  @Test
  void howeverManyFilesWaitTextsAreSaid() throws Exception {
    try (var house = new House(new RealWorld(), directory.resolve("store.db"), 1, House::echo)) {
      int chats = Courier.UNDER_WAY_MAX + AT_ONCE;
      for (int i = 0; i < chats; i++) say(house, String.valueOf(i));
      var courier = new Courier(house.world, house.store, new Slow(), Courier.BACKOFF, house.bells);
      house.crew.start("courier", courier::run);
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
