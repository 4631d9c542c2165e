package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.http.Http;
import dev.nanobot.message.Buttons;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Outbound.Past;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Board;
import dev.nanobot.store.Board.Filter;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Buttons on Telegram, from the agent that offers them to the label that it hears.
@Timeout(180)
final class TelegramButtonsTest {
  private static final String ANN = "42";
  private static final String EVE = "66";
  private static final String GROUP = "-100";
  private static final String LONG = "Отправить это письмо всем участникам сейчас";

  @TempDir private Path folder;
  private final AtomicLong messages = new AtomicLong(100);
  private FakeTelegram telegram;

  @BeforeEach
  void open() {
    open(Policy.Rate.USUAL);
  }

  private void open(Policy.Rate rate) {
    var policy =
        new Policy(
            Set.of(), Set.of(ANN), true, Policy.Groups.MENTION, Policy.WhenUnsure.RESEND, rate);
    telegram =
        new FakeTelegram(
            FakePlatform.PATIENCE, policy, new Telegram.Config.Telling(true, false, 30));
    telegram.answers(said -> new FakePlatform.Taken(String.valueOf(messages.incrementAndGet())));
  }

  @AfterEach
  void close() {
    telegram.close();
  }

  private ChannelHouse house() throws InterruptedException {
    return new ChannelHouse(folder, telegram.channel());
  }

  /// Ann has the agent offer something.
  private void offer(String labels) throws InterruptedException {
    telegram.bring("offer", ANN, ANN, "offer " + labels);
    assertThat(telegram.spoken().text()).isEqualTo("here");
    assertThat(telegram.spoken().text()).isEqualTo("sent");
  }

  private void press(String id, ObjectNode query) {
    telegram.update(id, "callback_query", query);
  }

  private static List<String> heard(ChannelHouse house) {
    return house.store.board().came(Filter.ALL, Long.MAX_VALUE, 99).reversed().stream()
        .map(Board.Came::text)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Yes", LONG, "<b>&amp;</b> \"*_[x](tg://user?id=1)", "…", "👩‍👩‍👧‍👦 ok"})
  void aPressedButtonSaysItsLabelAndIsGone(String label) throws Exception {
    try (ChannelHouse house = house()) {
      offer("No, " + label);
      assertThat(telegram.offered(ANN)).containsExactly("No", label);
      press("press", telegram.keyboards.press(ANN, ANN, label));
      telegram.spoken();
      assertThat(heard(house)).containsExactly("offer No, " + label, label);
      house.until("the buttons are gone", () -> telegram.offered(ANN).isEmpty());
      assertThat(telegram.calls("answerCallbackQuery")).hasSize(1);
      assertThat(telegram.calls("editMessageReplyMarkup")).hasSize(1);
    }
  }

  @Test
  void asManyLongLabelsAsThereMayBeAreToldApart() throws Exception {
    String same = "ы".repeat(Buttons.LABEL_CHARS_MAX - 2);
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < Buttons.ROWS_MAX; row++) {
      List<String> labels = new ArrayList<>();
      for (int i = 0; i < Buttons.ROW_LABELS_MAX; i++) labels.add(same + row + i);
      rows.add(labels);
    }
    try (ChannelHouse house = house()) {
      show(ANN, new Buttons(rows));
      ObjectNode query = telegram.keyboards.press(ANN, ANN, same + "64");
      assertThat(query.path("data").asString("").getBytes(UTF_8)).hasSizeLessThanOrEqualTo(64);
      press("press", query);
      telegram.spoken();
      assertThat(heard(house)).containsExactly(same + "64");
    }
  }

  /// Says something with buttons, as a courier does.
  private void show(String chat, Buttons buttons) throws InterruptedException {
    telegram.channel().send(outbound(chat, "Which?", buttons));
    assertThat(telegram.spoken().text()).isEqualTo("Which?");
  }

  private Outbound outbound(String chat, String text, Buttons buttons) {
    SessionKey target = telegram.session(chat);
    return new Outbound(1, "k", target, text, 1, 0, false, 0, "", null, buttons, Past.NONE);
  }

  private static Buttons row(String... labels) {
    return new Buttons(List.of(List.of(labels)));
  }

  @Test
  void ofAMessageThatIsTooOldTheBeginningOfALongLabelIsHeard() throws Exception {
    try (ChannelHouse house = house()) {
      show(ANN, row("No", LONG));
      ObjectNode query = telegram.keyboards.press(ANN, ANN, LONG);
      press("press", old(query));
      telegram.spoken();
      assertThat(heard(house)).containsExactly(LONG.substring(0, 31) + "…2");
      assertThat(telegram.calls("editMessageReplyMarkup")).isEmpty();
    }
  }

  /// The same when Telegram has no more of its message than where it was.
  private static ObjectNode old(ObjectNode query) {
    ObjectNode message = (ObjectNode) query.path("message");
    message.retain("chat", "message_id");
    message.put("date", 0);
    return query;
  }

  private static ObjectNode oldInForum(ObjectNode query) {
    ((ObjectNode) old(query).path("message").path("chat")).put("is_forum", true);
    return query;
  }

  @Test
  void whatIsPressedAtAnOldMessageOfATopicIsHeardInThatTopic() throws Exception {
    var topic = new SessionKey("telegram", "", GROUP, "9");
    var ann = new Principal("telegram:" + ANN);
    var wish = new Inbound("telegram", "wish", topic, ann, Trust.ALLOWED, "offer Yes, No");
    try (ChannelHouse house = house()) {
      house.intake().accept(wish);
      telegram.spoken();
      telegram.spoken();
      house.until("all is said", () -> house.store.health().outboxPending() == 0);
      press("press", oldInForum(telegram.keyboards.press(GROUP, ANN, "Yes")));
      telegram.spoken();
      telegram.acknowledged();
      assertThat(heard(house)).containsExactly("offer Yes, No", "P42: Yes");
      assertThat(house.store.board().came(Filter.ALL, Long.MAX_VALUE, 99))
          .extracting(Board.Came::session)
          .containsOnly(topic);
      assertThat(telegram.calls("answerCallbackQuery")).hasSize(1);
    }
  }

  @Test
  void whatIsPressedAtAnOldMessageOfNoKnownTopicIsAnsweredAndNotHeard() throws Exception {
    try (ChannelHouse house = house()) {
      show(GROUP, row("Yes"));
      press("eve", oldInForum(telegram.keyboards.press(GROUP, EVE, "Yes")));
      press("ann", oldInForum(telegram.keyboards.press(GROUP, ANN, "Yes")));
      telegram.bring("next", ANN, ANN, "next");
      telegram.spoken();
      assertThat(heard(house)).containsExactly("next");
      assertThat(telegram.calls("answerCallbackQuery"))
          .singleElement()
          .satisfies(
              call -> assertThat(call.parameters().path("text").asString("")).contains("too old"));
    }
  }

  @Test
  void whatAStrangerPressesHasNoEffect() throws Exception {
    try (ChannelHouse house = house()) {
      show(GROUP, row("Yes"));
      press("eve", telegram.keyboards.press(GROUP, EVE, "Yes"));
      telegram.acknowledged();
      assertThat(telegram.offered(GROUP)).containsExactly("Yes");
      press("ann", telegram.keyboards.press(GROUP, ANN, "Yes"));
      telegram.spoken();
      assertThat(heard(house)).containsExactly("P42: Yes");
      house.until("the buttons are gone", () -> telegram.offered(GROUP).isEmpty());
      assertThat(telegram.calls("answerCallbackQuery")).hasSize(1);
    }
  }

  @Test
  void aPressThatIsRefusedLeavesTheButtons() throws Exception {
    telegram.close();
    open(new Policy.Rate(1, 100));
    try (ChannelHouse house = house()) {
      show(ANN, row("Yes"));
      telegram.bring("1", ANN, ANN, "hi");
      assertThat(telegram.spoken().text()).isEqualTo("echo hi");
      press("2", telegram.keyboards.press(ANN, ANN, "Yes"));
      assertThat(telegram.spoken().text()).contains("I did not take this one");
      telegram.bring("3", ANN, ANN, "/stop");
      telegram.spoken();
      assertThat(telegram.offered(ANN)).containsExactly("Yes");
      assertThat(telegram.calls("answerCallbackQuery")).isEmpty();
    }
  }

  @Test
  void aPressThatTelegramDoesNotLetUsAnswerHoldsUpLittle() throws Exception {
    var end = new CountDownLatch(1);
    try (ChannelHouse house = house()) {
      offer("Yes, No");
      telegram.override(
          call ->
              call.method().equals("answerCallbackQuery")
                  ? hang(end)
                  : Optional.<ObjectNode>empty());
      press("press", telegram.keyboards.press(ANN, ANN, "Yes"));
      telegram.bring("next", ANN, ANN, "next");
      telegram.spoken();
      telegram.spoken();
      assertThat(heard(house)).containsExactly("offer Yes, No", "Yes", "next");
      assertThat(telegram.calls("editMessageReplyMarkup")).isEmpty();
    } finally {
      end.countDown();
    }
  }

  private static Optional<ObjectNode> hang(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  @Test
  void whatIsPressedTwiceIsHeardTwice() throws Exception {
    try (ChannelHouse house = house()) {
      show(ANN, row("Yes", "No"));
      ObjectNode query = telegram.keyboards.press(ANN, ANN, "Yes");
      press("1", query);
      telegram.spoken();
      press("2", query);
      telegram.spoken();
      assertThat(heard(house)).containsExactly("Yes", "Yes");
    }
  }

  @Test
  void whatAGatewayOfferedIsHeardByTheNextOne() throws Exception {
    try (ChannelHouse house = house()) {
      offer("No, " + LONG);
      telegram.acknowledged();
      house.until("all is said", () -> house.store.health().outboxPending() == 0);
    }
    press("press", telegram.keyboards.press(ANN, ANN, LONG));
    try (ChannelHouse house = house()) {
      telegram.spoken();
      assertThat(heard(house)).endsWith(LONG);
      house.until("the buttons are gone", () -> telegram.offered(ANN).isEmpty());
    }
  }

  /// Listening ends right after the offer is stored, before the press is, and right after it.
  @Test
  void aPressIsHeardOnceWhateverIsKilled() throws Exception {
    try (var house = new ChannelHouse(folder, Fragile.killed(telegram.channel(), 1))) {
      offer("Yes, No");
      press("press", telegram.keyboards.press(ANN, ANN, "Yes"));
      telegram.acknowledged();
      telegram.acknowledged();
      telegram.spoken();
      assertThat(heard(house)).containsExactly("offer Yes, No", "Yes");
      assertThat(telegram.calls("answerCallbackQuery")).isEmpty();
      assertThat(telegram.offered(ANN)).containsExactly("Yes", "No");
    }
  }

  @Test
  void buttonsThatTelegramDoesNotTakeAreNamed() throws Exception {
    telegram.override(
        call ->
            call.parameters().has("reply_markup")
                ? Optional.of(FakeTelegram.error(400, "Bad Request: BUTTON_DATA_INVALID"))
                : Optional.empty());
    try (ChannelHouse house = house()) {
      telegram.bring("offer", ANN, ANN, "offer Yes, No");
      assertThat(telegram.spoken().text()).isEqualTo("here\n\n[Yes] [No]");
      assertThat(telegram.spoken().text()).isEqualTo("sent");
      house.until("all is said", () -> house.store.health().outboxPending() == 0);
      assertThat(house.store.health().outboxDead()).isZero();
    }
  }

  @Test
  void ofButtonsThatTelegramDoesNotTakeAsManyAreNamedAsThereIsRoomFor() throws Exception {
    telegram.override(
        call ->
            call.parameters().has("reply_markup")
                ? Optional.of(FakeTelegram.error(400, "Bad Request: REPLY_MARKUP_TOO_LONG"))
                : Optional.empty());
    List<String> row = Collections.nCopies(Buttons.ROW_LABELS_MAX, "y".repeat(64));
    var most = new Buttons(Collections.nCopies(Buttons.ROWS_MAX, row));
    telegram.channel().send(outbound(ANN, "Which?", most));
    assertThat(telegram.spoken().text())
        .startsWith("Which?\n\n[yy")
        .hasSizeBetween(3_000, Telegram.PART_CHARS_MAX);
    telegram.channel().send(outbound(ANN, "w".repeat(3_990), most));
    assertThat(telegram.spoken().text())
        .startsWith("w".repeat(3_900))
        .hasSizeLessThanOrEqualTo(Telegram.PART_CHARS_MAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12345678901234567890123456789012345678901234567890123456789012345"})
  void telegramRefusesDataOfAnotherLength(String data) throws Exception {
    ObjectNode message = Json.object().put("chat_id", ANN).put("text", "Which?");
    message
        .putObject("reply_markup")
        .putArray("inline_keyboard")
        .addArray()
        .addObject()
        .put("text", "Yes")
        .put("callback_data", data);
    try (var http = new Http(new RealWorld())) {
      var api = new TelegramApi(http, telegram.base(), new Secret(FakeTelegram.TOKEN));
      assertThatThrownBy(() -> api.call("sendMessage", message, FakePlatform.PATIENCE))
          .isInstanceOf(TelegramApi.Refused.class)
          .hasMessage("Bad Request: BUTTON_DATA_INVALID");
    }
  }
}
