package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.PushSocket;
import dev.nanobot.message.Json;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One connection of Socket.IO 5 over Engine.IO 4, packets as JSON text or as MessagePack. Source:
/// https://socket.io/docs/v4/engine-io-protocol and /socket-io-protocol, read 2026-11-28.
///
/// Only the main namespace, without binary attachments.
///
/// Owned by one thread, which gives it each message that comes.
final class SocketIo {
  private static final char OPEN = '0';
  private static final char CLOSE = '1';
  private static final char PING = '2';
  private static final char MESSAGE = '4';
  private static final String PONG = "3";

  private static final int CONNECT = 0;
  private static final int DISCONNECT = 1;
  private static final int EVENT = 2;
  private static final int ACK = 3;
  private static final int CONNECT_ERROR = 4;

  private static final int PING_MS_MAX = 600_000;
  private static final int REASON_CHARS_MAX = 200;
  private static final String MAIN = "/";

  /// Type, namespace and id of a packet, before its data.
  private static final Pattern HEAD = Pattern.compile("([0-6])(?:(/[^,]{0,100}),)?(\\d{1,9})?");

  private final World world;
  private final PushSocket socket;
  private final boolean isBinary;
  private final JsonNode auth;
  private Duration silence = Duration.ofMillis(PING_MS_MAX);
  private long heardAt;
  private long lastId;

  /// `auth` is what the other side is told first.
  SocketIo(World world, PushSocket socket, boolean isBinary, JsonNode auth) {
    this.world = world;
    this.socket = socket;
    this.isBinary = isBinary;
    this.auth = auth;
    this.heardAt = world.nanos();
  }

  /// What a message means for who uses the connection.
  sealed interface News {
    record Connected() implements News {}

    record Event(String name, JsonNode payload) implements News {}

    /// The answer to what was said with this id.
    record Ack(long id, JsonNode data) implements News {}
  }

  /// The other side ended the connection, or does not speak the protocol.
  static final class Broken extends RuntimeException {
    Broken(String reason) {
      super(reason);
    }
  }

  private record Packet(int type, long id, JsonNode data) {}

  /// @throws Broken when the connection is to be given up
  Optional<News> text(String message) throws InterruptedException {
    heardAt = world.nanos();
    if (message.isEmpty()) return Optional.empty();
    String rest = message.substring(1);
    return switch (message.charAt(0)) {
      case OPEN -> {
        open(rest);
        yield Optional.empty();
      }
      case CLOSE -> throw new Broken("the other side ended it");
      case PING -> {
        socket.send(PONG + rest);
        yield Optional.empty();
      }
      case MESSAGE -> {
        if (isBinary) throw new Broken("it speaks JSON: set socketDisableMsgpack");
        yield news(packet(rest));
      }
      default -> Optional.empty();
    };
  }

  /// @throws Broken as `text`
  Optional<News> binary(byte[] message) {
    heardAt = world.nanos();
    if (!isBinary) return Optional.empty(); // An attachment of an event that is none of ours.
    JsonNode packet;
    try {
      packet = Msgpack.read(message);
    } catch (IllegalArgumentException e) {
      throw new Broken("a packet is no MessagePack");
    }
    if (!packet.path("nsp").asString(MAIN).equals(MAIN)) return Optional.empty();
    return news(
        new Packet(
            packet.path("type").asInt(-1), packet.path("id").asLong(-1), packet.path("data")));
  }

  /// How long until the connection counts as dead, if nothing comes.
  Duration untilSilent() {
    return silence.minus(world.since(heardAt));
  }

  /// Says something that is answered; returns the id of the answer.
  ///
  /// @throws dev.nanobot.http.HttpException when it cannot be said
  long emit(String event, JsonNode payload) throws InterruptedException {
    lastId++;
    ArrayNode data = Json.MAPPER.createArrayNode().add(event).add(payload);
    send(new Packet(EVENT, lastId, data));
    return lastId;
  }

  private void open(String handshake) throws InterruptedException {
    JsonNode settings = json(handshake);
    int interval = settings.path("pingInterval").asInt(PING_MS_MAX);
    int timeout = settings.path("pingTimeout").asInt(0);
    int longest = Math.clamp((long) interval + timeout, 1, PING_MS_MAX);
    silence = Duration.ofMillis(longest);
    send(new Packet(CONNECT, -1, auth));
  }

  private void send(Packet packet) throws InterruptedException {
    if (isBinary) {
      ObjectNode whole = Json.object().put("type", packet.type()).put("nsp", MAIN);
      whole.set("data", packet.data());
      if (packet.id() >= 0) whole.put("id", packet.id());
      socket.send(Msgpack.write(whole));
    } else {
      String id = packet.id() >= 0 ? Long.toString(packet.id()) : "";
      socket.send("" + MESSAGE + packet.type() + id + Json.write(packet.data()));
    }
  }

  private static Packet packet(String text) {
    Matcher head = HEAD.matcher(text);
    if (!head.lookingAt()) throw new Broken("a packet has no type");
    String body = text.substring(head.end());
    boolean isMain = head.group(2) == null || head.group(2).equals(MAIN);
    int type = isMain ? Integer.parseInt(head.group(1)) : -1;
    long id = head.group(3) == null ? -1 : Long.parseLong(head.group(3));
    return new Packet(type, id, body.isEmpty() ? Json.object() : json(body));
  }

  private static JsonNode json(String text) {
    try {
      return Json.received(text.getBytes(UTF_8));
    } catch (JacksonException e) {
      throw new Broken("a packet is no JSON");
    }
  }

  private static Optional<News> news(Packet packet) {
    return switch (packet.type()) {
      case CONNECT -> Optional.of(new News.Connected());
      case DISCONNECT -> throw new Broken("the other side disconnected");
      case CONNECT_ERROR -> throw new Broken("it was refused: " + reason(packet.data()));
      case EVENT -> Optional.of(event(packet.data()));
      case ACK -> Optional.of(new News.Ack(packet.id(), packet.data().path(0)));
      default -> Optional.empty();
    };
  }

  private static News event(JsonNode data) {
    return new News.Event(data.path(0).asString(""), data.path(1));
  }

  private static String reason(JsonNode data) {
    String reason = data.path("message").asString(data.asString("without a reason"));
    return reason.substring(0, Math.min(REASON_CHARS_MAX, reason.length()));
  }
}
