package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.world.RealWorld;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections that are slow, many, or kept alive (SEC-05, SEC-08).
@Timeout(300)
class ConnectionsTest {
  private static final int CONNECTIONS_MAX = 32;
  private static final int IDLE = 2_000;
  private static final int STOPS = 100;
  private static final int PACE_MS = 20;
  private static final int TRIES = 20;
  private static final int READ_MS_MAX = 60_000;
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final Duration PATIENT = Duration.ofSeconds(60);
  private static final Duration HASTY = Duration.ofSeconds(2);
  private static final String HEAD = "GET / HTTP/1.1\r\nHost: x\r\n";

  private JettyServer server;

  @BeforeEach
  void start() throws InterruptedException {
    start(PATIENT);
  }

  private void start(Duration patience) throws InterruptedException {
    var address = new InetSocketAddress("127.0.0.1", 0);
    var config = new JettyServer.Config(address, CONNECTIONS_MAX, patience, SILENCE);
    server = JettyServer.start(new RealWorld(), config, request -> Response.text(200, "here"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket connect() throws IOException {
    var socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(READ_MS_MAX);
    return socket;
  }

  private static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }

  /// Reads one answer, and leaves the connection open.
  private static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    var bytes = new ByteArrayOutputStream();
    while (!bytes.toString(ISO_8859_1).endsWith("here\n")) {
      int next = in.read();
      if (next < 0) throw new IOException("it ended: " + bytes.toString(ISO_8859_1));
      bytes.write(next);
    }
    return bytes.toString(ISO_8859_1);
  }

  /// In place of the patient one, which cuts off nobody who is only late.
  private void beHasty() throws InterruptedException {
    stop();
    start(HASTY);
  }

  /// A connection that was answered so often; one that was late and cut off is made again.
  private Socket answered(int times) throws IOException {
    for (int left = TRIES; left > 0; left--) {
      Socket socket = connect();
      try {
        for (int i = 0; i < times; i++) {
          send(socket, HEAD + "\r\n");
          assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
        }
        return socket;
      } catch (IOException e) {
        socket.close();
      }
    }
    throw new AssertionError("whoever asked was cut off");
  }

  /// Sends a little again and again until the server has enough of it.
  private static boolean isCutOff(Socket socket) throws IOException {
    socket.setSoTimeout(PACE_MS);
    while (true) {
      try {
        if (socket.getInputStream().read() < 0) return true;
      } catch (SocketTimeoutException e) {
        try {
          send(socket, "x");
        } catch (SocketException ended) {
          return true;
        }
      } catch (SocketException e) {
        return true;
      }
    }
  }

  @Test
  void aConnectionIsKeptForSeveralRequests() throws Exception {
    try (var socket = connect()) {
      for (int i = 0; i < 5; i++) {
        send(socket, HEAD + "\r\n");
        assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void aHeadThatDripsIsCutOff() throws Exception {
    beHasty();
    try (var socket = connect()) {
      send(socket, HEAD + "X-Slow: ");
      assertThat(isCutOff(socket)).isTrue();
    }
  }

  @Test
  void aHeadThatDripsOnAKeptConnectionIsCutOffToo() throws Exception {
    beHasty();
    try (var socket = answered(3)) {
      send(socket, HEAD + "X-Slow: ");
      assertThat(isCutOff(socket)).isTrue();
    }
  }

  @Test
  void aKeptConnectionThatIsSilentIsNotCutOffByThat() throws Exception {
    beHasty();
    try (var socket = answered(1);
        var other = connect()) {
      send(other, HEAD + "X-Slow: ");
      assertThat(isCutOff(other)).isTrue(); // By then its own time was up, too.
      send(socket, HEAD + "\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void soManyConnectionsAreServedAndMoreWaitUntilOneEnds() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS_MAX; i++) {
        open.add(connect());
        send(open.getLast(), HEAD + "\r\n");
        assertThat(answer(open.getLast())).startsWith("HTTP/1.1 200 ");
      }
      for (int i = 0; i < CONNECTIONS_MAX; i++) {
        open.add(connect());
        send(open.getLast(), HEAD + "\r\n");
        assertThat(server.connections()).isLessThanOrEqualTo(CONNECTIONS_MAX + 1);
      }
      for (int i = 0; i < CONNECTIONS_MAX; i++) {
        open.get(i).close();
        assertThat(answer(open.get(CONNECTIONS_MAX + i))).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (Socket socket : open) socket.close();
    }
  }

  @Test
  void thousandsOfIdleConnectionsTakeOnlySoManyPlacesAndLeaveThem() throws Exception {
    beHasty();
    List<Socket> idle = new ArrayList<>();
    try {
      boolean isFull = false;
      for (int i = 0; i < IDLE && !isFull; i++) {
        var socket = new Socket();
        try {
          socket.connect(new InetSocketAddress("127.0.0.1", server.port()), PACE_MS);
          idle.add(socket);
        } catch (SocketTimeoutException e) {
          // Those that the server does not take wait in the system's own queue; before they are
          // so many, it was only slow.
          isFull = idle.size() > CONNECTIONS_MAX;
        }
        assertThat(server.connections()).isLessThanOrEqualTo(CONNECTIONS_MAX + 1);
      }
      assertThat(idle).hasSizeGreaterThan(CONNECTIONS_MAX);
      assertThat(isCutOff(idle.getFirst())).isTrue();
      for (Socket socket : idle) socket.close();
      answered(1).close();
    } finally {
      for (Socket socket : idle) socket.close();
    }
  }

  /// Asks over one connection after the other until there is no server, and returns what was said.
  private List<String> askUntilItIsGone(CountDownLatch asking) throws IOException {
    List<String> said = new ArrayList<>();
    int port = server.port();
    while (true) {
      try (var socket = new Socket("127.0.0.1", port)) {
        socket.setSoTimeout(READ_MS_MAX); // What nobody hears does not end by itself.
        send(socket, HEAD + "Connection: close\r\n\r\n");
        said.add(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        asking.countDown();
      } catch (ConnectException e) {
        return said;
      } catch (SocketException e) {
        said.add(""); // It was reset, which is an end, too.
      }
    }
  }

  @Test
  void whatComesWhileTheServerStopsIsAnsweredOrEnds() throws Exception {
    for (int round = 0; round < STOPS; round++) {
      var asking = new CountDownLatch(2);
      try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
        var first = callers.submit(() -> askUntilItIsGone(asking));
        var second = callers.submit(() -> askUntilItIsGone(asking));
        asking.await();
        server.close();
        for (var caller : List.of(first, second)) {
          assertThat(caller.get())
              .allMatch(said -> said.isEmpty() || said.startsWith("HTTP/1.1 200 "));
        }
      }
      start();
    }
  }
}
