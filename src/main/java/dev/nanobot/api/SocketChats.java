package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.StoreException;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Socket;
import dev.nanobot.web.Visit;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Chats over a WebSocket, in the protocol of the original's web channel. A chat is the session
/// `web:CHAT_ID`; what a client says is a message like any other, and a connection that breaks
/// loses no turn. Source: github.com/HKUDS/nanobot, `channels/websocket.py`, read on 2026-11-28.
///
/// Owned by the thread that serves the connection.
final class SocketChats {
  static final String PATH = "/ws";

  /// The most chats that one connection follows.
  static final int CHATS_MAX = 32;

  private static final Pattern CHAT_ID = Pattern.compile("[A-Za-z0-9_:-]{1,64}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final int CLIENT_ID_CHARS_MAX = 128;

  /// How often a chat is looked at that another process may work on.
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final Duration PING = Duration.ofSeconds(20);

  private final Api.Means means;
  private final Socket socket;
  private final String home;
  private final Map<String, ChatFrames> chats = new LinkedHashMap<>();

  private SocketChats(Api.Means means, Socket socket, String home) {
    this.means = means;
    this.socket = socket;
    this.home = home;
  }

  static List<Route> routes(Api.Means means) {
    return List.of(Route.get(PATH, visit -> open(means, visit)).withTicket().followed());
  }

  private static Response open(Api.Means means, Visit visit) {
    String home = visit.query("chat_id").orElseGet(means.world()::id);
    if (!CHAT_ID.matcher(home).matches()) {
      throw Rejected.invalid("chat_id", "1 to 64 of A-Z a-z 0-9 _ : -");
    }
    String client = visit.query("client_id").orElseGet(means.world()::id);
    String cut = client.substring(0, Math.min(client.length(), CLIENT_ID_CHARS_MAX));
    return Response.socket(socket -> new SocketChats(means, socket, home).serve(cut));
  }

  private void serve(String client) throws IOException, InterruptedException {
    try {
      attach(home);
      send("ready", home, Json.object().put("client_id", client));
      long pingedAt = means.world().nanos();
      while (socket.isOpen()) {
        Optional<String> text = socket.text();
        if (text.isPresent()) hear(text.get());
        for (ChatFrames chat : chats.values()) chat.catchUp();
        if (means.world().since(pingedAt).compareTo(PING) > 0) {
          socket.ping();
          pingedAt = means.world().nanos();
        }
        if (text.isEmpty()) socket.bell().await(POLL);
      }
    } finally {
      chats.values().forEach(ChatFrames::close);
    }
  }

  /// What a client sent: a frame of a type, or plainly what is said in the first chat.
  private void hear(String text) throws IOException, InterruptedException {
    Optional<ObjectNode> frame = frame(text);
    if (frame.isEmpty()) {
      say(home, text, Optional.empty());
      return;
    }
    try {
      hear(frame.get());
    } catch (Rejected e) {
      error(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<ObjectNode> frame(String text) {
    if (!text.stripLeading().startsWith("{")) return Optional.empty();
    try {
      JsonNode node = Json.received(text.getBytes(UTF_8));
      return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // It is what somebody says, and begins with a brace.
    }
  }

  private void hear(ObjectNode frame) throws IOException, InterruptedException {
    String type = Fields.text(frame, "type").orElse("");
    switch (type) {
      case "" -> say(home, content(frame), Fields.text(frame, "id"));
      case "message" -> {
        String chat = chat(frame);
        if (attach(chat)) say(chat, content(frame), Fields.text(frame, "id"));
      }
      case "new_chat" -> attached(means.world().id());
      case "attach" -> attached(chat(frame));
      default -> error("There is no frame of type " + type + ".");
    }
  }

  private static String content(ObjectNode frame) {
    for (String name : List.of("content", "text", "message")) {
      Optional<String> text = Fields.text(frame, name);
      if (text.isPresent()) return text.get();
    }
    throw Rejected.invalid("content", "a string");
  }

  private static String chat(ObjectNode frame) {
    String chat = Fields.needed(frame, "chat_id");
    if (CHAT_ID.matcher(chat).matches()) return chat;
    throw Rejected.invalid("chat_id", "1 to 64 of A-Z a-z 0-9 _ : -");
  }

  private void attached(String chat) throws IOException, InterruptedException {
    if (attach(chat)) send("attached", chat, Json.object());
  }

  /// Follows a chat; false when that are too many.
  private boolean attach(String chat) throws IOException, InterruptedException {
    if (chats.containsKey(chat)) return true;
    if (chats.size() >= CHATS_MAX) {
      error("A connection follows at most " + CHATS_MAX + " chats.");
      return false;
    }
    ChatFrames.Out out = (event, body) -> send(event, chat, body);
    chats.put(chat, ChatFrames.follow(means, session(chat), socket.bell(), out));
    return true;
  }

  private static SessionKey session(String chat) {
    return SessionKey.of(SessionKey.WEB, chat);
  }

  private void say(String chat, String text, Optional<String> id)
      throws IOException, InterruptedException {
    String own = id.orElseGet(means.world()::id);
    if (!ID.matcher(own).matches()) throw Rejected.invalid("id", "1 to 64 of A-Z a-z 0-9 _ . : -");
    try {
      means.intake().take(Messages.ofOwner(own, session(chat), text));
    } catch (StoreException e) {
      error("The store does not answer. Nothing was taken; try again.");
    }
  }

  private void error(String detail) throws IOException, InterruptedException {
    socket.send(Json.write(Json.object().put("event", "error").put("detail", detail)));
  }

  private void send(String event, String chat, ObjectNode body)
      throws IOException, InterruptedException {
    ObjectNode frame = Json.object().put("event", event).put("chat_id", chat);
    frame.setAll(body);
    socket.send(Json.write(frame));
  }
}
