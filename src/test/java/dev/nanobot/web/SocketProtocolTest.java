package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// WebSockets by the book (RFC 6455), against a server that says again what it hears: the cases of
/// Autobahn's list by their numbers (crossbar.io/autobahn, read on 2026-11-28), without those that
/// are optional. Binary messages (1.2, 9.2, 9.4, 9.6, 9.8) are refused with 1003, and compression
/// (12, 13) is not agreed to.
@Timeout(300)
class SocketProtocolTest extends DoorTestCase {
  private static final int MAX = Socket.TEXT_BYTES_MAX;
  private static final byte[] BYE = close(1000, "");
  private static final int WHOLE = Integer.MAX_VALUE;

  /// What is sent, so many bytes at a time, and what is heard then; what is sent last, and how it
  /// ends.
  record Case(String id, byte[] sent, int atATime, List<String> heard, byte[] last, String end) {
    @Override
    public String toString() {
      return id;
    }
  }

  private static byte[] frame(int first, String body) {
    return Frames.frame(first, body.getBytes(UTF_8));
  }

  private static byte[] close(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    var body = ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
    return Frames.frame(0x88, body);
  }

  private static byte[] all(byte[]... frames) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] frame : frames) bytes.writeBytes(frame);
    return bytes.toByteArray();
  }

  private static String echo(String text) {
    return Frames.text(text.getBytes(UTF_8));
  }

  /// A case that goes well: what is heard, and then the goodbye that is sent last.
  private static Case well(String id, byte[] sent, String... heard) {
    return chopped(id, WHOLE, sent, heard);
  }

  private static Case chopped(String id, int atATime, byte[] sent, String... heard) {
    return new Case(id, sent, atATime, List.of(heard), BYE, "close 1000");
  }

  /// A case that ends with a code.
  private static Case ends(String id, int code, byte[] sent) {
    return new Case(id, new byte[0], WHOLE, List.of(), sent, "close " + code);
  }

  /// One that ends so after a text was said again.
  private static Case ends(String id, int code, byte[] text, String echo, byte[] last) {
    return new Case(id, text, WHOLE, List.of(echo), last, "close " + code);
  }

  private static String many(int length) {
    return "*".repeat(length);
  }

  static Stream<Case> framing() {
    return Stream.concat(
        IntStream.of(0, 125, 126, 127, 128, 65_535, 65_536)
            .mapToObj(
                size -> well("1.1 text of " + size, frame(0x81, many(size)), echo(many(size)))),
        Stream.of(
            chopped("1.1.8", 997, frame(0x81, many(65_536)), echo(many(65_536))),
            ends("1.2.1", 1003, frame(0x82, "")),
            ends("1.2.2", 1003, frame(0x82, many(125))),
            ends("1.2.7", 1003, frame(0x82, many(65_536))),
            ends("1.2 in fragments", 1003, all(frame(0x02, "ab"), frame(0x80, "c")))));
  }

  static Stream<Case> pings() {
    byte[] ten = new byte[0];
    String[] pongs = new String[10];
    for (int i = 0; i < 10; i++) {
      ten = all(ten, frame(0x89, "ping " + i));
      pongs[i] = "pong ping " + i;
    }
    String bytes = new String(HexFormat.of().parseHex("00fffefdfcfb00ff"), ISO_8859_1);
    return Stream.of(
        well("2.1", frame(0x89, ""), "pong "),
        well("2.2", frame(0x89, "Hello, world!"), "pong Hello, world!"),
        well("2.3", Frames.frame(0x89, bytes.getBytes(ISO_8859_1)), "pong " + bytes),
        well("2.4", frame(0x89, many(125)), "pong " + many(125)),
        ends("2.5", 1002, frame(0x89, many(126))),
        chopped("2.6", 1, frame(0x89, many(125)), "pong " + many(125)),
        well("2.7", frame(0x8a, "")),
        well("2.8", frame(0x8a, "unasked")),
        well("2.9", all(frame(0x8a, "unasked"), frame(0x89, "ping")), "pong ping"),
        well("2.10", ten, pongs),
        chopped("2.11", 1, ten, pongs));
  }

  static Stream<Case> reservedBits() {
    byte[] hello = frame(0x81, "Hello");
    return Stream.of(
        ends("3.1", 1002, frame(0x91, "small")),
        ends("3.2", 1002, hello, echo("Hello"), frame(0xa1, "small")),
        ends("3.3", 1002, hello, echo("Hello"), frame(0xb1, "small")),
        ends("3.4", 1002, hello, echo("Hello"), frame(0xc1, "small")),
        ends("3.5", 1002, frame(0xd2, "small")),
        ends("3.6", 1002, frame(0xe9, "small")),
        ends("3.7", 1002, frame(0xf8, "")));
  }

  static Stream<Case> opcodes() {
    return IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
        .boxed()
        .flatMap(
            opcode ->
                Stream.of(
                    ends("4 opcode " + opcode, 1002, frame(0x80 | opcode, "")),
                    ends("4 opcode " + opcode + " with a body", 1002, frame(0x80 | opcode, "x")),
                    ends(
                        "4 opcode " + opcode + " after a text",
                        1002,
                        frame(0x81, "Hello"),
                        echo("Hello"),
                        frame(0x80 | opcode, "x"))));
  }

  static Stream<Case> fragments() {
    byte[] one = frame(0x01, "fragment1");
    byte[] two = frame(0x80, "fragment2");
    byte[] ping = frame(0x89, "ping");
    String whole = echo("fragment1fragment2");
    byte[] nothing = frame(0x80, "non-continuation");
    byte[] open = frame(0x00, "non-continuation");
    byte[] five =
        all(
            one,
            frame(0x00, "fragment2"),
            ping,
            frame(0x00, "fragment3"),
            frame(0x00, "fragment4"),
            ping,
            frame(0x80, "fragment5"));
    String echoFive = echo("fragment1fragment2fragment3fragment4fragment5");
    return Stream.of(
        ends("5.1", 1002, all(frame(0x09, "fragment1"), two)),
        ends("5.2", 1002, all(frame(0x0a, "fragment1"), two)),
        well("5.3", all(one, two), whole),
        chopped("5.4", 7, all(one, two), whole),
        chopped("5.5", 1, all(one, two), whole),
        well("5.6", all(one, ping, two), "pong ping", whole),
        chopped("5.7", 7, all(one, ping, two), "pong ping", whole),
        chopped("5.8", 1, all(one, ping, two), "pong ping", whole),
        ends("5.9", 1002, all(nothing, frame(0x81, "Hello"))),
        ends("5.12", 1002, all(open, frame(0x81, "Hello"))),
        ends("5.15", 1002, all(one, two), whole, all(open, frame(0x81, "x"))),
        ends("5.16", 1002, all(open, frame(0x01, "x"), two)),
        ends("5.17", 1002, all(nothing, frame(0x01, "x"), two)),
        ends("5.18", 1002, all(one, frame(0x81, "fragment2"))),
        well("5.19", five, "pong ping", "pong ping", echoFive),
        chopped("5.20", 1, five, "pong ping", "pong ping", echoFive));
  }

  private static Case utf8(String id, String hex, boolean isValid) {
    byte[] text = HexFormat.of().parseHex(hex);
    byte[] sent = Frames.frame(0x81, text);
    return isValid
        ? well("6 " + id, sent, Frames.text(text))
        : ends("6 " + id + " is wrong", 1007, sent);
  }

  static Stream<Case> utf8() {
    String text = "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!";
    byte[] bytes = text.getBytes(UTF_8);
    byte[] letters = Frames.frame(0x01, new byte[0]);
    for (byte each : bytes) letters = all(letters, Frames.frame(0x00, new byte[] {each}));
    byte[] head = Arrays.copyOf(bytes, 7); // within a letter
    byte[] tail = Arrays.copyOfRange(bytes, 7, bytes.length);
    byte[] wrong = HexFormat.of().parseHex("cebae1bdb9cf83cebcceb5eda080656469746564");
    byte[] broken = Frames.frame(0x01, Arrays.copyOf(wrong, 12));
    Stream<Case> parts =
        Stream.of(
            well("6.1.1", frame(0x81, ""), echo("")),
            well("6.1.2", all(frame(0x01, ""), frame(0x00, ""), frame(0x80, "")), echo("")),
            well("6.1.3", all(frame(0x01, ""), frame(0x00, "mid"), frame(0x80, "")), echo("mid")),
            well("6.2.1", Frames.frame(0x81, bytes), echo(text)),
            well("6.2.2", all(Frames.frame(0x01, head), Frames.frame(0x80, tail)), echo(text)),
            well("6.2.3", all(letters, frame(0x80, "")), echo(text)),
            ends("6.3.1", 1007, Frames.frame(0x81, wrong)),
            ends(
                "6.3.2",
                1007,
                all(broken, Frames.frame(0x80, Arrays.copyOfRange(wrong, 12, wrong.length)))));
    return Stream.concat(parts, sequences());
  }

  /// Sequences of bytes by their numbers in Autobahn's list.
  private static Stream<Case> sequences() {
    String valid =
        """
        cebae1bdb9cf83cebcceb5 00 c280 e0a080 f0908080 7f dfbf efbfbf f48fbfbf ed9fbf
        ee8080 efbfbd efbfbe f09fbfbe f09fbfbf
        """;
    String wrong =
        """
        ce cebae1 cebae1bd f8888080 fc8480808080 f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf
        f4908080 80 bf 80bf 80bf80 c020c120 e020e120 f020f120 c0 e080 f08080 f8808080
        df efbf f7bfbf c0e080f08080 fe ff fefeffff c0af e080af f08080af f8808080af
        c1bf e09fbf f08fbfbf c080 e08080 f0808080 eda080 edadbf edae80 edafbf edb080
        edbe80 edbfbf eda080edb080 edafbfedbfbf
        """;
    return Stream.concat(
        Arrays.stream(valid.split("\\s+")).map(hex -> utf8(hex, hex, true)),
        Arrays.stream(wrong.split("\\s+")).map(hex -> utf8(hex, hex, false)));
  }

  static Stream<Case> closing() {
    byte[] ping = frame(0x89, "ping");
    byte[] wrong = HexFormat.of().parseHex("03e8cebae1bdb9cf83cebcceb5eda080");
    Stream<Case> ways =
        Stream.of(
            well("7.1.1", frame(0x81, "Hello"), echo("Hello")),
            ends("7.1.2", 1000, all(BYE, BYE)),
            ends("7.1.3", 1000, all(BYE, ping)),
            ends("7.1.4", 1000, all(BYE, frame(0x81, "Hello"))),
            ends("7.1.5", 1000, all(frame(0x01, "a"), BYE, frame(0x80, "b"))),
            new Case("7.3.1", new byte[0], WHOLE, List.of(), frame(0x88, ""), "close"),
            ends("7.3.2", 1002, frame(0x88, "a")),
            ends("7.3.3", 1000, BYE),
            ends("7.3.4", 1000, close(1000, "Hello")),
            ends("7.3.5", 1000, close(1000, many(123))),
            ends("7.3.6", 1002, close(1000, many(124))),
            ends("7.5.1", 1007, Frames.frame(0x88, wrong)));
    Stream<Case> good =
        IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
            .mapToObj(code -> ends("7.7 with " + code, code, close(code, "")));
    Stream<Case> bad =
        IntStream.of(0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535)
            .mapToObj(code -> ends("7.9 with " + code, 1002, close(code, "")));
    return Stream.of(ways, good, bad).flatMap(cases -> cases);
  }

  static Stream<Case> limits() {
    Stream<Case> sizes =
        IntStream.of(64 * 1024, 256 * 1024, MAX)
            .boxed()
            .flatMap(
                size ->
                    Stream.of(
                        well("9.1 whole, " + size, frame(0x81, many(size)), echo(many(size))),
                        well("9.3 in 4 kB, " + size, parts(size, 4_096), echo(many(size))),
                        chopped(
                            "9.5 chopped, " + size,
                            1_024,
                            frame(0x81, many(size)),
                            echo(many(size)))));
    Stream<Case> over =
        Stream.of(
            ends("9.1 whole, one more", 1009, frame(0x81, many(MAX + 1))),
            ends("9.1.4", 1009, frame(0x81, many(4 * MAX))),
            ends("9.3 in 4 kB, 4 MB", 1009, parts(4 * MAX, 4_096)),
            ends("9.3 100 times the limit", 1009, parts(100 * MAX, MAX)),
            ends("9.2.6", 1003, frame(0x82, many(16 * MAX))));
    return Stream.of(
            sizes, over, Stream.of(well("10.1.1", parts(65_536, 1_300), echo(many(65_536)))))
        .flatMap(cases -> cases);
  }

  private static byte[] parts(int size, int each) {
    var bytes = new ByteArrayOutputStream();
    for (int at = 0; at < size; at += each) {
      int end = at + each >= size ? 0x80 : 0;
      bytes.writeBytes(frame(end | (at == 0 ? 1 : 0), many(Math.min(each, size - at))));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @MethodSource({
    "framing",
    "pings",
    "reservedBits",
    "opcodes",
    "fragments",
    "utf8",
    "closing",
    "limits"
  })
  void theServerAnswersByTheBook(Case one) throws Exception {
    try (var frames = new Frames(house, "/echo")) {
      frames.send(one.sent(), one.atATime());
      assertThat(frames.heard(one.heard().size())).isEqualTo(one.heard());
      frames.send(one.last(), WHOLE);
      assertThat(frames.heard(2)).containsExactly(one.end());
    }
  }

  /// Some callers do not notice a connection that ends without a word.
  @Test
  void aServerThatStopsSaysSoFirst() throws Exception {
    try (var frames = new Frames(house, "/echo")) {
      frames.send(frame(0x81, "here"), WHOLE);
      assertThat(frames.heard(1)).containsExactly(echo("here"));
      house.web.close();
      assertThat(frames.heard(2)).containsExactly("close 1001");
    }
  }
}
