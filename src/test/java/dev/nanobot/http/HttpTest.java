package dev.nanobot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.nanobot.http.HttpException.Kind;
import dev.nanobot.world.PassingWorld;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class HttpTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Http.Limits PATIENT = new Http.Limits(LONG, LONG, LONG, 1_000);
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

  private final World world = new RealWorld();
  private final Http http = new Http(world);
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    http.close();
  }

  @Test
  void statusHeadersAndBodyArrive() throws Exception {
    try (var server = RawServer.of("HTTP/1.1 418 No\r\nX-A: b\r\nContent-Length: 5\r\n\r\nshort")) {
      String text =
          http.exchange(
              get(server.uri("/a?b=c"), PATIENT),
              a -> a.status() + a.headers().firstValue("x-a").orElse("") + text(a));
      assertThat(text).isEqualTo("418bshort");
      assertThat(server.requests().getFirst())
          .startsWith("GET /a?b=c HTTP/1.1\n")
          .contains("X-Key: secret\n")
          .doesNotContainIgnoringCase("upgrade");
    }
  }

  /// The JDK quotes the value of a header that it refuses.
  @Test
  void aHeaderThatCannotBeSentIsNotQuoted() throws Exception {
    try (var server = RawServer.of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      var request =
          new Http.Request("GET", server.uri("/a"), Map.of("X-Key", "sk-secret\n"), "", PATIENT);
      assertThatThrownBy(() -> http.exchange(request, Http.Answer::status))
          .isInstanceOf(HttpException.class)
          .hasMessageContaining("X-Key")
          .hasNoCause()
          .hasToString(
              "dev.nanobot.http.HttpException: a header for 127.0.0.1 cannot be sent:"
                  + " check the characters of X-Key");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aRedirectIsAnAnswer() throws Exception {
    String answer = "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n";
    try (var server = RawServer.of(answer)) {
      int status = http.exchange(get(server.uri("/a"), PATIENT), Http.Answer::status);
      assertThat(status).isEqualTo(302);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anAnswerThatDoesNotBeginTimesOut() throws Exception {
    var limits = new Http.Limits(SHORT, LONG, LONG, 1_000);
    assertFails("", limits, Kind.TIMEOUT, "did not begin to answer within 150 ms");
  }

  @Test
  void aBodyThatStallsTimesOutWhileItIsRead() throws Exception {
    var limits = new Http.Limits(LONG, SHORT, LONG, 1_000);
    assertFails(HEAD + "12345", limits, Kind.TIMEOUT, "sent nothing for 150 ms");
  }

  @Test
  void aBodyThatDripsForeverPassesTheTotal() throws Exception {
    var passed = new AtomicLong();
    World later =
        new PassingWorld() {
          @Override
          public long nanos() {
            return real.nanos() + passed.get();
          }
        };
    RawServer.Script drip =
        (ignored, out) -> {
          write(out, "HTTP/1.1 200 OK\r\n\r\n");
          while (end.getCount() > 0) write(out, "x".repeat(1));
        };
    Http.Reader<Integer> reader =
        answer -> {
          int bytes = 0;
          for (; answer.body().read() >= 0; bytes++) passed.addAndGet(LONG.toNanos() / 20);
          return bytes;
        };
    var limits = new Http.Limits(LONG, LONG, LONG, 1_000_000);
    try (var server = new RawServer(drip);
        var slow = new Http(later)) {
      Http.Request request = get(server.uri("/?key=secret"), limits);
      var e = catchThrowableOfType(HttpException.class, () -> slow.exchange(request, reader));
      assertIs(e, Kind.TIMEOUT, "did not finish its answer within 60 s");
    }
  }

  @Test
  void aBodyAtTheLimitIsReadAndOneByteMoreIsTooLarge() throws Exception {
    try (var server = RawServer.of(HEAD + "1234567890")) {
      String body =
          http.exchange(
              get(server.uri("/"), new Http.Limits(LONG, LONG, LONG, 10)), HttpTest::text);
      assertThat(body).hasSize(10);
      assertFails(server, new Http.Limits(LONG, LONG, LONG, 9), Kind.TOO_LARGE, "larger than 9");
    }
  }

  /// A reader that knows where its answer ends leaves the last bytes of the framing.
  @Test
  void aConnectionIsUsedAgainWhenTheRestOfItsAnswerComesAtOnce() throws Exception {
    var connections = new CopyOnWriteArraySet<Integer>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          connections.add(exchange.getRemoteAddress().getPort());
          exchange.sendResponseHeaders(200, 0);
          try (exchange) {
            write(exchange.getResponseBody(), "12345");
          }
        });
    server.start();
    try (var patient = new Http(world, LONG)) { // The server may be slow to end its answer.
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      for (int i = 0; i < 5; i++) {
        byte[] read = patient.exchange(get(uri, PATIENT), a -> a.body().readNBytes(5));
        assertThat(read).hasSize(5);
      }
    } finally {
      server.stop(0);
    }
    assertThat(connections).hasSize(1);
  }

  @Test
  void whatComesBehindAnAnswerIsNotReadForEver() throws Exception {
    RawServer.Script endless =
        (ignored, out) -> {
          write(out, "HTTP/1.1 200 OK\r\n\r\n12345");
          while (end.getCount() > 0) write(out, "x".repeat(1_000));
        };
    try (var server = new RawServer(endless)) {
      var limits = new Http.Limits(LONG, LONG, LONG, Integer.MAX_VALUE);
      byte[] read = http.exchange(get(server.uri("/"), limits), a -> a.body().readNBytes(5));
      assertThat(read).asString().isEqualTo("12345");
    }
  }

  @Test
  void aConnectionThatEndsEarlyIsBroken() throws Exception {
    try (var server = RawServer.of(HEAD + "12345")) {
      assertFails(server, PATIENT, Kind.BROKEN, "did not send a complete answer");
    }
  }

  @Test
  void garbageIsBroken() throws Exception {
    try (var server = RawServer.of("garbage\r\n\r\n")) {
      assertFails(server, PATIENT, Kind.BROKEN, "");
    }
  }

  @Test
  void nobodyListeningIsUnreachable() throws Exception {
    try (var held = new Socket()) { // Nobody else gets the port, and nobody listens at it.
      held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      URI uri = URI.create("http://127.0.0.1:" + held.getLocalPort() + "/?key=secret");
      HttpException e = failure(get(uri, PATIENT));
      assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(e).hasMessage("127.0.0.1 does not accept connections");
    }
  }

  @Test
  void anUnknownNameIsUnreachable() {
    HttpException e = failure(get(URI.create("http://nowhere.invalid/"), PATIENT));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessage("no address is known for nowhere.invalid");
  }

  @Test
  void aRequestDoesNotShowItsSecrets() {
    assertThat(get(URI.create("http://a.example/?key=secret"), PATIENT).toString())
        .isEqualTo("GET a.example");
  }

  @Test
  void anInterruptEndsTheWaitForTheHead() throws Exception {
    assertInterruptible("", new CountDownLatch(1));
  }

  @Test
  void anInterruptEndsTheWaitForTheBody() throws Exception {
    assertInterruptible(HEAD + "12345", new CountDownLatch(2));
  }

  /// `asked` counts the server, and the reader where the head arrives.
  private void assertInterruptible(String beginning, CountDownLatch asked) throws Exception {
    RawServer.Script stall =
        (ignored, out) -> {
          write(out, beginning);
          asked.countDown();
          end.await();
        };
    Http.Reader<String> reader =
        answer -> {
          asked.countDown();
          return text(answer);
        };
    try (var server = new RawServer(stall)) {
      Http.Request request = get(server.uri("/"), PATIENT);
      var outcome = new FutureTask<>(() -> http.exchange(request, reader));
      Thread asking = world.start("asking", outcome);
      asked.await();
      asking.interrupt();
      assertThatThrownBy(outcome::get).hasCauseInstanceOf(InterruptedException.class);
    }
  }

  private void assertFails(String beginning, Http.Limits limits, Kind kind, String message)
      throws Exception {
    RawServer.Script stall =
        (ignored, out) -> {
          write(out, beginning);
          end.await();
        };
    try (var server = new RawServer(stall)) {
      assertFails(server, limits, kind, message);
    }
  }

  private void assertFails(RawServer server, Http.Limits limits, Kind kind, String message) {
    assertIs(failure(get(server.uri("/?key=secret"), limits)), kind, message);
  }

  private static void assertIs(HttpException e, Kind kind, String message) {
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e).hasMessageContaining(message).hasMessageContaining("127.0.0.1");
    assertThat(e.getMessage()).doesNotContain("secret");
  }

  private HttpException failure(Http.Request request) {
    return catchThrowableOfType(HttpException.class, () -> http.exchange(request, HttpTest::text));
  }

  private static Http.Request get(URI uri, Http.Limits limits) {
    return new Http.Request("GET", uri, Map.of("X-Key", "secret"), "", limits);
  }

  private static String text(Http.Answer answer) throws IOException {
    return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
