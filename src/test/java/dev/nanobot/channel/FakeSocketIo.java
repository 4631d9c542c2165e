package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The other side of Socket.IO over a WebSocket, byte by byte: Engine.IO 4, packets as JSON or as
/// MessagePack. One connection at a time.
final class FakeSocketIo implements AutoCloseable {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;

  private final boolean isBinary;
  private final ServerSocket server;
  private final BlockingQueue<JsonNode> said = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private volatile @Nullable Socket connection;
  private volatile boolean isOpen = true;
  private volatile UnaryOperator<ObjectNode> ack = usual -> usual;
  private volatile int silenceMs = 60_000;
  private volatile boolean isPinging;

  FakeSocketIo(boolean isBinary) {
    this.isBinary = isBinary;
    try {
      server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  URI url() {
    String address = "ws://127.0.0.1:" + server.getLocalPort();
    return URI.create(address + "/socket.io/?EIO=4&transport=websocket");
  }

  /// Whether connections are taken.
  void isOpen(boolean isOpen) throws IOException {
    this.isOpen = isOpen;
    Socket now = connection;
    if (!isOpen && now != null) now.close();
  }

  /// What stands in acknowledgements, from what usually does; an empty one is not sent.
  void acks(UnaryOperator<ObjectNode> ack) {
    this.ack = ack;
  }

  /// How long this side may be silent.
  void silence(int ms) {
    silenceMs = ms;
  }

  /// Pings right behind its first words from now on.
  void isPinging() {
    isPinging = true;
  }

  /// The next thing that was said with a name: `[name, payload]`.
  JsonNode said() throws InterruptedException {
    return FakePlatform.next(said, "something over the socket");
  }

  String head() throws InterruptedException {
    return FakePlatform.next(heads, "a connection");
  }

  /// The next text that is no message.
  String text() throws InterruptedException {
    return FakePlatform.next(texts, "a text");
  }

  void push(String event, JsonNode payload) throws IOException {
    packet(2, Optional.empty(), Json.MAPPER.createArrayNode().add(event).add(payload));
  }

  void raw(String text) throws IOException {
    frame(TEXT, text.getBytes(UTF_8));
  }

  void raw(byte[] bytes) throws IOException {
    frame(BINARY, bytes);
  }

  // ---- the server

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket next = server.accept();
        Thread.ofVirtual().start(() -> serve(next));
      } catch (IOException e) {
        return; // It is closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new DataInputStream(socket.getInputStream());
      String head = head(in);
      if (!isOpen) return;
      connection = socket;
      String key = head.split("(?i)sec-websocket-key: ", 2)[1].lines().findFirst().orElseThrow();
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest((key.strip() + GUID).getBytes(ISO_8859_1));
      String accept = Base64.getEncoder().encodeToString(digest);
      String answer =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(accept);
      socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
      raw(
          "0{\"sid\":\"s\",\"upgrades\":[],\"pingInterval\":%d,\"pingTimeout\":0}"
              .formatted(silenceMs));
      if (isPinging) raw("2");
      heads.add(head);
      while (read(in)) {}
    } catch (IOException | GeneralSecurityException e) {
      return; // The other side is gone, or the test has ended it.
    }
  }

  private static String head(DataInputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) head.append((char) in.readUnsignedByte());
    return head.toString();
  }

  /// Reads a frame of the client, which is masked and whole.
  private boolean read(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte() & 0x0f;
    int length = in.readUnsignedByte() & 0x7f;
    if (length == 126) length = in.readUnsignedShort();
    else if (length == 127) length = Math.toIntExact(in.readLong());
    byte[] mask = in.readNBytes(4);
    byte[] bytes = in.readNBytes(length);
    for (int i = 0; i < length; i++) bytes[i] ^= mask[i % 4];
    if (kind == TEXT) text(new String(bytes, UTF_8));
    if (kind == BINARY) {
      JsonNode packet = Msgpack.read(bytes);
      Optional<Long> id =
          packet.has("id") ? Optional.of(packet.path("id").asLong(0)) : Optional.empty();
      took(packet.path("type").asInt(-1), id, packet.path("data"));
    }
    return kind != CLOSE;
  }

  private void text(String text) throws IOException {
    if (text.charAt(0) != '4') {
      texts.add(text);
      return;
    }
    int at = 2;
    while (Character.isDigit(text.charAt(at))) at++;
    Optional<Long> id =
        at == 2 ? Optional.empty() : Optional.of(Long.parseLong(text.substring(2, at)));
    took(text.charAt(1) - '0', id, Json.parse(text.substring(at)));
  }

  private void took(int type, Optional<Long> id, JsonNode data) throws IOException {
    if (type == 0) {
      boolean isKnown = data.path("token").asString("").equals(FakeMochat.TOKEN);
      if (isKnown) packet(0, Optional.empty(), Json.object().put("sid", "s"));
      else packet(4, Optional.empty(), Json.object().put("message", "who are you?"));
      return;
    }
    said.add(data);
    ObjectNode answer = ack.apply(Json.object().put("result", true));
    if (!answer.isEmpty()) packet(3, id, Json.MAPPER.createArrayNode().add(answer));
  }

  private void packet(int type, Optional<Long> id, JsonNode data) throws IOException {
    if (isBinary) {
      ObjectNode packet = Json.object().put("type", type).put("nsp", "/");
      packet.set("data", data);
      id.ifPresent(number -> packet.put("id", number));
      raw(Msgpack.write(packet));
    } else {
      raw("4" + type + id.map(String::valueOf).orElse("") + Json.write(data));
    }
  }

  private void frame(int kind, byte[] bytes) throws IOException {
    var frame = new ByteArrayOutputStream();
    var out = new DataOutputStream(frame);
    out.writeByte(0x80 | kind);
    if (bytes.length < 126) {
      out.writeByte(bytes.length);
    } else if (bytes.length <= 0xffff) {
      out.writeByte(126);
      out.writeShort(bytes.length);
    } else {
      out.writeByte(127);
      out.writeLong(bytes.length);
    }
    out.write(bytes);
    Socket now = connection;
    if (now == null) throw new IOException("nobody is connected");
    synchronized (this) {
      now.getOutputStream().write(frame.toByteArray());
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Socket now = connection;
      if (now != null) now.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
