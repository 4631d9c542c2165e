package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Principal;
import dev.nanobot.message.Samples;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.StoreException;
import dev.nanobot.world.RealWorld;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class IntakeTest {
  @TempDir private Path directory;
  private House house;

  @BeforeEach
  void open() {
    house = new House(new RealWorld(), directory.resolve("store.db"), 1, House::echo);
  }

  @AfterEach
  void close() throws InterruptedException {
    house.close();
  }

  @Test
  void whatNoPersonTypesIsTakenOut() {
    assertThat(Intake.clean("a\u0000b\u001b[31mc\u0007\u009b\u007f\r\n\td"))
        .isEqualTo("ab[31mc\n\td");
    assertThat(Intake.clean("\ud83dx\ude00 \ud83d\ude00 e\u0301"))
        .isEqualTo("x \ud83d\ude00 e\u0301");
  }

  @Test
  void aMessageIsKeptAsItWasCleaned() throws Exception {
    house.work();
    assertThat(house.end(house.hear("1", "a\u0000b")).answer()).isEqualTo("echo ab");
  }

  @Test
  void aMessageTakenTwiceIsThereOnce() {
    Receipt first = house.intake.take(House.inbound("1", "x", "a"));
    Receipt again = house.intake.take(House.inbound("1", "x", "a"));
    assertThat(first.isNew()).isTrue();
    assertThat(again).isEqualTo(new Receipt(first.messageId(), false));
    assertThat(house.store.health().inboxWaiting()).isEqualTo(1);
  }

  @Test
  void theLongestMessageIsTakenAndALongerOneRefusedWithANotice() throws Exception {
    String longest = "x".repeat(Intake.TEXT_CHARS_MAX);
    assertThat(house.state(house.hear("1", longest))).isEqualTo("new");
    String emoji = "x".repeat(199) + "\ud83d\ude00".repeat(Intake.TEXT_CHARS_MAX);
    for (String text : List.of(longest + "x", emoji)) {
      long refused = house.hear("1", text);
      assertThat(house.state(refused)).isEqualTo("refused");
      assertThat(house.end(refused).reason()).isEqualTo("too long");
      assertThat(house.end(refused).answer()).contains("I take at most 32,000");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t", "\u0000\u0007", "\ud83d"})
  void aMessageWithoutTextIsRefusedWithANotice(String text) throws Exception {
    long refused = house.hear("1", text);
    assertThat(house.end(refused).state()).isEqualTo("refused");
    assertThat(house.notices("1")).containsExactly("Your message has no text.");
  }

  @Test
  void aFileAloneIsAMessageAndAControlWordTakesNone() throws Exception {
    var ann = new Principal("chat:ann");
    var file = house.store.attachments().put(ann, Upload.of("a.txt", Samples.text("a")));
    Receipt stop = house.intake.take(House.inbound("1", "s", "/stop").with(List.of(file)));
    assertThat(house.store.attachments().of(stop.messageId())).isEmpty();
    Receipt alone = house.intake.take(House.inbound("1", "f", "").with(List.of(file)));
    assertThat(house.state(alone.messageId())).isEqualTo("new");
    assertThat(house.store.attachments().of(alone.messageId())).containsExactly(file);
  }

  @Test
  void theThirtyThirdMessageThatWaitsIsRefusedWithANotice() throws Exception {
    for (int i = 0; i < 32; i++) {
      assertThat(house.state(house.hear("1", "m" + i))).isEqualTo("new");
    }
    long refused = house.hear("1", "one too many");
    assertThat(house.end(refused).reason()).isEqualTo("queue full");
    assertThat(house.end(refused).answer()).startsWith("I still have 32 messages");
    assertThat(house.state(house.hear("2", "another session"))).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stop", "/STOP", " /Stop\n", "\u0000/stop", "/stop now", "/stop@bot"})
  void aStopIsReadInAnyCase(String text) throws Exception {
    long waiting = house.hear("1", "a");
    house.hear("1", "b");
    long stop = house.hear("1", text);
    assertThat(house.end(waiting).state()).isEqualTo("superseded");
    assertThat(house.end(stop).answer())
        .isEqualTo("Stopped. 2 messages that waited will not be answered.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "please /stop", "/etc/hosts is a file", "/ stop", "//stop", "/1"})
  void whatOnlyLooksLikeAControlWordIsAMessage(String text) {
    assertThat(house.state(house.hear("1", text))).isEqualTo("new");
  }

  @Test
  void aStopWhereNothingRunsSaysSo() throws Exception {
    assertThat(house.end(house.hear("1", "/stop")).answer()).isEqualTo("Nothing is running.");
  }

  @Test
  void aStopInterruptsWhatRunsAndOnlyOnceWhenItIsBroughtTwice() {
    List<String> interrupted = new ArrayList<>();
    var intake =
        new Intake(
            house.store,
            House.commands(house.store),
            house.bells,
            house.watchers,
            key -> interrupted.add(key.value()));
    intake.accept(House.inbound("1", "x", "/stop"));
    assertThat(interrupted).isEmpty();
    house.hear("1", "go");
    house.store.lease("one", Dispatcher.LEASE, 1, List.of(), List.of()).forEach(house.store::open);
    intake.accept(House.inbound("1", "y", "/stop"));
    intake.accept(House.inbound("1", "y", "/stop"));
    assertThat(interrupted).containsExactly("chat:1");
  }

  @Test
  void nobodyIsToldBeforeTheStoreHasIt() throws Exception {
    List<String> interrupted = new ArrayList<>();
    var full =
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (self, method, arguments) -> {
                  throw new StoreException("the disk is full", null);
                });
    var intake =
        new Intake(
            full,
            House.commands(full),
            house.bells,
            house.watchers,
            session -> interrupted.add(session.value()));
    for (String text : List.of("a", "", "/stop", "x".repeat(Intake.TEXT_CHARS_MAX + 1))) {
      assertThatThrownBy(() -> intake.accept(House.inbound("1", "x", text)))
          .isInstanceOf(StoreException.class);
    }
    assertThat(interrupted).isEmpty();
    long start = house.world.nanos();
    house.bells.inbox().await(Duration.ofMillis(5));
    house.bells.outbox("chat").await(Duration.ofMillis(5));
    assertThat(house.world.since(start)).as("no bell rang").isGreaterThan(Duration.ofMillis(9));
  }

  @Test
  void aMessageTakenRingsBothBells() throws Exception {
    house.hear("1", "a");
    house.bells.inbox().await(House.PATIENCE);
    house.bells.outbox("chat").await(House.PATIENCE);
  }
}
