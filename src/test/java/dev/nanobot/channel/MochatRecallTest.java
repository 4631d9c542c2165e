package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Board;
import dev.nanobot.store.Board.Filter;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Messages of Mochat that are taken back, at every place where they may be.
@Timeout(180)
final class MochatRecallTest extends ChannelTestCase {
  private static final String CURSOR = "mochat/" + FakeMochat.AGENT + "/session/" + ANN;
  private static final String MENTION = "<@" + FakeMochat.AGENT + "> ";
  private static final SessionKey PANEL = SessionKey.parse("mochat:p-1:panel");

  private final Semaphore answers = new Semaphore(0);
  private final FakeSocketIo socket = open(new FakeSocketIo(false));

  @AfterEach
  void letAnswer() {
    answers.release(100);
  }

  private FakeMochat mochat() {
    return open(new FakeMochat(FakePlatform.PATIENCE, POLICY));
  }

  /// A gateway whose model answers when the test lets it.
  private ChannelHouse answering(FakeMochat mochat) throws InterruptedException {
    ChannelHouse.Answerer answerer =
        (heard, events) -> {
          answers.acquire();
          return "echo " + heard;
        };
    return open(new ChannelHouse(new RealWorld(), folder, answerer, mochat.channel()));
  }

  private static void recall(FakeMochat mochat, String session, String type, String id) {
    ObjectNode recall = Json.object().put("type", type);
    recall.set("payload", FakeMochat.message(id, ANN));
    mochat.chats().event(session, recall);
  }

  private static Map<String, String> states(ChannelHouse house) {
    return house.store.board().came(Filter.ALL, Long.MAX_VALUE, 100).stream()
        .collect(Collectors.toMap(Board.Came::text, Board.Came::state));
  }

  private static void untilHeard(ChannelHouse house, int events) throws InterruptedException {
    house.until(
        "all events are heard",
        () -> house.store.gates().cursor(CURSOR).equals(Optional.of("" + events)));
  }

  /// Answers what there is, and shows that nothing else was said before the last.
  private void assertAnswered(FakeMochat mochat, String... texts) throws InterruptedException {
    answers.release(100);
    for (String text : texts) assertThat(mochat.spoken().text()).isEqualTo("echo " + text);
  }

  // ---- in the inbox

  /// A gateway that works on the message `one`.
  private ChannelHouse working(FakeMochat mochat) throws InterruptedException {
    ChannelHouse house = answering(mochat);
    mochat.bring("1", ANN, ANN, "one");
    house.until("it is worked on", () -> "taken".equals(states(house).get("one")));
    return house;
  }

  @ParameterizedTest
  @ValueSource(strings = {"message.recall", "message.delete"})
  void aMessageThatIsTakenBackWhileItWaitsForItsTurnIsNotAnswered(String type) throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = working(mochat);
    mochat.bring("2", ANN, ANN, "two");
    mochat.bring("3", ANN, ANN, "three");
    recall(mochat, ANN, type, "2");
    untilHeard(house, 4);
    assertThat(states(house)).containsEntry("two", "superseded").containsEntry("three", "new");
    assertAnswered(mochat, "one", "three");
  }

  @Test
  void aMessageThatIsTakenBackWhileItIsAnsweredIsAnswered() throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = working(mochat);
    recall(mochat, ANN, "message.recall", "1");
    untilHeard(house, 2);
    assertThat(states(house)).containsEntry("one", "taken");
    mochat.bring("2", ANN, ANN, "two");
    assertAnswered(mochat, "one", "two");
  }

  @Test
  void aMessageThatIsTakenBackAfterItsAnswerStaysAnswered() throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = answering(mochat);
    mochat.bring("1", ANN, ANN, "one");
    assertAnswered(mochat, "one");
    recall(mochat, ANN, "message.recall", "1");
    recall(mochat, ANN, "message.recall", "1");
    untilHeard(house, 3);
    assertThat(states(house)).containsExactly(Map.entry("one", "answered"));
    mochat.bring("2", ANN, ANN, "two");
    assertAnswered(mochat, "two");
  }

  @Test
  void aMessageIsTakenBackOnlyInItsOwnChatAndUnderItsOwnId() throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = working(mochat);
    mochat.bring("2", ANN, ANN, "two");
    recall(mochat, "43", "message.recall", "2");
    recall(mochat, ANN, "message.recall", "session/42/2");
    recall(mochat, ANN, "message.recall", "");
    untilHeard(house, 4);
    house.until(
        "the other chat is heard",
        () ->
            house.store.gates().cursor(CURSOR.replace("/" + ANN, "/43")).stream()
                .anyMatch("1"::equals));
    assertThat(states(house)).containsEntry("two", "new");
    assertAnswered(mochat, "one", "two");
  }

  @Test
  void aMessageThatWasTakenBackIsNotHeardWhenItComesAgain() throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = working(mochat);
    mochat.bring("2", ANN, ANN, "two");
    recall(mochat, ANN, "message.recall", "2");
    mochat.bring("2", ANN, ANN, "two");
    mochat.bring("3", ANN, ANN, "three");
    untilHeard(house, 5);
    assertAnswered(mochat, "one", "three");
  }

  // ---- before the inbox

  private FakeMochat delayed() {
    var hour = new Channel.Delay(Duration.ofHours(1), Duration.ofHours(2));
    return open(
        new FakeMochat(
            config ->
                FakeMochat.pushed(socket, false).apply(FakeMochat.delayed(hour).apply(config)),
            FakePlatform.PATIENCE,
            POLICY));
  }

  private static ObjectNode said(String id, String text) {
    return FakeMochat.message(id, ANN).put("content", text);
  }

  private void post(FakeMochat mochat, String id, String text) throws Exception {
    mochat.chats().post("p-1", said(id, text));
    socket.push("notify:chat.message.add", Json.object().put("converseId", "p-1"));
  }

  /// A panel that the socket tells of, where the message `one` waits.
  private ChannelHouse waiting(FakeMochat mochat) throws Exception {
    answers.release(100);
    ChannelHouse house = answering(mochat);
    mochat.chats().post("p-1", FakeMochat.message("0", FakeMochat.AGENT).put("content", "own"));
    assertThat(socket.said().path(0).stringValue()).isEqualTo("com.claw.im.subscribePanels");
    post(mochat, "1", "one");
    house.until("it waits", () -> house.store.gates().holds(PANEL));
    return house;
  }

  private void takeBack(String panel, String name, String id) throws IOException {
    socket.push(name, FakeMochat.message(id, ANN).put("converseId", panel));
  }

  @ParameterizedTest
  @ValueSource(strings = {"notify:chat.message.recall", "notify:chat.message.delete"})
  void aMessageThatIsTakenBackWhileItWaitsInAPanelIsForgotten(String name) throws Exception {
    FakeMochat mochat = delayed();
    ChannelHouse house = waiting(mochat);
    takeBack("p-2", name, "1");
    takeBack("p-1", name, "9");
    takeBack("p-1", name, "1");
    house.until("it is forgotten", () -> !house.store.gates().holds(PANEL));
    post(mochat, "2", MENTION + "now");
    assertThat(mochat.spoken().text()).isEqualTo("echo P42: now");
    assertThat(states(house).keySet()).filteredOn(text -> text.contains("one")).isEmpty();
  }

  @Test
  void ofSeveralThatWaitOnlyTheOneThatIsTakenBackIsForgotten() throws Exception {
    FakeMochat mochat = delayed();
    ChannelHouse house = waiting(mochat);
    takeBack("p-1", "notify:chat.message.recall", "1");
    house.until("it is forgotten", () -> !house.store.gates().holds(PANEL));
    post(mochat, "2", "two");
    house.until("the next waits", () -> house.store.gates().holds(PANEL));
    post(mochat, "3", MENTION + "now");
    mochat.spoken();
    house.until("all came", () -> states(house).size() == 2);
    assertThat(states(house)).containsOnlyKeys("P42: two", "P42: now");
  }

  @Test
  void aMessageThatIsTakenBackAfterItsWaitingWasOverIsNoMoreWaiting() throws Exception {
    FakeMochat mochat = delayed();
    ChannelHouse house = waiting(mochat);
    post(mochat, "2", MENTION + "now");
    mochat.spoken();
    house.until("it is answered", () -> !states(house).containsValue("taken"));
    Map<String, String> before = states(house);
    takeBack("p-1", "notify:chat.message.recall", "1");
    post(mochat, "3", MENTION + "next");
    assertThat(mochat.spoken().text()).isEqualTo("echo P42: next");
    assertThat(states(house)).containsAllEntriesOf(before);
  }
}
