package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.channel.FakeTelegram;
import dev.nanobot.http.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The gateway as a process that listens to Telegram on a real socket.
@Tag("slow")
final class TelegramKillTest {
  private static final int KILLS = Integer.getInteger("kills", 12);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int CHATS = 4;
  private static final int LIFE_MS_MIN = 50;
  private static final int LIFE_MS_MAX = 700;
  private static final String CAME = "select count(*) from inbox where channel = 'telegram'";
  private static final String ANSWERS = "select count(*) from outbox where endpoint = 'telegram'";
  private static final String STRANGER = "66";
  private static final Pattern CODE = Pattern.compile("\\b[A-Z2-9]{8}\\b");

  @TempDir Path home;
  private final FakeTelegram telegram = new FakeTelegram();
  private ModelServer model;

  @BeforeEach
  void configure() throws Exception {
    model = new ModelServer(home);
    List<String> chats = IntStream.rangeClosed(1, CHATS).mapToObj(String::valueOf).toList();
    Kills.configure(
        home,
        model.base(),
        config -> Sections.telegram(config, telegram.base(), chats).put("messagesPerSecond", 0));
  }

  @AfterEach
  void close() throws Exception {
    telegram.close();
    model.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "webhook"})
  void whatATelegramChatSaysIsAnsweredOnceAlthoughTheGatewayIsKilled(String mode) throws Exception {
    if (mode.equals("webhook")) beCalled();
    var random = new Random(SEED);
    int brought = 0;
    List<String> answers;
    try (var bridge = new Bridge(home)) {
      for (int kill = 0; kill < KILLS; kill++) {
        int burst = random.nextInt(1, 12);
        for (int i = 0; i < burst; i++) {
          String chat = String.valueOf(1 + random.nextInt(CHATS));
          telegram.bring("m" + brought, chat, chat, mark(brought));
          brought++;
        }
        bridge.pause(Duration.ofMillis(random.nextInt(LIFE_MS_MIN, LIFE_MS_MAX)));
        int answersMin = kill + 1; // Else a slow machine might answer all of it in the last life.
        bridge.until("it gets on", () -> bridge.count(ANSWERS) >= answersMin);
        bridge.kill();
        bridge.startAgain();
      }
      bridge.until("all has come", CAME, brought);
      for (int i = 0; i < brought; i++) telegram.acknowledged();
      bridge.untilQuiet();
      assertThat(Audit.of(home.resolve("nanobot.db")).violations()).isEmpty();
      assertThat(bridge.count(CAME)).isEqualTo(brought);
      answers = bridge.texts("select text from outbox where endpoint = 'telegram'");
      assertThat(answers).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(KILLS);
      String chats = "select count(distinct turn) from inbox where channel = 'telegram'";
      assertThat(bridge.count(chats)).isEqualTo(answers.size());
    }
    List<Spoken> said = telegram.said();
    for (String text : answers) {
      List<Spoken> same = said.stream().filter(one -> one.text().endsWith(text)).toList();
      assertThat(same).as(text).isNotEmpty();
      assertThat(same.stream().filter(one -> !one.mayBeDuplicate())).as(text).hasSizeLessThan(2);
    }
    long marked = said.stream().filter(Spoken::mayBeDuplicate).count();
    System.out.println(
        mode
            + ": "
            + KILLS
            + " kills, "
            + brought
            + " messages, "
            + said.size()
            + " said, "
            + marked
            + " marked");
  }

  /// Has Telegram call.
  private void beCalled() throws IOException {
    int port = Ports.free();
    Kills.change(
        home,
        config -> {
          config.withObject("/gateway").put("port", port);
          config
              .withObject("/channels/telegram")
              .put("mode", "webhook")
              .put("webhookUrl", "http://127.0.0.1:" + port + "/channels/telegram")
              .put("webhookSecretToken", "a-secret-of-some-length");
        });
  }

  private static String mark(int message) {
    return "message " + message + ".";
  }

  @Test
  void aStrangerIsLetInByACommandOfAnotherProcess() throws Exception {
    try (var bridge = new Bridge(home)) {
      telegram.bring("1", STRANGER, STRANGER, "hello");
      Matcher code = CODE.matcher(telegram.spoken().text());
      assertThat(code.find()).isTrue();
      var cli = new Cli(home);
      assertThat(cli.run("pairing", "list").out()).contains("waiting", "telegram:66");
      assertThat(cli.run("pairing", "approve", code.group()).exit()).isZero();
      assertThat(telegram.spoken().text()).contains("You may talk to me now");
      telegram.bring("2", STRANGER, STRANGER, "hello again.");
      assertThat(telegram.spoken().text()).contains("hello again.");
      assertThat(cli.run("channels", "status").out()).contains("telegram", "connected for");
      bridge.kill();
      assertThat(cli.run("channels", "status").out()).contains("telegram", "off");
      bridge.startAgain();
    }
  }
}
