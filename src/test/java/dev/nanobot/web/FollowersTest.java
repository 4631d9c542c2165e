package dev.nanobot.web;

import static dev.nanobot.web.DoorHouse.TOKEN;
import static dev.nanobot.web.DoorHouse.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.web.DoorHouse.Answer;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who follows something: so many for one credential, so many in all, and only who reads (SEC-08).
@Timeout(300)
class FollowersTest extends DoorTestCase {
  private static final int ALL = DoorHouse.CONNECTIONS_MAX * 3 / 4;
  private static final int EACH = DoorHouse.CONNECTIONS_MAX / 2;
  private static final Duration LITTLE = Duration.ofMillis(10);

  private final List<Socket> followers = new ArrayList<>();

  @AfterEach
  void leave() throws IOException {
    for (Socket socket : followers) socket.close();
  }

  private void follow(int number, String proof) throws IOException {
    for (int i = 0; i < number; i++) followers.add(house.follow(proof));
  }

  @Test
  void oneCredentialFollowsSoManyAndNoMore() throws Exception {
    follow(EACH, bearer(TOKEN));
    Answer more = house.get("/followed", bearer(TOKEN));
    assertThat(more.status()).isEqualTo(429);
    assertThat(more.header("Retry-After")).isEqualTo("5");
    assertThat(more.body()).contains("too_many_streams", "You follow " + EACH + " streams");
    assertThat(house.get("/mine", bearer(TOKEN)).status()).isEqualTo(200);
  }

  @Test
  void allTogetherFollowSoManyAndLeaveConnectionsForOthers() throws Exception {
    follow(EACH, bearer(TOKEN));
    follow(ALL - EACH, house.cookie());
    Answer more = house.get("/followed", house.cookie());
    assertThat(more.status()).isEqualTo(503);
    assertThat(more.body()).contains("too_busy");
    assertThat(house.get("/mine", bearer(TOKEN)).status()).isEqualTo(200);
  }

  @Test
  void aHundredTimesAsManyFollowersAreRefusedAndHarmNobody() throws Exception {
    follow(EACH, bearer(TOKEN));
    for (int i = 0; i < 100 * EACH; i++) {
      assertThat(house.get("/followed", bearer(TOKEN)).status()).isEqualTo(429);
    }
    for (Socket socket : followers) assertThat(socket.getInputStream().read()).isNotNegative();
    follow(1, house.cookie());
    assertThat(house.get("/mine", bearer(TOKEN)).status()).isEqualTo(200);
  }

  @Test
  void whoLeavesLeavesAPlace() throws Exception {
    follow(EACH, bearer(TOKEN));
    followers.getLast().close();
    while (house.get("/followed/none", bearer(TOKEN)).status() == 429) house.world.park(LITTLE);
    follow(1, bearer(TOKEN));
    assertThat(house.get("/followed", bearer(TOKEN)).status()).isEqualTo(429);
  }

  @Test
  void whatIsAnsweredAtOnceKeepsNoPlace() throws Exception {
    for (int i = 0; i < 2 * EACH; i++) {
      assertThat(house.get("/followed/none", bearer(TOKEN)).status()).isEqualTo(200);
      assertThat(house.send("HEAD /followed", "", bearer(TOKEN)).status()).isEqualTo(200);
    }
  }

  @Test
  void whoDoesNotReadIsCutOff() throws Exception {
    var asked = new CountDownLatch(1);
    var isCut = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    Response.Content.Stream endless =
        sink -> {
          try {
            while (true) sink.write(new byte[64 * 1024]);
          } catch (IOException e) {
            isCut.countDown();
            throw e;
          }
        };
    var config =
        new JettyServer.Config(
            new InetSocketAddress("127.0.0.1", 0),
            4,
            Duration.ofSeconds(10),
            Duration.ofMillis(500));
    Handler handler =
        request -> {
          asked.countDown();
          return Response.events(endless).endingWith(ended::countDown);
        };
    try (var server = JettyServer.start(new RealWorld(), config, handler)) {
      do { // One that is late to ask is cut off for its silence, and another one asks.
        followers.add(new Socket("127.0.0.1", server.port()));
        var out = followers.getLast().getOutputStream();
        out.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      } while (!asked.await(10, TimeUnit.SECONDS));
      assertThat(isCut.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}
