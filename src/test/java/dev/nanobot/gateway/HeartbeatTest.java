package dev.nanobot.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.SessionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HeartbeatTest {
  private static final SessionKey HEARER = House.session("1");

  @TempDir private Path directory;
  private final ConcurrentLinkedQueue<List<Message>> asked = new ConcurrentLinkedQueue<>();
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final FastWorld world = new FastWorld(1_000);
  private House house;
  private Heartbeat heartbeat;
  private Path file;

  @BeforeEach
  void open() {
    house = new House(world, directory.resolve("store.db"), 4, this::answer);
    file = directory.resolve("HEARTBEAT.md");
    heartbeat = heartbeat();
  }

  private Heartbeat heartbeat() {
    var config = new Heartbeat.Config(Duration.ofMinutes(30), HEARER);
    return new Heartbeat(world, house.store, house.bells, file, config);
  }

  private Assistant answer(List<Message> transcript) throws InterruptedException {
    asked.add(transcript);
    if (read().contains("wait")) goesOn.await();
    return Assistant.of(read().contains("quiet") ? " HEARTBEAT_OK\n" : "the tea is ready");
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @AfterEach
  void close() throws Exception {
    goesOn.countDown();
    house.close();
  }

  private void until(int answered) throws InterruptedException {
    house.until(
        answered + " heartbeats are answered",
        () ->
            house.store.transcript(Heartbeat.SESSION, 0, 100).stream()
                    .filter(entry -> entry.message() instanceof Assistant)
                    .count()
                >= answered);
  }

  @Test
  void aPipeInThePlaceOfTheFileMakesNobodyWait() throws Exception {
    Process made = new ProcessBuilder("mkfifo", file.toString()).start();
    assertThat(made.waitFor()).as("this system has pipes").isZero();
    heartbeat.beat(1);
    assertThat(house.store.transcript(Heartbeat.SESSION, 0, 100)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n \n\t\n",
        "# Heartbeat\n## To do\n#",
        "<!-- water the plants -->",
        "<!-- water\nthe\n\nplants -->\n- [ ]\n",
        "<!-- never closed\nwater the plants",
        "- [ ]\n* [ ]   \n-\n+\n1. [ ]\n---\n***",
        "- [x] water the plants\n* [X] feed the cat\n1. [x] done\n2) [x]",
        "# A\r\n- [ ]\r\n<!-- x\r\n-->\r\n"
      })
  void nothingToDoCostsNothing(String text) throws Exception {
    Files.writeString(file, text);
    assertThat(Heartbeat.hasWork(text)).isFalse();
    heartbeat.beat(1);
    assertThat(house.store.sessions(9)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "water the plants",
        "- water",
        "- [ ] water the plants",
        "<!-- a --> water <!-- b -->",
        "<!-- a -->\n# Plants\n- [x] feed the cat\n- [ ] water",
        "#water",
        "####### seven",
        "\u690d\u7269\u306b\u6c34",
        "- [ ] \ud83d\udca7"
      })
  void anythingElseIsWork(String text) {
    assertThat(Heartbeat.hasWork(text)).isTrue();
  }

  @Test
  void theFileThatOnboardingWritesHasNoWork() throws IOException {
    try (var in = HeartbeatTest.class.getResourceAsStream("/workspace/HEARTBEAT.md")) {
      assertThat(Heartbeat.hasWork(new String(in.readAllBytes(), UTF_8))).isFalse();
    }
  }

  @Test
  void aMissingFileIsNothingToDo() {
    heartbeat.beat(1);
    assertThat(house.store.sessions(9)).isEmpty();
  }

  @Test
  void whatIsFoundIsToldToTheChatThatIsChosen() throws Exception {
    Files.writeString(file, "- make tea");
    house.work();
    heartbeat.beat(1);
    until(1);
    assertThat(house.notices("1")).containsExactly("the tea is ready");
    assertThat(house.store.unsent(Heartbeat.SESSION)).isEmpty();
    User question = (User) asked.element().getFirst();
    assertThat(question.text()).contains("HEARTBEAT.md", "HEARTBEAT_OK");
  }

  @Test
  void nothingThatNeedsAttentionIsToldToNobody() throws Exception {
    Files.writeString(file, "- be quiet");
    house.work();
    heartbeat.beat(1);
    until(1);
    assertThat(house.notices("1")).isEmpty();
  }

  @Test
  void aSlotIsAskedOnceAlsoByAnotherProcess() throws Exception {
    Files.writeString(file, "- make tea");
    house.work();
    heartbeat.beat(7);
    until(1);
    heartbeat().beat(7);
    assertThat(house.store.health().inboxWaiting()).isZero();
    heartbeat().beat(8);
    until(2);
  }

  @Test
  void eachIsAConversationOfItsOwn() throws Exception {
    Files.writeString(file, "- make tea");
    house.work();
    for (int slot = 1; slot <= 3; slot++) {
      heartbeat.beat(slot);
      until(slot);
    }
    assertThat(asked).hasSize(3).allMatch(transcript -> transcript.size() == 1);
  }

  @Test
  void noneIsBegunWhileTheLastOneIsAtWork() throws Exception {
    Files.writeString(file, "- wait");
    house.work();
    heartbeat.beat(1);
    house.until("the first is asked", () -> !asked.isEmpty());
    heartbeat.beat(2);
    assertThat(house.store.health().inboxWaiting()).isZero();
    goesOn.countDown();
    until(1);
    heartbeat.beat(3);
    until(2);
  }

  @Test
  void slotsLieWhereTheyLayAndComeOneAfterTheOther() throws Exception {
    Files.writeString(file, "- make tea");
    house.work();
    house.crew.start("heartbeat", heartbeat::run); // Half an hour passes in 1.8 s.
    until(2);
    assertThat(heartbeat.slot(Instant.ofEpochSecond(1_799))).isZero();
    assertThat(heartbeat.slot(Instant.ofEpochSecond(1_800))).isEqualTo(1);
  }
}
