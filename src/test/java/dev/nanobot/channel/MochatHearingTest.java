package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.FakeMochat.Reply;
import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Board;
import dev.nanobot.store.Board.Filter;
import dev.nanobot.store.Gates.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// What is heard of Mochat over HTTP, what is not, and what bad answers do.
@Timeout(180)
final class MochatHearingTest extends ChannelTestCase {
  private static final String MENTION = "<@" + FakeMochat.AGENT + ">";

  private FakeMochat mochat() {
    return open(new FakeMochat(FakePlatform.PATIENCE, POLICY));
  }

  private FakeMochat delayed(Channel.Delay delay) {
    return open(new FakeMochat(FakeMochat.delayed(delay), FakePlatform.PATIENCE, POLICY));
  }

  private static List<String> came(ChannelHouse house) {
    return house.store.board().came(Filter.ALL, Long.MAX_VALUE, 300).reversed().stream()
        .map(Board.Came::text)
        .toList();
  }

  private static ObjectNode said(String id, String text) {
    return FakeMochat.message(id, ANN).put("content", text);
  }

  // ---- cold starts and repeats

  @Test
  void whatWasSaidBeforeTheFirstStartIsPassedHoweverMuchItIs() throws Exception {
    FakeMochat mochat = mochat();
    mochat.chats().isHistory(true);
    for (int i = 0; i < 250; i++) mochat.bring("old" + i, ANN, ANN, "old");
    for (int i = 0; i < 120; i++) mochat.chats().post("p-1", said("p-old" + i, MENTION + " old"));
    ChannelHouse house = house(mochat);
    house.until("all is known", () -> house.store.gates().cursor(agent()).isPresent());
    mochat.bring("1", ANN, ANN, "new");
    assertThat(mochat.spoken().text()).isEqualTo("echo new");
    mochat.chats().post("p-1", said("2", MENTION + " new"));
    assertThat(mochat.spoken().text()).isEqualTo("echo P42: new");
    assertThat(came(house)).containsExactly("new", "P42: new");
  }

  private static String agent() {
    return "mochat/" + FakeMochat.AGENT;
  }

  @Test
  void aPanelIsReadOnWhereTheLastGatewayStopped() throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse first = house(mochat);
    mochat.chats().post("p-1", said("1", MENTION + " one"));
    assertThat(mochat.spoken().text()).isEqualTo("echo P42: one");
    first.until("its answer is sent", () -> first.store.health().outboxPending() == 0);
    close(first);
    for (int i = 2; i <= 250; i++) mochat.chats().post("p-1", said("" + i, "others " + i));
    mochat.chats().post("p-1", said("last", MENTION + " last"));
    ChannelHouse next = house(mochat);
    assertThat(mochat.spoken().text()).isEqualTo("echo P42: last");
    assertThat(came(next)).containsExactly("P42: one", "P42: last");
  }

  @Test
  void aSessionWhoseCountBeginsAnewIsHeardOnAndRepeatsNothing() throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = house(mochat);
    for (int i = 0; i < 3; i++) mochat.bring("m" + i, ANN, ANN, "m" + i);
    for (int i = 0; i < 3; i++) mochat.acknowledged();
    mochat.chats().restart(ANN);
    mochat.bring("m0", ANN, ANN, "m0");
    mochat.bring("new", ANN, ANN, "new");
    house.until("it has come", () -> came(house).contains("new"));
    assertThat(came(house)).containsExactly("m0", "m1", "m2", "new");
  }

  // ---- whom it is for

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'mentioned':true}|hi|true",
        "{'wasMentioned':true}|hi|true",
        "{'mentions':['agent-777']}|hi|true",
        "{'mentionIds':['x','agent-777']}|hi|true",
        "{'mentionedUserIds':[{'id':'agent-777'}]}|hi|true",
        "{'mentionedUsers':[{'userId':'agent-777'}]}|hi|true",
        "{}|hi <@agent-777> there|true",
        "{}|@agent-777 hi|true",
        "{}|@agent-7777 hi|false",
        "{}|hi agent-777|false",
        "{'mentioned':'true'}|hi|false",
        "{'mentions':['agent-7']}|hi|false",
        "{'mentions':'agent-777'}|hi|false",
      })
  void aMentionIsWhatThePlatformOrTheTextSays(String meta, String text, boolean isMeant) {
    FakeMochat mochat = mochat();
    var config = mochat.config();
    var messages = new MochatMessages("mochat", config);
    ObjectNode message = said("1", text);
    message.set("meta", Json.parse(meta.replace('\'', '"')));
    Arrival arrival = messages.said(MochatChat.panel("p-1"), message, null).orElseThrow();
    assertThat(arrival.scope() == Arrival.Scope.ADDRESSED).isEqualTo(isMeant);
    assertThat(arrival.session()).isEqualTo(SessionKey.parse("mochat:p-1:panel"));
  }

  @Test
  void theRuleOfAGroupCountsMoreThanThatOfAPanelAndOfAll() {
    var rules = Map.of("g", false, "p", true, "*", true);
    var config = FakeMochat.ruled(rules).apply(mochat().config());
    assertThat(config.needsMention("g", "p")).isFalse();
    assertThat(config.needsMention("", "p")).isTrue();
    assertThat(config.needsMention("x", "y")).isTrue();
    assertThat(FakeMochat.ruled(Map.of()).apply(config).needsMention("x", "y")).isFalse();
  }

  @Test
  void theAgentDoesNotHearItselfNorAgentsThatNobodyNamed() throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = house(mochat);
    mochat.bring("own", ANN, FakeMochat.AGENT, "echo echo");
    ObjectNode agent = said("agent", "hello");
    agent.put("author", "agent-2").withObject("authorInfo").put("type", "agent");
    mochat.add(ANN, agent);
    mochat.bring("1", ANN, ANN, "one");
    assertThat(mochat.spoken().text()).isEqualTo("echo one");
    assertThat(came(house)).containsExactly("one");
  }

  // ---- waiting

  @Test
  void whatIsSaidInPassingWaitsForAMentionAndComesWithIt() throws Exception {
    FakeMochat mochat = delayed(new Channel.Delay(Duration.ofHours(1), Duration.ofHours(2)));
    ChannelHouse house = house(mochat);
    for (int i = 0; i < 3; i++) mochat.chats().post("p-1", said("m" + i, "text " + i));
    for (int i = 0; i < 3; i++) mochat.acknowledged();
    assertThat(came(house)).isEmpty();
    mochat.chats().post("p-1", said("m", MENTION + " now"));
    assertThat(mochat.spoken().chat()).isEqualTo("panel:p-1");
    assertThat(came(house))
        .containsExactly("P42: text 0", "P42: text 1", "P42: text 2", "P42: now");
  }

  @Test
  void whatIsSaidInPassingIsHeardWhenItsTimeIsOverByTheNextGatewayToo() throws Exception {
    FakeMochat mochat = delayed(new Channel.Delay(Duration.ofHours(1), Duration.ofHours(2)));
    ChannelHouse first = house(mochat);
    mochat.chats().post("p-1", said("m1", "one"));
    mochat.acknowledged();
    var session = SessionKey.parse("mochat:p-1:panel");
    first.until("it waits", () -> first.store.gates().holds(session));
    close(first);
    FakeMochat again = delayed(new Channel.Delay(Duration.ofMillis(1), Duration.ofMillis(1)));
    ChannelHouse next = house(again);
    again.chats().post("p-1", said("m2", "two"));
    next.until("both have come", () -> came(next).size() == 2);
    assertThat(came(next)).containsExactly("P42: one", "P42: two");
  }

  // ---- bad answers

  static List<Reply> badAnswers() {
    return List.of(
        Reply.of(500, ""),
        Reply.of(502, "<html>bad gateway</html>"),
        FakeMochat.error(429, "slow down"),
        new Reply(429, Map.of("Retry-After", "0"), "{}"),
        new Reply(302, Map.of("Location", "http://127.0.0.1:1/steal"), ""),
        Reply.of(200, "{\"code\":200,\"data\""),
        Reply.of(200, "[".repeat(100_000)),
        Reply.of(200, "\"" + "x".repeat(9 * 1024 * 1024) + "\""),
        Reply.of(200, ""));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void aBadAnswerLosesNothingAndIsTold(Reply bad) throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = house(mochat);
    mochat.bring("1", ANN, ANN, "one");
    assertThat(mochat.spoken().text()).isEqualTo("echo one");
    mochat.override(call -> call.path().endsWith("/send") ? Optional.empty() : Optional.of(bad));
    house.until(
        "it fails", () -> house.store.gates().stations().getFirst().state() == State.FAILING);
    mochat.bring("2", ANN, ANN, "two");
    mochat.override(call -> Optional.empty());
    assertThat(mochat.spoken().text()).isEqualTo("echo two");
    assertThat(came(house)).containsExactly("one", "two");
  }

  @Test
  void aMessageIsGivenUpOnlyWhenMochatItselfRefusesIt() throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = house(mochat);
    List<Reply> answers =
        List.of(
            Reply.of(403, "<html>log in</html>"),
            Reply.of(404, ""),
            Reply.of(400, "[1, 2]"),
            Reply.of(413, "<html>too large</html>"));
    var calls = new AtomicInteger();
    mochat.override(
        call ->
            call.path().endsWith("/send") && calls.getAndIncrement() < answers.size()
                ? Optional.of(answers.get(calls.get() - 1))
                : Optional.empty());
    mochat.bring("1", ANN, ANN, "one");
    house.until("it is given up", () -> house.store.health().outboxDead() == 1);
    assertThat(calls).hasValue(answers.size());
    mochat.bring("2", ANN, ANN, "two");
    assertThat(mochat.spoken().text()).isEqualTo("echo two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "\"text\"",
        "{\"events\":5,\"cursor\":\"x\"}",
        "{\"events\":[null,5,\"x\",[],{}],\"cursor\":0}",
        "{\"events\":[{\"seq\":\"1\",\"type\":\"message.add\",\"payload\":[]}],\"cursor\":0}",
      })
  void anAnswerOfAnotherShapeIsNoMessage(String data) throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = house(mochat);
    var bad = new AtomicInteger();
    Function<FakeMochat.Called, Optional<Reply>> answers =
        call ->
            call.path().equals(MochatApi.WATCH) && bad.incrementAndGet() <= 3
                ? Optional.of(FakeMochat.ok(Json.parse(data)))
                : Optional.empty();
    mochat.override(answers);
    mochat.bring("1", ANN, ANN, "one");
    assertThat(mochat.spoken().text()).isEqualTo("echo one");
    assertThat(bad.get()).isGreaterThan(3);
    assertThat(came(house)).containsExactly("one");
  }

  @Test
  void aChatThatIsRefusedHoldsUpNoOther() throws Exception {
    FakeMochat mochat = mochat();
    ChannelHouse house = house(mochat);
    mochat.override(
        call ->
            call.body().path("sessionId").asString("").equals("gone")
                ? Optional.of(FakeMochat.error(404, "no such session"))
                : Optional.empty());
    mochat.bring("0", "gone", ANN, "zero");
    mochat.bring("1", ANN, ANN, "one");
    assertThat(mochat.spoken().text()).isEqualTo("echo one");
    assertThat(house.store.gates().stations().getFirst().state()).isEqualTo(State.CONNECTED);
  }

  @Test
  void aMessageThatIsTooLongIsRefusedWithANotice() throws Exception {
    FakeMochat mochat = mochat();
    house(mochat);
    mochat.bring("1", ANN, ANN, "x".repeat(40_000));
    assertThat(mochat.spoken().text()).contains("40,000 characters");
  }

  @Test
  void targetsOfTheOriginalNameTheSameChats() {
    assertThat(MochatChat.of(SessionKey.of("mochat", "session_1")).isPanel()).isFalse();
    assertThat(MochatChat.of(SessionKey.of("mochat", "panel:7"))).isEqualTo(MochatChat.panel("7"));
    assertThat(MochatChat.of(SessionKey.of("mochat", "mochat:group:7")).id()).isEqualTo("7");
    assertThat(MochatChat.of(SessionKey.of("mochat", "mochat:session_1")).id())
        .isEqualTo("session_1");
    assertThat(MochatChat.of(MochatChat.panel("7").key("mochat"))).isEqualTo(MochatChat.panel("7"));
  }
}
