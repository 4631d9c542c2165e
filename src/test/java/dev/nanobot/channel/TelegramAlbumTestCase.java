package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.http.Http;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.store.Board;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.node.ObjectNode;

/// Tests of albums that Telegram brings in calls, a picture each, to whichever process.
abstract class TelegramAlbumTestCase extends ChannelTestCase {
  private static final Secret SECRET = new Secret("a-secret-of-some-length");
  final RealWorld world = new RealWorld();
  private final Http http = new Http(world);
  final FakeTelegram telegram = open(new FakeTelegram(FakePlatform.PATIENCE, POLICY));
  private final List<Process> processes = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean isReleasing;
  private final LocalServer door = new LocalServer().at("/", this::called);

  /// One process of the home: each call comes to another one.
  private record Process(Channel channel, ChannelHouse house) {}

  @AfterEach
  final void close() throws InterruptedException {
    door.close();
    for (Process process : processes) process.house().close();
    http.close();
  }

  private String address() {
    return door.base() + "/channels/telegram";
  }

  private void called(HttpExchange call, byte[] body) throws IOException, InterruptedException {
    List<Process> now = List.copyOf(processes);
    if (now.isEmpty()) return;
    Process process = now.get(calls.getAndIncrement() % now.size());
    Webhook webhook = process.channel().webhook().orElseThrow();
    boolean isGenuine =
        webhook.isGenuine(name -> Optional.ofNullable(call.getRequestHeaders().getFirst(name)));
    int status = isGenuine ? webhook.take(body, process.house().intake()) : 401;
    call.sendResponseHeaders(status, -1);
  }

  final Telegram calledChannel() {
    return calledChannel(POLICY);
  }

  final Telegram calledChannel(Policy policy) {
    var telling = new Telegram.Config.Telling(false, false, 0);
    var config =
        new Telegram.Config(
            new Secret(FakeTelegram.TOKEN),
            telegram.base(),
            Duration.ofSeconds(5),
            FakePlatform.PATIENCE,
            telling,
            address(),
            SECRET,
            policy);
    return new Telegram(config, world, http);
  }

  final ChannelHouse start(Channel channel) throws InterruptedException {
    var house = new ChannelHouse(folder, whenReleased(channel));
    processes.add(new Process(channel, house));
    return house;
  }

  /// Lets in what waits for no more pictures.
  final void release() {
    isReleasing = true;
  }

  /// The same channel, but nothing that waits is let in before `release`: an album that comes so
  /// slowly that it would be several is one, too.
  private Channel whenReleased(Channel channel) {
    return new Fragile.Through(
        channel,
        intake ->
            new Fragile.Passing(intake) {
              @Override
              public Optional<Duration> release() throws InterruptedException {
                return isReleasing ? intake.release() : Optional.empty();
              }
            });
  }

  final void stop() throws InterruptedException {
    processes.removeFirst().house().close();
  }

  /// A picture of an album; it is brought as an update of its own.
  final ObjectNode picture(String chat, int number, String caption) {
    ObjectNode message = telegram.file("p" + number, chat, "x".repeat(number).getBytes(UTF_8));
    message.set("from", TelegramSamples.person(ANN));
    if (!caption.isEmpty()) message.put("caption", caption);
    return message.put("media_group_id", "album");
  }

  final void bring(String chat, int number, String caption) {
    telegram.update("p" + number, "message", picture(chat, number, caption));
  }

  final void acknowledged(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) telegram.acknowledged();
  }

  static List<Board.Came> came(ChannelHouse house) {
    return house.store.board().came(Board.Filter.ALL, Long.MAX_VALUE, 99).reversed();
  }

  static List<Long> files(ChannelHouse house) {
    List<Long> bytes = new ArrayList<>();
    for (Board.Came one : came(house)) {
      house.store.attachments().of(one.message()).stream()
          .map(Attachment::bytes)
          .forEach(bytes::add);
    }
    return bytes;
  }

  /// All of them were taken by one turn, whose answer is the only one.
  final void assertOneTurn(ChannelHouse house, int messages) throws InterruptedException {
    release();
    telegram.spoken();
    house.until("it is over", () -> house.store.health().outboxPending() == 0);
    assertThat(came(house)).hasSize(messages);
    assertThat(came(house).stream().filter(one -> one.state().equals("answered"))).hasSize(1);
    assertThat(telegram.said()).isEmpty();
  }

  final boolean isTaken(ObjectNode update) throws InterruptedException {
    ObjectNode address = Json.object().put("url", address()).put("secret_token", SECRET.reveal());
    try (var client = HttpClient.newHttpClient()) {
      return TelegramCaller.isTaken(client, address, update);
    }
  }
}
