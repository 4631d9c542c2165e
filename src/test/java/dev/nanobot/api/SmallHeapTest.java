package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Upload;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A gateway whose clients do not read what they asked for (SEC-08).
@Timeout(300)
class SmallHeapTest {
  private static final int HEAP_MB = 96;
  private static final int MESSAGES = 50;

  /// Of 256 connections, half are for one credential, three quarters for all who follow.
  private static final int EACH = 128;

  private static final int ALL = 192;

  /// So many pieces of half a megabyte have room in 40 MB.
  private static final int PIECES = 80;

  /// Whoever has not read for so long is cut off, and leaves a place.
  private static final Duration CUT_OFF = Duration.ofSeconds(60);

  private final World world = new RealWorld();

  @TempDir Path folder;
  private SmallHeapGateway gateway;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    gateway = new SmallHeapGateway(folder.resolve("home"), HEAP_MB);
  }

  @AfterEach
  void end() throws Exception {
    for (Socket socket : sockets) socket.close();
    gateway.close();
  }

  private int begun(String request, String proof) throws Exception {
    Socket socket = gateway.begin(request, proof, "");
    sockets.add(socket);
    return SmallHeapGateway.status(socket);
  }

  /// What somebody is told when all have their places who took them since `start`: on a machine
  /// that is very slow, some were cut off meanwhile.
  private void isRefused(int status, int refusal, long start) {
    if (world.since(start).compareTo(CUT_OFF) < 0) assertThat(status).isEqualTo(refusal);
    else assertThat(status).isIn(refusal, 200);
  }

  private String cookie() {
    String answer =
        gateway.answer("POST /api/login", "X-A: b", "{\"token\": \"" + gateway.token + "\"}");
    String cookie =
        answer.lines().filter(line -> line.startsWith("Set-Cookie: ")).findFirst().get();
    return "Cookie: " + cookie.substring("Set-Cookie: ".length()).split(";")[0];
  }

  private void talk(String name, int messages) {
    String text = "x".repeat(31_990);
    for (int i = 0; i < messages; i++) {
      String body = "{\"id\": \"%s%d\", \"session\": \"web:s\", \"text\": \"%d %s\"}";
      String answer =
          gateway.answer("POST /api/messages", gateway.bearer(), body.formatted(name, i, i, text));
      assertThat(answer).startsWith("HTTP/1.1 202 ");
      String message = answer.replaceAll("(?s).*\"message\":(\\d+).*", "$1");
      assertThat(gateway.answer("GET /api/messages/" + message + "?wait=30", gateway.bearer(), ""))
          .contains("\"answered\"");
    }
  }

  private Socket post(String request, byte[] body) throws Exception {
    Socket socket = gateway.begin(request, gateway.bearer(), "", body.length);
    socket.getOutputStream().write(body);
    return socket;
  }

  @Test
  void aHundredReadersOfALargeFileWhoDoNotReadFillNoHeap() throws Exception {
    byte[] large = new byte[Upload.BYTES_MAX];
    String kept;
    try (Socket socket = post("POST /api/media?name=large", large)) {
      kept = new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
    String path = "GET /api/media/" + kept.replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
    List<Integer> statuses = new ArrayList<>();
    long start = world.nanos();
    for (int i = 0; i < 100; i++) statuses.add(begun(path, gateway.bearer()));
    assertThat(statuses.subList(0, PIECES)).containsOnly(200);
    for (int status : statuses.subList(PIECES, 100)) isRefused(status, 503, start);
    for (Socket socket : sockets) socket.close();
    String answer = "";
    while (!answer.startsWith("HTTP/1.1 200 ")) { // until those who left are noticed
      answer = gateway.answer(path, gateway.bearer(), "");
    }
    assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).hasSize(large.length);
    assertThat(gateway.process.isAlive()).isTrue();
  }

  @Test
  void twoHundredFollowersWhoNeverReadFillNoHeap() throws Exception {
    talk("before", MESSAGES);
    String path = "GET /api/sessions/web%3As/events";
    long start = world.nanos();
    for (int i = 0; i < EACH; i++) assertThat(begun(path, gateway.bearer())).isEqualTo(200);
    isRefused(begun(path, gateway.bearer()), 429, start);
    String cookie = cookie();
    for (int i = EACH; i < ALL; i++) assertThat(begun(path, cookie)).isEqualTo(200);
    for (int i = ALL; i < 200; i++) isRefused(begun(path, cookie), 503, start);
    talk("meanwhile", 3);
    assertThat(gateway.process.isAlive()).isTrue();
  }
}
