package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Json;
import dev.nanobot.store.Board;
import dev.nanobot.store.Board.Filter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Mochat's socket, beside its HTTP endpoints: a real store, and both on real sockets.
@Timeout(180)
final class MochatSocketTest extends ChannelTestCase {
  private FakeSocketIo socket(boolean isBinary) {
    return open(new FakeSocketIo(isBinary));
  }

  private FakeMochat mochat(FakeSocketIo socket, boolean isBinary) {
    return open(new FakeMochat(FakeMochat.pushed(socket, isBinary), FakePlatform.PATIENCE, POLICY));
  }

  private static List<Board.Came> came(ChannelHouse house) {
    return house.store.board().came(Filter.ALL, Long.MAX_VALUE, 100).reversed();
  }

  /// Brings one message that is asked for, and waits until the session is subscribed to.
  private void subscribe(FakeMochat mochat, FakeSocketIo socket) throws InterruptedException {
    mochat.bring("1", ANN, ANN, "one");
    assertThat(mochat.spoken().text()).isEqualTo("echo one");
    assertThat(socket.said().path(0).stringValue()).isEqualTo("com.claw.im.subscribeSessions");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSessionIsSubscribedToFromItsCursorAndHeardOverTheSocket(boolean isBinary) throws Exception {
    FakeSocketIo socket = socket(isBinary);
    FakeMochat mochat = mochat(socket, isBinary);
    house(mochat);
    assertThat(socket.head()).contains("EIO=4").contains("transport=websocket");
    mochat.bring("1", ANN, ANN, "one");
    assertThat(mochat.spoken().text()).isEqualTo("echo one");
    JsonNode said = socket.said();
    assertThat(said.path(0).stringValue()).isEqualTo("com.claw.im.subscribeSessions");
    assertThat(Json.write(said.path(1).path("sessionIds"))).isEqualTo("[\"42\"]");
    assertThat(said.path(1).path("cursors").path(ANN).isIntegralNumber()).isTrue();
    assertThat(said.path(1).path("limit").asInt(0)).isEqualTo(100);
    mochat.bring("2", ANN, ANN, "two");
    socket.push("claw.session.events", mochat.chats().eventsAfter(ANN, 1));
    assertThat(mochat.spoken().text()).isEqualTo("echo two");
  }

  @Test
  void whatIsPushedTwiceOrForgedOrOutOfOrderIsHeardOnceAndInOrder() throws Exception {
    FakeSocketIo socket = socket(true);
    FakeMochat mochat = mochat(socket, true);
    ChannelHouse house = house(mochat);
    subscribe(mochat, socket);
    for (int i = 2; i <= 6; i++) mochat.bring("" + i, ANN, ANN, "text " + i);
    socket.push("claw.session.events", mochat.chats().eventsAfter(ANN, 4));
    socket.push("claw.session.events", mochat.chats().eventsAfter(ANN, 1));
    socket.push("claw.session.events", mochat.chats().eventsAfter(ANN, 0));
    ObjectNode ahead = FakeMochat.events(ANN).put("cursor", 1_000_000);
    ahead.putArray("events").addObject().put("seq", 900_000).put("type", "message.add");
    socket.push("claw.session.events", ahead);
    socket.push("claw.session.events", FakeMochat.events("nobody").put("cursor", 5));
    socket.push("claw.session.events", Json.object().put("sessionId", 5).put("events", "none"));
    socket.push("notify:chat.message.update", Json.object());
    socket.push("nonsense", Json.object());
    house.until("all have come", () -> came(house).size() == 6);
    mochat.bring("7", ANN, ANN, "text 7");
    socket.push("claw.session.events", mochat.chats().eventsAfter(ANN, 6));
    house.until("the last has come", () -> came(house).size() == 7);
    assertThat(came(house))
        .extracting(Board.Came::text)
        .containsExactly("one", "text 2", "text 3", "text 4", "text 5", "text 6", "text 7");
    assertThat(house.store.gates().cursor("mochat/" + FakeMochat.AGENT + "/session/42"))
        .contains("7");
  }

  @Test
  void withoutASocketChatsAreAskedAndWithOneAgainTheyAreNot() throws Exception {
    FakeSocketIo socket = socket(true);
    socket.silence(3_000); // The JDK does not always tell the end of a connection.
    socket.isOpen(false);
    FakeMochat mochat = mochat(socket, true);
    ChannelHouse house = house(mochat);
    mochat.bring("1", ANN, ANN, "one");
    assertThat(mochat.spoken().text()).isEqualTo("echo one");
    socket.isOpen(true);
    assertThat(socket.said().path(0).stringValue()).isEqualTo("com.claw.im.subscribeSessions");
    mochat.bring("2", ANN, ANN, "two");
    try {
      socket.push("claw.session.events", mochat.chats().eventsAfter(ANN, 1));
    } catch (IOException e) {
      // It was silent for too long, and the next one asks.
    }
    assertThat(mochat.spoken().text()).isEqualTo("echo two");
    socket.isOpen(false);
    mochat.bring("3", ANN, ANN, "three");
    assertThat(mochat.spoken().text()).isEqualTo("echo three");
    socket.isOpen(true);
    assertThat(socket.said().path(0).stringValue()).isEqualTo("com.claw.im.subscribeSessions");
    assertThat(house.store.gates().stations().getFirst().failures()).isZero();
  }

  @Test
  void aNoticeThatNamesAnotherIdMakesItsSessionAsked() throws Exception {
    FakeSocketIo socket = socket(true);
    FakeMochat mochat = mochat(socket, true);
    house(mochat);
    subscribe(mochat, socket);
    mochat.bring("2", ANN, ANN, "two");
    ObjectNode notice = Json.object().put("type", "message");
    notice.putObject("payload").put("converseId", "converse-42").put("messageSnippet", "tw…");
    socket.push("notify:chat.inbox.append", notice);
    assertThat(mochat.spoken().text()).isEqualTo("echo two");
  }

  @Test
  void aPanelIsAskedWhenTheSocketTellsOfIt() throws Exception {
    FakeSocketIo socket = socket(false);
    FakeMochat mochat = mochat(socket, false);
    house(mochat);
    ObjectNode first = FakeMochat.message("1", ANN).put("content", "@" + FakeMochat.AGENT + " hi");
    mochat.chats().post("p-1", FakeMochat.message("0", ANN).put("content", "history"));
    JsonNode said = socket.said();
    assertThat(said.path(0).stringValue()).isEqualTo("com.claw.im.subscribePanels");
    assertThat(Json.write(said.path(1).path("panelIds"))).isEqualTo("[\"p-1\"]");
    mochat.chats().post("p-1", first);
    socket.push("notify:chat.message.add", Json.object().put("converseId", "p-1"));
    FakePlatform.Spoken spoken = mochat.spoken();
    assertThat(spoken.chat()).isEqualTo("panel:p-1");
    assertThat(spoken.text()).isEqualTo("echo P42: hi");
  }

  @Test
  void aPingIsAnsweredAndSilenceEndsTheConnection() throws Exception {
    FakeSocketIo socket = socket(true);
    socket.silence(200);
    socket.isPinging();
    FakeMochat mochat = mochat(socket, true);
    house(mochat);
    assertThat(socket.head()).contains("EIO=4");
    assertThat(socket.text()).isEqualTo("3");
    assertThat(socket.head()).contains("EIO=4"); // the next connection
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "49", "42{", "42[\"e\",", "41", "1", "44{\"message\":\"no\"}"})
  void whatIsNoPacketEndsTheConnectionAndChatsAreAsked(String text) throws Exception {
    FakeSocketIo socket = socket(false);
    FakeMochat mochat = mochat(socket, false);
    house(mochat);
    socket.head();
    subscribe(mochat, socket);
    socket.raw(text);
    socket.head();
    mochat.bring("2", ANN, ANN, "two");
    assertThat(mochat.spoken().text()).isEqualTo("echo two");
  }

  @Test
  void aMessageThatIsTooLargeEndsTheConnection() throws Exception {
    FakeSocketIo socket = socket(false);
    FakeMochat mochat = mochat(socket, false);
    house(mochat);
    socket.head();
    subscribe(mochat, socket);
    try {
      socket.raw("42[\"" + "x".repeat(9 * 1024 * 1024) + "\"]");
    } catch (IOException e) {
      // It was closed before all was written.
    }
    assertThat(socket.head()).contains("EIO=4");
  }

  @Test
  void aSubscriptionThatIsRefusedIsAskedForAgain() throws Exception {
    FakeSocketIo socket = socket(true);
    socket.acks(usual -> usual.put("result", false).put("message", "not now"));
    FakeMochat mochat = mochat(socket, true);
    house(mochat);
    subscribe(mochat, socket);
    assertThat(socket.said().path(0).stringValue()).isEqualTo("com.claw.im.subscribeSessions");
    mochat.bring("2", ANN, ANN, "two");
    assertThat(mochat.spoken().text()).isEqualTo("echo two");
  }

  @Test
  void aMessageThatIsEditedAfterItsAnswerIsSaidAnewOnce() throws Exception {
    FakeSocketIo socket = socket(true);
    FakeMochat mochat = mochat(socket, true);
    ChannelHouse house = house(mochat);
    subscribe(mochat, socket);
    ObjectNode edit = Json.object().put("type", "message.update");
    edit.set("payload", FakeMochat.message("1", ANN).put("content", "one, I meant"));
    mochat.chats().event(ANN, edit);
    mochat.chats().event(ANN, edit.deepCopy());
    socket.push("claw.session.events", mochat.chats().eventsAfter(ANN, 1));
    assertThat(mochat.spoken().text()).isEqualTo("echo (edited) one, I meant");
    mochat.bring("2", ANN, ANN, "two");
    socket.push("claw.session.events", mochat.chats().eventsAfter(ANN, 3));
    assertThat(mochat.spoken().text()).isEqualTo("echo two");
    assertThat(came(house))
        .extracting(Board.Came::text)
        .containsExactly("one", "(edited) one, I meant", "two");
  }
}
