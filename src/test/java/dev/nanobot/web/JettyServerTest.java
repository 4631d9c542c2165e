package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that are slow, many, or do not speak HTTP.
@Timeout(120)
class JettyServerTest {
  private static final int PACE_MS = 20;
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private WebHouse house;

  @BeforeEach
  void open() throws InterruptedException {
    house = house("store.db", LONG);
  }

  private WebHouse house(String file, Duration patience) throws InterruptedException {
    var door = new Door.Limits(3, 1_000, Duration.ofMinutes(1), 100);
    return new WebHouse(folder.resolve(file), new Hooks.Limits(10_000, LONG, door), patience);
  }

  /// In place of the patient one, which cuts off nobody who is only late.
  private void beHasty() throws InterruptedException {
    house.close();
    house = house("hasty.db", Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    house.close();
  }

  private String head(Signed signed) {
    return "POST /hooks/hmac HTTP/1.1\r\n"
        + house.host()
        + "X-Nanobot-Signature: "
        + signed.headers().get("X-Nanobot-Signature")
        + "\r\nContent-Length: "
        + signed.body().length
        + "\r\n\r\n";
  }

  private Signed signed(String body) {
    return Signed.of(Signing.HMAC, house.world.now(), body);
  }

  private static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }

  /// Sends a little again and again, each time a second later by the house's clock, until the
  /// server has enough of it; returns what it said.
  private String drip(String first, String drop) throws IOException {
    try (var socket = house.connect()) {
      send(socket, first);
      socket.setSoTimeout(PACE_MS);
      var said = new StringBuilder();
      while (true) {
        try {
          int c = socket.getInputStream().read();
          if (c < 0) return said.toString();
          said.append((char) c);
        } catch (SocketTimeoutException e) {
          house.world.pass(Duration.ofSeconds(1));
          send(socket, drop);
        }
      }
    } catch (SocketException e) {
      return "reset"; // It ended while this side was sending.
    }
  }

  @Test
  void aBodyThatDripsIsTooSlow() throws Exception {
    String head = "POST /hooks/hmac HTTP/1.1\r\n" + house.host() + "Content-Length: 9000\r\n\r\n";
    assertThat(drip(head, "x")).startsWith("HTTP/1.1 408 ");
    assertThat(house.deliver(signed("{}")).statusCode()).isEqualTo(200);
  }

  @Test
  void aHeadThatDripsIsCutOffWithoutAWord() throws Exception {
    beHasty();
    assertThat(drip("POST /hooks/hmac HTTP/1.1\r\n" + house.host() + "X-Slow: ", "x"))
        .isIn("", "reset");
  }

  @Test
  void whoSaysNothingIsCutOff() throws Exception {
    beHasty();
    try (var socket = house.connect()) {
      assertThat(WebHouse.rest(socket)).isEmpty();
    }
  }

  @Test
  void aBodyInPiecesIsWhole() throws Exception {
    Signed signed = signed("{\"text\":\"in pieces\"}");
    try (var socket = house.connect()) {
      send(socket, head(signed));
      for (byte b : signed.body()) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }
      assertThat(WebHouse.answer(socket)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aBodyThatEndsEarlyIsNoDelivery() throws Exception {
    Signed signed = signed("{\"text\":\"cut\"}");
    try (var socket = house.connect()) {
      send(socket, head(signed) + "{");
      socket.shutdownOutput();
      assertThat(WebHouse.rest(socket)).doesNotContain(" 200 ");
    }
    assertThat(house.waiting()).isZero();
  }

  @Test
  void onlySoManyAreAtTheDoorAtOnce() throws Exception {
    Signed signed = signed("{}");
    List<Socket> slow = new ArrayList<>();
    try {
      while (house.deliver(signed("probe " + slow.size())).statusCode() == 200) {
        slow.add(house.connect());
        send(slow.getLast(), head(signed) + "{");
        assertThat(slow).hasSizeLessThan(1_000);
      }
      send(slow.getLast(), "}");
      String last = WebHouse.answer(slow.getLast());
      assertThat(last).matches("(?s)HTTP/1.1 (200|408|503) .*");
    } finally {
      for (Socket socket : slow) socket.close();
    }
    int status = 503;
    while (status == 503) status = house.deliver(signed).statusCode();
    assertThat(status).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "Content-Length: 2, 2\r\n\r\n{}",
        "Content-Length: -2\r\n\r\n{}",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: 2 2\r\n\r\n{}",
        "Content-Length: 99999999999999999999\r\n\r\n{}",
        "Transfer-Encoding: gzip, chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n0\r\n\r\n",
        "X-A : b\r\nContent-Length: 2\r\n\r\n{}",
        "X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}",
        "X-A: b\nContent-Length: 2\r\n\r\n{}",
        "X-A: b\rc\r\nContent-Length: 2\r\n\r\n{}",
        "X-A\r\nContent-Length: 2\r\n\r\n{}",
        "X\u0000A: b\r\nContent-Length: 2\r\n\r\n{}",
        "Host: other.example.org\r\nContent-Length: 2\r\n\r\n{}"
      })
  void whatIsNotStrictlyHttpIsRefusedAndEndsTheConnection(String rest) throws Exception {
    String signature = signed("{}").headers().get("X-Nanobot-Signature");
    String answer =
        house.raw(
            "POST /hooks/hmac HTTP/1.1\r\n"
                + house.host()
                + "X-Nanobot-Signature: "
                + signature
                + "\r\n"
                + rest
                + "POST /hooks/hmac HTTP/1.1\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 (400|501) .*");
    assertThat(answer.split("HTTP/1\\.1 ", -1)).as("answers").hasSize(2);
    assertThat(house.waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000\u0001\u0002\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        "POST /hooks/hmac HTTP/1.1\r\n\r\n",
        "POST /hooks/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"
      })
  void noiseIsRefused(String noise) throws Exception {
    String answer = house.raw(noise);
    assertThat(answer).doesNotContain(" 200 ").doesNotContain("Exception").doesNotContain("Jetty");
    assertThat(house.deliver(signed("{}")).statusCode()).isEqualTo(200);
  }

  @Test
  void aHeadThatIsTooBigIsRefused() throws Exception {
    String big = "X-Big: " + "x".repeat(20_000) + "\r\n";
    assertThat(house.raw("GET / HTTP/1.1\r\n" + house.host() + big + "\r\n"))
        .startsWith("HTTP/1.1 431 ");
    assertThat(house.raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n" + house.host() + "\r\n"))
        .startsWith("HTTP/1.1 414 ");
  }

  @Test
  void anAddressThatCannotBeListenedAtIsNamedAndSaysWhy() {
    int port = house.server.port();
    assertThatThrownBy(() -> listen(new InetSocketAddress("127.0.0.1", port)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot listen at 127.0.0.1:" + port + ": Address already in use");
    assertThatThrownBy(() -> listen(InetSocketAddress.createUnresolved("name.invalid", 1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot listen at name.invalid:1: no such host");
  }

  private void listen(InetSocketAddress address) throws InterruptedException {
    JettyServer.start(
        house.world,
        new JettyServer.Config(address, 8, Duration.ofSeconds(1), Duration.ofSeconds(60)),
        request -> Response.text(200, ""));
  }
}
