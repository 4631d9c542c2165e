package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Board;
import dev.nanobot.store.Gates.State;
import dev.nanobot.world.RealWorld;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

final class TelegramTest extends PlatformContract {
  private static final String GROUP = "-100";

  @Override
  protected FakeChatPlatform platform(Duration answerWait, Policy policy) {
    return new FakeTelegram(answerWait, policy);
  }

  private FakeTelegram telegram(String... allowed) {
    return (FakeTelegram) open(policy(allowed));
  }

  private static ObjectNode text(String chat, String text) {
    return TelegramSamples.message(chat, ANN).put("text", text);
  }

  // ---- groups and topics

  @ParameterizedTest
  @CsvSource({
    "hello @test_bot, true",
    "hello @TEST_BOT, true",
    "hello @other_bot, false",
    "hello all, false",
    "/help, true",
    "/help@test_bot, true",
    "/help@other_bot, false",
  })
  void inAGroupTheBotHearsWhatIsSaidToIt(String said, boolean isHeard) throws Exception {
    FakeTelegram telegram = telegram(ANN);
    ChannelHouse house = house(telegram.channel());
    telegram.update("1", "message", marked(text(GROUP, said)));
    telegram.acknowledged();
    assertThat(came(house)).hasSize(isHeard ? 1 : 0);
  }

  /// Marks the one name or control word of a text.
  private static ObjectNode marked(ObjectNode message) {
    String text = message.path("text").asString("");
    int at = text.startsWith("/") ? 0 : text.indexOf('@');
    if (at < 0) return message;
    message
        .putArray("entities")
        .addObject()
        .put("type", at == 0 ? "bot_command" : "mention")
        .put("offset", at)
        .put("length", text.length() - at);
    return message;
  }

  @Test
  void anAnswerToTheBotIsSaidToIt() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    ChannelHouse house = house(telegram.channel());
    ObjectNode answer = text(GROUP, "yes");
    ObjectNode asked = answer.putObject("reply_to_message").put("text", "Shall I?");
    asked.putObject("from").put("id", FakeTelegram.BOT).put("is_bot", true);
    telegram.update("1", "message", answer);
    telegram.acknowledged();
    assertThat(came(house)).extracting(Board.Came::text).containsExactly("P42: > Shall I?\n\nyes");
  }

  @Test
  void anAllowedGroupLetsNobodyIn() throws Exception {
    FakeTelegram telegram = telegram(GROUP, "100");
    ChannelHouse house = house(telegram.channel());
    telegram.bring("1", GROUP, ANN, "hello @test_bot");
    telegram.acknowledged();
    assertThat(came(house)).isEmpty();
    assertThat(telegram.deeds()).isEmpty();
  }

  @Test
  void aTopicIsASessionOfItsOwnAndIsAnsweredThere() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    ChannelHouse house = house(telegram.channel());
    ObjectNode message = marked(text(GROUP, "hello @test_bot"));
    message.put("message_thread_id", 9).put("is_topic_message", true);
    telegram.update("1", "message", message);
    telegram.spoken();
    assertThat(came(house))
        .extracting(Board.Came::session)
        .containsExactly(new SessionKey("telegram", "", GROUP, "9"));
    assertThat(telegram.calls("sendMessage"))
        .extracting(call -> call.parameters().path("message_thread_id").asLong(0))
        .containsExactly(9L);
  }

  @Test
  void aBotIsNotHeard() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    ChannelHouse house = house(telegram.channel());
    ObjectNode message = text(ANN, "hello");
    ((ObjectNode) message.get("from")).put("is_bot", true);
    telegram.update("1", "message", message);
    telegram.acknowledged();
    assertThat(came(house)).isEmpty();
  }

  // ---- kinds

  @Test
  void anEditIsHeardAsSuch() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    house(telegram.channel());
    telegram.update("1", "edited_message", text(ANN, "hello"));
    assertThat(telegram.spoken().text()).isEqualTo("echo (edited) hello");
  }

  @Test
  void aPressedButtonIsHeardAndAnswered() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    ChannelHouse house = house(telegram.channel());
    ObjectNode query = Json.object().put("id", "q1").put("data", "yes");
    query.set("from", TelegramSamples.person(ANN));
    query.set("message", text(ANN, "Shall I?"));
    telegram.update("1", "callback_query", query);
    assertThat(telegram.spoken().text()).isEqualTo("echo yes");
    house.until("it is answered", () -> !telegram.calls("answerCallbackQuery").isEmpty());
  }

  @Test
  void theMenuOffersTheControlWords() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    ChannelHouse house = house(telegram.channel());
    house.until("they are offered", () -> !telegram.calls("setMyCommands").isEmpty());
    var commands = telegram.calls("setMyCommands").getFirst().parameters().path("commands");
    assertThat(commands.valueStream().map(one -> one.path("command").asString("")))
        .contains("stop", "new", "help");
    assertThat(commands.valueStream().map(one -> one.path("description").asString("")))
        .allMatch(about -> !about.isBlank());
  }

  @Test
  void anAlbumIsOneMessage() throws Exception {
    FakeTelegram telegram = telegram(ANN, BOB);
    telegram.hold();
    for (int i = 1; i <= 3; i++) {
      ObjectNode message = telegram.file("p" + i, ANN, ("bytes " + i).getBytes(UTF_8));
      message.put("media_group_id", "album");
      if (i == 2) message.put("caption", "three pictures");
      telegram.update("p" + i, "message", message);
      telegram.bring("between" + i, BOB, BOB, "between " + i);
    }
    ChannelHouse house = house(telegram.channel());
    telegram.release();
    for (int i = 0; i < 6; i++) telegram.acknowledged();
    List<Board.Came> albums =
        came(house).stream().filter(message -> message.session().chat().equals(ANN)).toList();
    assertThat(albums).extracting(Board.Came::text).containsExactly("three pictures");
    assertThat(house.store.attachments().of(albums.getFirst().message()))
        .extracting(Attachment::bytes)
        .containsExactly(7L, 7L, 7L);
    assertThat(came(house)).hasSize(4);
  }

  @Test
  void aFileThatCannotBeHadIsMissingWithAReason() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    telegram.override(
        call ->
            call.method().equals("getFile")
                ? Optional.of(FakeTelegram.error(400, "file is too big"))
                : Optional.empty());
    ChannelHouse house = house(telegram.channel());
    telegram.bringFile("1", ANN, ANN, "a.txt", "x".getBytes(UTF_8));
    telegram.spoken();
    assertThat(came(house).getFirst().text())
        .isEqualTo("look\n[file \"a.txt\" is missing: It cannot be fetched: file is too big]");
  }

  @Test
  void aFilePathThatLeadsElsewhereIsNotFollowed() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    telegram.override(
        call ->
            call.method().equals("getFile")
                ? Optional.of(
                    FakeTelegram.ok(Json.object().put("file_path", "../bot777:secret/getMe")))
                : Optional.empty());
    ChannelHouse house = house(telegram.channel());
    telegram.bringFile("1", ANN, ANN, "a.txt", "x".getBytes(UTF_8));
    telegram.spoken();
    assertThat(came(house).getFirst().text()).contains("a file path of another kind");
  }

  // ---- saying

  @Test
  void anAnswerIsSaidInHtmlWithoutPreviews() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    house(telegram.channel());
    telegram.bring("1", ANN, ANN, "**bold** <b>");
    assertThat(telegram.spoken().text()).isEqualTo("echo <b>bold</b> &lt;b&gt;");
    var call = telegram.calls("sendMessage").getFirst().parameters();
    assertThat(call.path("parse_mode").asString("")).isEqualTo("HTML");
    assertThat(call.path("link_preview_options").path("is_disabled").asBoolean(false)).isTrue();
  }

  @Test
  void whatTelegramCannotParseIsSaidAsItWasWritten() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    telegram.override(
        call ->
            call.parameters().has("parse_mode")
                ? Optional.of(FakeTelegram.error(400, "Bad Request: can't parse entities: no"))
                : Optional.empty());
    house(telegram.channel());
    telegram.bring("1", ANN, ANN, "**bold**");
    assertThat(telegram.spoken().text()).isEqualTo("echo **bold**");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000000", "10000000000000000000", "-10000000000000000000"})
  void howeverLongTelegramWantsToWaitItIsAnHourAtMost(String seconds) throws Exception {
    FakeTelegram telegram = telegram(ANN);
    telegram.override(
        call -> {
          if (!call.method().equals("sendMessage")) return Optional.empty();
          ObjectNode refused = FakeTelegram.error(429, "Too Many Requests");
          refused.putObject("parameters").put("retry_after", new BigInteger(seconds));
          return Optional.of(refused);
        });
    var said = new Outbound(1, "t1/0", telegram.session(ANN), "hello", 1, false);
    assertThatThrownBy(() -> telegram.channel().send(said))
        .isInstanceOfSatisfying(
            DeliveryException.class,
            refused ->
                assertThat(refused.retryAfter().orElseThrow())
                    .isBetween(Duration.ZERO, Duration.ofHours(1)));
  }

  @Test
  void aWrongTokenIsToldAndNotTriedAllTheTime() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    var asked = new AtomicInteger();
    telegram.override(
        call -> {
          asked.incrementAndGet();
          return Optional.of(FakeTelegram.error(401, "Unauthorized"));
        });
    ChannelHouse house = house(telegram.channel());
    house.until("it fails", () -> state(house) == State.FAILING);
    assertThat(house.store.gates().stations().getFirst().detail())
        .contains("channels.telegram.token")
        .doesNotContain("secret");
    assertThat(asked).hasValue(1);
  }

  @Test
  void anotherBotBeginsAtItsOwnPlace() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    ChannelHouse house = house(telegram.channel());
    telegram.bring("1", ANN, ANN, "hello");
    telegram.acknowledged();
    assertThat(house.store.gates().cursor("telegram/777")).contains("2");
    assertThat(house.store.gates().cursor("telegram/778")).isEmpty();
  }

  @Test
  void anAnswerIsShownWhileItGrowsAndThenSaid() throws Exception {
    FakeTelegram telegram = telegram(ANN);
    telegram.answers(said -> new FakePlatform.Taken(said.text().endsWith("…") ? "77" : "78"));
    var isDrafted = new CountDownLatch(1);
    var isEdited = new CountDownLatch(1);
    String beginning = "An answer that takes so long that its beginning is shown";
    var house =
        new ChannelHouse(
            new RealWorld(),
            folder,
            (heard, events) -> {
              events.accept(new Event.TextDelta(beginning));
              isDrafted.await();
              events.accept(new Event.TextDelta(", and its middle"));
              isEdited.await();
              return beginning + ", and its middle, and its end.";
            },
            telegram.channel());
    opened.add(house);
    telegram.bring("1", ANN, ANN, "tell");
    assertThat(telegram.spoken().text()).isEqualTo(beginning + " …");
    isDrafted.countDown();
    house.until("it is edited", () -> !telegram.calls("editMessageText").isEmpty());
    var edit = telegram.calls("editMessageText").getFirst().parameters();
    assertThat(edit.path("text").asString("")).isEqualTo(beginning + ", and its middle …");
    assertThat(edit.path("message_id").asLong(0)).isEqualTo(77);
    isEdited.countDown();
    assertThat(telegram.spoken().text()).isEqualTo(beginning + ", and its middle, and its end.");
    house.until("the draft is gone", () -> !telegram.calls("deleteMessage").isEmpty());
    var deleted = telegram.calls("deleteMessage").getFirst().parameters();
    assertThat(deleted.path("message_id").asLong(0)).isEqualTo(77);
  }
}
