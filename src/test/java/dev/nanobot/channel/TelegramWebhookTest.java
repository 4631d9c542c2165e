package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.channel.ChannelContract.FakeIntake;
import dev.nanobot.http.Http;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.world.RealWorld;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelegramWebhookTest {
  private static final String SECRET = "a-secret-of-some-length";
  private static final int OK = 200;

  private final Http http = new Http(new RealWorld());
  private final FakeIntake intake = new FakeIntake();
  private TelegramWebhook webhook;

  @BeforeEach
  void open() {
    webhook =
        new TelegramWebhook(
            new Secret(SECRET),
            (into, updates, step) -> into.hear(updates.arrival(step).orElseThrow()));
  }

  @AfterEach
  void close() {
    http.close();
  }

  private void know() {
    var me = Json.object().put("id", FakeTelegram.BOT).put("username", FakeTelegram.NAME);
    var api = new TelegramApi(http, "http://127.0.0.1:1", new Secret(FakeTelegram.TOKEN));
    webhook.open(new TelegramUpdates("telegram", api, me, Duration.ofSeconds(1)));
  }

  private static byte[] update(String text) {
    var update = TelegramSamples.update("message", TelegramSamples.message("42", "42"));
    update.withObject("/message").put("text", text);
    return Json.write(update.put("update_id", 5)).getBytes(UTF_8);
  }

  @Test
  void aCallIsGenuineWithTheSecretInItsHeader() {
    assertThat(webhook.isGenuine(name -> Optional.of(SECRET))).isTrue();
    assertThat(webhook.isGenuine(name -> Optional.empty())).isFalse();
    assertThat(webhook.isGenuine(name -> Optional.of(""))).isFalse();
    for (int i = 0; i < SECRET.length(); i++) {
      var flipped = new StringBuilder(SECRET);
      flipped.setCharAt(i, (char) (SECRET.charAt(i) ^ 1));
      assertThat(webhook.isGenuine(name -> Optional.of(flipped.toString()))).isFalse();
    }
  }

  @Test
  void nothingIsTakenBeforeItIsKnownForWhomItIs() throws Exception {
    assertThat(webhook.take(update("hello"), intake)).isEqualTo(503);
    know();
    assertThat(webhook.take(update("hello"), intake)).isEqualTo(OK);
    assertThat(intake.next().text()).isEqualTo("hello");
    assertThat(intake.calls).isEmpty();
  }

  @Test
  void whatCannotBeStoredIsNotTaken() throws Exception {
    know();
    intake.failures.add(FakeTelegram.BOT + "/5");
    assertThatThrownBy(() -> webhook.take(update("hello"), intake)).hasMessage("disk full");
    assertThat(webhook.take(update("hello"), intake)).isEqualTo(OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"update_id\":\"5\"}"})
  void whatIsNoUpdateIsRefused(String body) throws Exception {
    know();
    assertThat(webhook.take(body.getBytes(UTF_8), intake)).isEqualTo(400);
    assertThat(intake.calls).isEmpty();
  }
}
