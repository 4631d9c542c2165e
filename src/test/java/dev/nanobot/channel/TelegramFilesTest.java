package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.FakePlatform.Lost;
import dev.nanobot.channel.FakePlatform.Taken;
import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Samples;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.store.Board;
import dev.nanobot.world.RealWorld;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Files that the agent sends over Telegram.
@Timeout(180)
final class TelegramFilesTest extends ChannelTestCase {
  private FakeTelegram telegram;
  private ChannelHouse house;

  @BeforeEach
  void open() throws InterruptedException {
    telegram = open(new FakeTelegram(FakePlatform.PATIENCE, POLICY));
    house = house(telegram);
  }

  private List<String> said(int count) throws InterruptedException {
    List<String> said = new java.util.ArrayList<>();
    for (int i = 0; i < count; i++) said.add(telegram.spoken().text());
    return said;
  }

  @Test
  void picturesGoAsPhotosAndAllElseAsDocuments() throws Exception {
    house.files.put("cat.png", Samples.png(640, 480));
    house.files.put("strip.gif", Samples.gif(10, 10));
    telegram.bring("1", ANN, ANN, "send cat.png strip.gif");
    assertThat(said(4)).containsExactly("here", "cat.png", "strip.gif", "sent");
    JsonNode photo = telegram.calls("sendPhoto").getFirst().parameters();
    assertThat(photo.path("chat_id").asString("")).isEqualTo(ANN);
    assertThat(photo.path("type").asString("")).isEqualTo("image/png");
    assertThat(photo.path("bytes").asString("").getBytes(ISO_8859_1))
        .isEqualTo(house.files.get("cat.png"));
    assertThat(telegram.calls("sendDocument")).hasSize(1);
  }

  @Test
  void aNameGoesAsItIsButForQuotes() throws Exception {
    house.files.put("out/räport\"1\".txt", "it grows".getBytes(UTF_8));
    telegram.bring("1", ANN, ANN, "send out/räport\"1\".txt");
    assertThat(said(3)).containsExactly("here", "räport%221%22.txt", "sent");
    JsonNode document = telegram.calls("sendDocument").getFirst().parameters();
    assertThat(document.path("type").asString("")).isEqualTo("text/plain");
    assertThat(document.path("bytes").asString("")).isEqualTo("it grows");
  }

  @Test
  void aPictureThatIsNoPhotoToTelegramGoesAsADocument() throws Exception {
    telegram.override(
        call ->
            call.method().equals("sendPhoto")
                ? Optional.of(FakeTelegram.error(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
                : Optional.empty());
    house.files.put("long.png", Samples.png(9_000, 9_000 / 9));
    telegram.bring("1", ANN, ANN, "send long.png");
    assertThat(said(3)).containsExactly("here", "long.png", "sent");
    assertThat(telegram.calls("sendDocument")).hasSize(1);
  }

  @Test
  void aPictureThatIsTooLargeForAPhotoGoesAsADocument() throws Exception {
    byte[] head = Samples.png(640, 480);
    house.files.put("big.png", java.util.Arrays.copyOf(head, 10_000_001));
    telegram.bring("1", ANN, ANN, "send big.png");
    assertThat(said(3)).containsExactly("here", "big.png", "sent");
    assertThat(telegram.calls("sendPhoto")).isEmpty();
  }

  @Test
  void aFileThatTelegramNeverTakesIsDeadAndTheRestIsSaid() throws Exception {
    telegram.override(
        call ->
            call.method().equals("sendDocument")
                ? Optional.of(FakeTelegram.error(413, "Request Entity Too Large"))
                : Optional.empty());
    house.files.put("a.txt", "x".getBytes(UTF_8));
    telegram.bring("1", ANN, ANN, "send a.txt");
    assertThat(said(2)).containsExactly("here", "sent");
    assertThat(house.store.board().leaves("dead", Long.MAX_VALUE, 9))
        .extracting(Board.Leaves::text, Board.Leaves::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "[file a.txt (text/plain, 1 bytes)]", "Telegram: Request Entity Too Large"));
  }

  @Test
  void aFileWhoseFateIsUnknownIsSentAgainAndSaysSo() throws Exception {
    var files = new AtomicInteger();
    telegram.answers(
        said ->
            said.text().equals("a.txt") && files.getAndIncrement() == 0
                ? new Lost()
                : new Taken("1"));
    house.files.put("a.txt", "x".getBytes(UTF_8));
    telegram.bring("1", ANN, ANN, "send a.txt");
    assertThat(said(4)).containsExactly("here", "a.txt", "a.txt", "sent");
    assertThat(telegram.calls("sendDocument"))
        .extracting(call -> call.parameters().path("caption").asString(""))
        .containsExactly("", "(This may be a duplicate.)");
  }

  @Test
  void aLargeFileMayTakeLongerThanAMessage() {
    Duration usual = Duration.ofSeconds(40);
    assertThat(TelegramPost.longest(usual, 1)).isEqualTo(usual);
    assertThat(TelegramPost.longest(usual, 20_000_000)).isEqualTo(usual.plusSeconds(200));
  }

  // ---- what is spoken

  private static final byte[] VOICE = "OggS and sounds".getBytes(UTF_8);

  @Test
  void aVoiceMessageIsAnsweredByWhatIsSaidInIt() throws Exception {
    house.transcriber =
        (name, type, bytes) ->
            name.endsWith(".ogg") && type.equals("audio/ogg") ? " Hello there. \n" : "wrong";
    telegram.bringFile("1", ANN, ANN, "voice.ogg", VOICE);
    assertThat(said(1).getFirst()).isEqualTo("echo [transcribed from \"voice.ogg\"]\nHello there.");
    assertThat(house.store.recent(telegram.session(ANN), 9).toString()).contains("look");
  }

  @Test
  void aRecordingOfATelephoneIsHeardToo() throws Exception {
    house.transcriber =
        (name, type, bytes) ->
            name.endsWith(".m4a") && type.equals("audio/mp4") ? "Hello there." : "wrong";
    byte[] recording = "\0\0\0\34ftypM4A and sounds".getBytes(UTF_8);
    telegram.bringFile("1", ANN, ANN, "memo.bin", recording);
    assertThat(said(1).getFirst()).isEqualTo("echo [transcribed from \"memo.bin\"]\nHello there.");
  }

  @Test
  void aVoiceMessageThatNobodyWritesDownIsAnsweredAllTheSame() throws Exception {
    telegram.bringFile("1", ANN, ANN, "voice.ogg", VOICE);
    assertThat(said(1).getFirst())
        .contains("[\"voice.ogg\" was not transcribed: nobody writes it down]");
  }

  @Test
  void whoeverIsBusyIsAskedAgain() throws Exception {
    var asked = new AtomicInteger();
    house.transcriber =
        (name, type, bytes) -> {
          if (asked.incrementAndGet() > 1) return "at last";
          throw new ProviderException(ProviderException.Kind.RATE, "too many");
        };
    telegram.bringFile("1", ANN, ANN, "voice.ogg", VOICE);
    assertThat(said(1).getFirst()).contains("at last");
  }

  @Test
  void whoeverIsBusyForLongIsNotWaitedFor() throws Exception {
    house.transcriber =
        (name, type, bytes) -> {
          throw new ProviderException(
              ProviderException.Kind.RATE, "come back tomorrow", Duration.ofHours(1), null);
        };
    telegram.bringFile("1", ANN, ANN, "voice.ogg", VOICE);
    assertThat(said(1).getFirst()).contains("was not transcribed: come back tomorrow");
  }

  /// What is spoken is heard without an end; returns what tells that this began.
  private CountDownLatch neverHeard() {
    var isHearing = new CountDownLatch(1);
    house.transcriber =
        (name, type, bytes) -> {
          isHearing.countDown();
          new CountDownLatch(1).await();
          return "never";
        };
    return isHearing;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stop", "/new"})
  void whatIsBeingHeardIsStoppedAtOnceAndHoldsUpNothing(String word) throws Exception {
    CountDownLatch isHearing = neverHeard();
    telegram.bringFile("1", ANN, ANN, "voice.ogg", VOICE);
    isHearing.await();
    telegram.bring("2", ANN, ANN, word);
    assertThat(said(1).getFirst()).contains("will not be answered");
    telegram.bring("3", ANN, ANN, "and this?");
    assertThat(said(1)).containsExactly("echo and this?");
  }

  @Test
  void aVoiceMessageIsStoredBeforeItIsHeardAndTheNextProcessHearsIt() throws Exception {
    CountDownLatch isHearing = neverHeard();
    telegram.bringFile("1", ANN, ANN, "voice.ogg", VOICE);
    telegram.bring("2", ANN, ANN, "and this");
    isHearing.await();
    telegram.acknowledged();
    telegram.acknowledged();
    close(house);
    house =
        open(
            new ChannelHouse(
                new RealWorld(),
                folder,
                (heard, events) -> "echo " + heard,
                (name, type, bytes) -> "after all",
                telegram.channel()));
    house.until(
        "all is answered",
        () -> house.store.health().outboxPending() == 0 && !telegram.said().isEmpty());
    assertThat(house.store.board().came(Board.Filter.ALL, Long.MAX_VALUE, 9))
        .extracting(Board.Came::state)
        .containsOnly("answered", "merged");
    assertThat(house.store.recent(telegram.session(ANN), 9).toString())
        .containsSubsequence("look", "after all", "and this");
  }
}
