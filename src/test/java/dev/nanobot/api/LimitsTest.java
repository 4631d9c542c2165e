package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The limits of the door: what is at one passes, what is one more is refused, and a hundred times
/// as much harms nothing (SEC-08). The heap has no room for 64 MB more.
@Timeout(300)
class LimitsTest {
  private static final int HEAP_MB = 96;
  private static final int BODY = 1024 * 1024;
  private static final int PIECE = 64 * 1024;

  /// How an answer begins whose request was cut off while it was being sent.
  private static final int CUT_OFF = 0;

  @TempDir static Path folder;
  private static SmallHeapGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    gateway = new SmallHeapGateway(folder.resolve("home"), HEAP_MB);
  }

  @AfterAll
  static void end() {
    gateway.close();
  }

  /// A request whose middle is repeated until it has so many of what is limited.
  record Sent(String line, String headers, String before, char filling, long times, String after) {
    long length() {
      return before.length() + times + after.length();
    }
  }

  /// A limit, a request with so many of what it limits, and the answer to one more.
  record Limit(String name, long most, LongFunction<Sent> request, int refused) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Sent get(String line) {
    return new Sent("GET " + line, "", "", ' ', 0, "");
  }

  private static Sent post(String path, String body) {
    return new Sent("POST " + path, "", body, ' ', 0, "");
  }

  private static Sent padded(String line, String body, long bytes) {
    return new Sent(line, "", body, ' ', bytes - body.length(), "");
  }

  private static String repeated(String unit, long times) {
    return unit.repeat((int) times);
  }

  private static String json(String values) {
    return "{\"text\": \"a\", \"session\": \"web:limits\", \"more\": " + values + "}";
  }

  private static String listed(String unit, long times) {
    return json("[" + String.join(",", Collections.nCopies((int) times, unit)) + "]");
  }

  static Stream<Limit> limits() {
    String login = "{\"token\": \"" + gateway.token + "\"}";
    String asked = "{\"model\": \"nanobot\", \"input\": \"hi\"}";
    return Stream.of(
        new Limit("headers", 100, LimitsTest::headers, 431),
        new Limit("address", 8 * 1024, n -> get("/health?" + repeated("a", n - 7)), 414),
        new Limit("body", BODY, n -> padded("POST /api/messages", json("1"), n), 413),
        new Limit("login", 4 * 1024, n -> padded("POST /api/login", login, n), 413),
        new Limit("file", Upload.BYTES_MAX, n -> padded("POST /api/media?name=a", "x", n), 413),
        new Limit("question", 20L * BODY, n -> padded("POST /v1/responses", asked, n), 413),
        new Limit(
            "depth",
            Json.DEPTH_MAX - 1,
            n -> post("/api/messages", json(repeated("[", n) + repeated("]", n))),
            400),
        new Limit(
            "digits",
            Json.NUMBER_CHARS_MAX,
            n -> post("/api/messages", json(repeated("7", n))),
            400),
        new Limit(
            "values",
            Json.TOKENS_MAX - 9,
            n -> post("/api/messages", listed("1", Math.min(n, BODY / 2 - 100))),
            400),
        new Limit(
            "an id of a message",
            64,
            n -> post("/api/messages", "{\"text\": \"a\", \"id\": \"" + repeated("i", n) + "\"}"),
            400),
        new Limit("seconds to wait", 60, n -> get("/api/messages/1?wait=" + n), 400),
        new Limit("entries", 500, n -> get("/api/sessions/web%3Alimits/entries?limit=" + n), 400),
        new Limit("messages", 500, n -> get("/api/messages?limit=" + n), 400),
        new Limit("files of a message", Attachment.MESSAGE_MAX, LimitsTest::media, 400));
  }

  private static Sent headers(long number) {
    long fixed = 5; // those that each request has here
    String more = repeated("X: y\r\n", number - fixed);
    return new Sent("GET /health", more, "", ' ', 0, "");
  }

  /// Ids that nobody has: so many would be looked for.
  private static Sent media(long number) {
    String[] ids = new String[(int) number];
    Arrays.setAll(ids, i -> "\"none." + i + "\"");
    return post("/api/messages", "{\"text\": \"a\", \"media\": [" + String.join(",", ids) + "]}");
  }

  private static int status(Sent sent) throws IOException {
    String headers = sent.headers() + gateway.bearer();
    try (Socket socket = gateway.begin(sent.line(), headers, "", sent.length())) {
      write(sent, socket.getOutputStream());
      return SmallHeapGateway.status(socket);
    } catch (IOException e) {
      return CUT_OFF;
    }
  }

  private static void write(Sent sent, OutputStream out) {
    byte[] piece = new byte[PIECE];
    Arrays.fill(piece, (byte) sent.filling());
    try {
      out.write(sent.before().getBytes(UTF_8));
      for (long left = sent.times(); left > 0; left -= PIECE) {
        out.write(piece, 0, (int) Math.min(left, PIECE));
      }
      out.write(sent.after().getBytes(UTF_8));
    } catch (IOException e) {
      // It was refused before all was sent: what it answered counts.
    }
  }

  @ParameterizedTest
  @MethodSource("limits")
  void whatIsAtALimitPassesAndWhatIsOverDoesNot(Limit limit) throws Exception {
    assertThat(status(limit.request().apply(limit.most()))).isNotIn(CUT_OFF, limit.refused(), 500);
    assertThat(status(limit.request().apply(limit.most() + 1))).isEqualTo(limit.refused());
    List<Integer> refused = List.of(CUT_OFF, limit.refused(), 413, 431);
    assertThat(status(limit.request().apply(100 * limit.most()))).isIn(refused);
    assertThat(status(get("/api/health"))).isEqualTo(200);
    assertThat(gateway.process.isAlive()).isTrue();
  }
}
