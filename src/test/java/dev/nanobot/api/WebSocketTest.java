package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.store.Tickets.Purpose;
import dev.nanobot.web.OwnerToken;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Chats over a WebSocket with a gateway that runs.
@Timeout(120)
class WebSocketTest extends GatewayTestCase {
  private String ticket() throws Exception {
    return gateway.post("/api/ws-ticket", "{}").text("ticket");
  }

  private Caller caller(String chat) throws Exception {
    return Caller.open(gateway, "?chat_id=" + chat + "&client_id=me&ticket=" + ticket());
  }

  private int refused(String query, String... headers) {
    var thrown = catchThrowable(() -> Caller.open(gateway, query, headers));
    assertThat(thrown).isInstanceOf(CompletionException.class);
    if (thrown.getCause() instanceof WebSocketHandshakeException refused) {
      return refused.getResponse().statusCode();
    }
    throw new AssertionError(thrown);
  }

  private static String text(List<JsonNode> frames, String event) {
    var text = new StringBuilder();
    for (JsonNode frame : frames) {
      if (frame.path("event").asString().equals(event)) text.append(frame.path("text").asString());
    }
    return text.toString();
  }

  private static List<String> events(List<JsonNode> frames) {
    return frames.stream().map(frame -> frame.path("event").asString()).toList();
  }

  @Test
  void whatIsSaidIsAnsweredInAStream() throws Exception {
    try (Caller caller = caller("room")) {
      JsonNode ready = caller.next();
      assertThat(ready.path("event").asString()).isEqualTo("ready");
      assertThat(ready.path("chat_id").asString()).isEqualTo("room");
      assertThat(ready.path("client_id").asString()).isEqualTo("me");
      caller.say("hello there");
      List<JsonNode> frames = caller.until("turn_end");
      assertThat(events(frames))
          .contains("user_message", "turn_end")
          .containsAnyOf("stream_end", "message"); // whole, where the end was seen before its parts
      String streamed = text(frames, "delta");
      String told = text(frames, "message");
      assertThat(streamed.isEmpty() ? told : streamed).contains("hello there");
      assertThat(frames).allMatch(frame -> frame.path("chat_id").asString().equals("room"));
    }
    assertThat(gateway.get("/api/sessions/{session}", "web:room").status()).isEqualTo(200);
  }

  @Test
  void anAnswerIsToldOnceStreamedOrWhole() throws Exception {
    try (Caller caller = caller("once")) {
      caller.next();
      for (int i = 0; i < 25; i++) {
        caller.say("{\"content\": \"number " + i + "\"}");
        List<JsonNode> frames = caller.until("turn_end");
        String told = text(frames, "message");
        String kept = told.isEmpty() ? text(frames, "delta") : told;
        assertThat(kept.split("number " + i, -1)).as(String.valueOf(frames)).hasSize(2);
      }
    }
  }

  @Test
  void aControlWordIsAnsweredWithAMessage() throws Exception {
    try (Caller caller = caller("help")) {
      caller.next();
      caller.say("{\"message\": \"/help\"}");
      assertThat(text(caller.until("message"), "message")).contains("/stop");
    }
  }

  @Test
  void whatIsSaidFromElsewhereBetweenTurnsIsTold() throws Exception {
    gateway.told("web:quiet", "hello");
    try (Caller caller = caller("quiet")) {
      caller.next();
      var session = SessionKey.of("web", "quiet");
      var heard = new Inbound("cli", "x", session, Principal.LOCAL, Trust.OWNER, "x");
      // As another process does it: nobody here is told of it.
      gateway.store().refuse(heard, new Refusal("too long", "That was too much."));
      assertThat(text(caller.until("message"), "message")).isEqualTo("That was too much.");
    }
  }

  @Test
  void oneConnectionFollowsSeveralChats() throws Exception {
    try (Caller caller = caller("one")) {
      caller.next();
      caller.say("{\"type\": \"attach\", \"chat_id\": \"two\"}");
      caller.until("attached");
      gateway.told("web:two", "from elsewhere");
      List<JsonNode> frames = caller.until("turn_end");
      assertThat(frames.getLast().path("chat_id").asString()).isEqualTo("two");
      caller.say("{\"type\": \"new_chat\"}");
      String made = caller.until("attached").getLast().path("chat_id").asString();
      caller.say(
          "{\"type\": \"message\", \"chat_id\": \"" + made + "\", \"content\": \"in the new\"}");
      frames = caller.until("turn_end");
      assertThat(frames.getLast().path("chat_id").asString()).isEqualTo(made);
    }
  }

  @Test
  void aMessageWithAnIdIsTakenOnceOverEitherWay() throws Exception {
    String body = "{\"id\": \"same\", \"session\": \"web:idem\", \"text\": \"once\"}";
    try (Caller caller = caller("idem")) {
      caller.next();
      caller.say("{\"content\": \"once\", \"id\": \"same\"}");
      caller.until("turn_end");
      assertThat(gateway.post("/api/messages", body).path("isNew").booleanValue()).isFalse();
    }
    assertThat(gateway.ask("/api/messages", "").path("messages")).hasSize(1);
  }

  @Test
  void whatWasSaidBeforeIsNotToldAgain() throws Exception {
    gateway.told("web:late", "earlier");
    try (Caller caller = caller("late")) {
      assertThat(caller.next().path("event").asString()).isEqualTo("ready");
      caller.say("later");
      List<JsonNode> frames = caller.until("turn_end");
      assertThat(text(frames, "user_message")).isEqualTo("later");
    }
  }

  @Test
  void aWrongFrameIsAnErrorAndTheConnectionGoesOn() throws Exception {
    try (Caller caller = caller("odd")) {
      caller.next();
      for (String wrong :
          List.of(
              "{\"type\": \"dance\"}",
              "{\"type\": \"attach\"}",
              "{\"type\": \"attach\", \"chat_id\": \"../x\"}",
              "{\"type\": 7}",
              "{\"content\": 7}",
              "{\"content\": \"x\", \"id\": \"a b\"}",
              "{}")) {
        caller.say(wrong);
        assertThat(caller.until("error").getLast().path("detail").asString()).isNotEmpty();
      }
      caller.say("still there");
      assertThat(text(caller.until("turn_end"), "user_message")).isEqualTo("still there");
    }
  }

  @Test
  void aHundredThousandBracketsAreOnlyText() throws Exception {
    try (Caller caller = caller("deep")) {
      caller.next();
      caller.say("{\"content\":" + "[".repeat(100_000));
      assertThat(text(caller.until("message"), "message")).contains("100,011 characters");
    }
  }

  @Test
  void onlySoManyChatsAreFollowed() throws Exception {
    try (Caller caller = caller("c0")) {
      caller.next();
      for (int i = 1; i < SocketChats.CHATS_MAX; i++) {
        caller.say("{\"type\": \"attach\", \"chat_id\": \"c" + i + "\"}");
        caller.until("attached");
      }
      caller.say("{\"type\": \"attach\", \"chat_id\": \"more\"}");
      assertThat(caller.until("error").getLast().path("detail").asString()).contains("at most 32");
    }
  }

  @Test
  void aTicketOpensOneSocketAndNoSecond() throws Exception {
    String ticket = ticket();
    try (Caller caller = Caller.open(gateway, "?ticket=" + ticket)) {
      assertThat(caller.next().path("event").asString()).isEqualTo("ready");
    }
    assertThat(refused("?ticket=" + ticket)).isEqualTo(401);
  }

  @Test
  void aLoginTicketOpensNoSocketAndASocketTicketNoLogin() throws Exception {
    String login = gateway.world.id();
    String sealed = OwnerToken.seal(new Secret(gateway.token), login);
    gateway.store().tickets().issue(sealed, Purpose.LOGIN, Duration.ofMinutes(1));
    assertThat(refused("?ticket=" + login)).isEqualTo(401);
    var request = gateway.request("/login/" + ticket()).GET().build();
    assertThat(gateway.send(request).statusCode()).isEqualTo(401);
  }

  @Test
  void theTokenOpensASocketInItsHeaderAndNowhereElse() throws Exception {
    String bearer = "Bearer " + gateway.token;
    try (Caller caller = Caller.open(gateway, "", "Authorization", bearer)) {
      assertThat(caller.next().path("event").asString()).isEqualTo("ready");
    }
    assertThat(refused("")).isEqualTo(401);
    assertThat(refused("?token=" + gateway.token)).isEqualTo(401);
    assertThat(refused("?ticket=" + gateway.token)).isEqualTo(401);
    assertThat(refused("", "Authorization", "Bearer null")).isEqualTo(401);
  }

  @Test
  void aForeignOriginIsRefusedBeforeTheHandshakeAndItsTicketIsKept() throws Exception {
    String ticket = "?ticket=" + ticket();
    assertThat(refused(ticket, "Origin", "https://evil.example")).isEqualTo(403);
    assertThat(refused(ticket, "Origin", "null")).isEqualTo(403);
    try (Caller caller = Caller.open(gateway, ticket, "Origin", gateway.address)) {
      assertThat(caller.next().path("event").asString()).isEqualTo("ready");
    }
  }

  @Test
  void aRequestThatAsksForNoSocketIsToldTo() throws Exception {
    var plain = gateway.request("/ws?ticket=" + ticket()).GET().build();
    assertThat(gateway.send(plain).statusCode()).isEqualTo(426);
    var odd = gateway.request("/ws?chat_id=a%2Fb").GET().build();
    assertThat(gateway.send(odd).statusCode()).isEqualTo(400);
  }

  @Test
  void whatBreaksTheProtocolEndsTheConnection() throws Exception {
    List<Integer> codes = new ArrayList<>();
    for (byte[] frame :
        List.of(
            RawSocket.frame(0x81, false, "unmasked".getBytes(UTF_8)),
            RawSocket.frame(0xC1, true, "a reserved bit".getBytes(UTF_8)),
            RawSocket.frame(0x83, true, "a reserved opcode".getBytes(UTF_8)),
            RawSocket.frame(0x80, true, "nothing to continue".getBytes(UTF_8)),
            RawSocket.frame(0x81, true, new byte[] {(byte) 0xc3, 0x28}),
            RawSocket.frame(0x82, true, "binary".getBytes(UTF_8)),
            RawSocket.frame(0x82, true, new byte[1]))) {
      try (var raw = new RawSocket(gateway, ticket())) {
        codes.add(raw.closed(frame));
      }
    }
    assertThat(codes).containsExactly(1002, 1002, 1002, 1002, 1007, 1003, 1003);
  }

  @Test
  void aMessageOverTheLimitEndsTheConnectionAndOneAtTheLimitDoesNot() throws Exception {
    try (Caller caller = caller("big")) {
      caller.next();
      caller.say("x".repeat(1024 * 1024));
      assertThat(text(caller.until("message"), "message")).contains("1,048,576 characters");
    }
    try (var raw = new RawSocket(gateway, ticket())) {
      byte[] whole = RawSocket.frame(0x81, true, "x".repeat(1024 * 1024 + 1).getBytes(UTF_8));
      assertThat(raw.closed(whole)).isEqualTo(1009);
    }
    try (var raw = new RawSocket(gateway, ticket())) {
      byte[] part = RawSocket.frame(0x01, true, "x".repeat(1024 * 1024).getBytes(UTF_8));
      byte[] rest = RawSocket.frame(0x80, true, "x".getBytes(UTF_8));
      assertThat(raw.closed(part, rest)).isEqualTo(1009);
    }
  }

  @Test
  void aGatewayThatEndsClosesItsSockets() throws Exception {
    try (var raw = new RawSocket(gateway, ticket())) {
      raw.ping();
      gateway.instance.close();
      assertThat(raw.closed()).isEqualTo(1001);
    }
  }
}
