package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.http.Http;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Board;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/// Albums that Telegram brings in calls, a picture each, to whichever process.
@Timeout(120)
final class TelegramAlbumTest extends ChannelTestCase {
  private static final SessionKey ANNS = SessionKey.of("telegram", ANN);
  private static final String GROUP = "-100";
  private static final Secret SECRET = new Secret("a-secret-of-some-length");
  private final RealWorld world = new RealWorld();
  private final Http http = new Http(world);
  private final FakeTelegram telegram = open(new FakeTelegram(FakePlatform.PATIENCE, POLICY));
  private final List<Process> processes = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer door;

  /// One process of the home: each call comes to another one.
  private record Process(Channel channel, ChannelHouse house) {}

  @BeforeEach
  void open() throws IOException {
    door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    door.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    door.createContext("/", this::called);
    door.start();
  }

  @AfterEach
  void close() throws InterruptedException {
    door.stop(0);
    for (Process process : processes) process.house().close();
    http.close();
  }

  private String address() {
    return "http://127.0.0.1:" + door.getAddress().getPort() + "/channels/telegram";
  }

  private void called(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      List<Process> now = List.copyOf(processes);
      if (now.isEmpty()) return;
      Process process = now.get(calls.getAndIncrement() % now.size());
      Webhook webhook = process.channel().webhook().orElseThrow();
      boolean isGenuine =
          webhook.isGenuine(
              name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)));
      int status = isGenuine ? webhook.take(body, process.house().intake()) : 401;
      exchange.sendResponseHeaders(status, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Telegram calledChannel() {
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
            POLICY);
    return new Telegram(config, world, http);
  }

  private ChannelHouse start(Channel channel) throws InterruptedException {
    var house = new ChannelHouse(folder, channel);
    processes.add(new Process(channel, house));
    return house;
  }

  private void stop() throws InterruptedException {
    processes.removeFirst().house().close();
  }

  /// A picture of an album; it is brought as an update of its own.
  private ObjectNode picture(String chat, int number, String caption) {
    ObjectNode message = telegram.file("p" + number, chat, "x".repeat(number).getBytes(UTF_8));
    message.set("from", TelegramSamples.person(ANN));
    if (!caption.isEmpty()) message.put("caption", caption);
    return message.put("media_group_id", "album");
  }

  private void bring(String chat, int number, String caption) {
    telegram.update("p" + number, "message", picture(chat, number, caption));
  }

  private void acknowledged(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) telegram.acknowledged();
  }

  private static List<Board.Came> came(ChannelHouse house) {
    return house.store.board().came(Board.Filter.ALL, Long.MAX_VALUE, 99).reversed();
  }

  private static List<Long> files(ChannelHouse house) {
    List<Long> bytes = new ArrayList<>();
    for (Board.Came one : came(house)) {
      house.store.attachments().of(one.message()).stream()
          .map(Attachment::bytes)
          .forEach(bytes::add);
    }
    return bytes;
  }

  /// All of them were taken by one turn, whose answer is the only one.
  private void assertOneTurn(ChannelHouse house, int messages) throws InterruptedException {
    telegram.spoken();
    house.until("it is over", () -> house.store.health().outboxPending() == 0);
    assertThat(came(house)).hasSize(messages);
    assertThat(came(house).stream().filter(one -> one.state().equals("answered"))).hasSize(1);
    assertThat(telegram.said()).isEmpty();
  }

  @Test
  void anAlbumIsAnsweredOnceWithAllOfItsFilesInTheirOrder() throws Exception {
    ChannelHouse house = start(calledChannel());
    bring(ANN, 1, "");
    bring(ANN, 2, "three pictures");
    bring(ANN, 3, "");
    acknowledged(3);
    assertOneTurn(house, 3);
    assertThat(files(house)).containsExactly(1L, 2L, 3L);
    assertThat(came(house)).extracting(Board.Came::text).containsExactly("", "three pictures", "");
  }

  @Test
  void anAlbumIsOneToWhicheverProcessesItComes() throws Exception {
    ChannelHouse house = start(calledChannel());
    start(calledChannel());
    for (int i = 1; i <= 4; i++) bring(ANN, i, i == 1 ? "four pictures" : "");
    acknowledged(4);
    assertOneTurn(house, 4);
    assertThat(files(house)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aPictureThatComesTwiceIsThereOnceAlsoAfterItWasAnswered() throws Exception {
    ChannelHouse house = start(calledChannel());
    bring(ANN, 1, "twice");
    acknowledged(1);
    ObjectNode again = TelegramSamples.update("message", picture(ANN, 1, "twice"));
    again.put("update_id", 1);
    assertThat(isTaken(again)).isTrue();
    assertOneTurn(house, 1);
    assertThat(isTaken(again)).isTrue();
    assertThat(house.store.gates().holds(ANNS)).isFalse();
    assertThat(came(house)).hasSize(1);
    assertThat(files(house)).containsExactly(1L);
  }

  private boolean isTaken(ObjectNode update) throws InterruptedException {
    ObjectNode address = Json.object().put("url", address()).put("secret_token", SECRET.reveal());
    try (var client = HttpClient.newHttpClient()) {
      return TelegramCaller.isTaken(client, address, update);
    }
  }

  @Test
  void whatIsSaidBehindAnAlbumComesBehindIt() throws Exception {
    ChannelHouse house = start(calledChannel());
    bring(ANN, 1, "look");
    telegram.bring("behind", ANN, ANN, "what is it?");
    bring(ANN, 2, "");
    acknowledged(3);
    assertOneTurn(house, 3);
    assertThat(came(house)).extracting(Board.Came::text).containsExactly("look", "what is it?", "");
  }

  @Test
  void aControlWordDoesNotWaitBehindAnAlbum() throws Exception {
    ChannelHouse house = start(neverReleasing(calledChannel()));
    bring(ANN, 1, "look");
    telegram.bring("stop", ANN, ANN, "/stop");
    acknowledged(2);
    assertThat(came(house)).extracting(Board.Came::text).containsExactly("/stop");
  }

  @Test
  void anAlbumWaitsWhileAPictureOfItIsFetched() throws Exception {
    ChannelHouse house = start(neverReleasing(calledChannel()));
    var due = new AtomicReference<>(Duration.ZERO);
    telegram.override(
        call -> {
          if (call.method().equals("getFile") && house.store.gates().holds(ANNS)) {
            due.set(house.store.gates().untilDue("telegram").orElseThrow());
          }
          return Optional.empty();
        });
    bring(ANN, 1, "");
    bring(ANN, 2, "");
    acknowledged(2);
    assertThat(due.get()).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void inAGroupTheAlbumIsHeardFromThePictureOnThatNamesTheBot() throws Exception {
    ChannelHouse house = start(calledChannel());
    String mention = "@" + FakeTelegram.NAME;
    ObjectNode named = picture(GROUP, 1, mention + " look");
    named
        .putArray("caption_entities")
        .addObject()
        .put("type", "mention")
        .put("offset", 0)
        .put("length", mention.length());
    telegram.update("p1", "message", named);
    bring(GROUP, 2, "");
    ObjectNode other = picture(GROUP, 3, "");
    telegram.update("p3", "message", other.put("media_group_id", "other"));
    acknowledged(3);
    assertOneTurn(house, 2);
    assertThat(files(house)).containsExactly(1L, 2L);
  }

  // ---- processes that end

  /// A process that takes calls, and ends before it lets anything in.
  private static Channel neverReleasing(Channel channel) {
    return new Fragile.Through(channel, Fragile.Passing::new);
  }

  private void bringToOneThatEnds() throws InterruptedException {
    ChannelHouse first = start(neverReleasing(calledChannel()));
    bring(ANN, 1, "two pictures");
    bring(ANN, 2, "");
    acknowledged(2);
    assertThat(came(first)).isEmpty();
    first.store.attachments().prune(world.now().plus(Duration.ofDays(2)));
    stop();
  }

  @Test
  void whatAProcessLeftWaitingTheNextOneTakes() throws Exception {
    bringToOneThatEnds();
    ChannelHouse next = start(calledChannel());
    assertOneTurn(next, 2);
    assertThat(files(next)).containsExactly(1L, 2L);
  }

  @Test
  void whatAProcessLeftWaitingOneThatAsksTakes() throws Exception {
    bringToOneThatEnds();
    ChannelHouse next = start(telegram.channel());
    assertOneTurn(next, 2);
    assertThat(files(next)).containsExactly(1L, 2L);
  }
}
