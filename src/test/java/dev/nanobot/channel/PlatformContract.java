package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.FakePlatform.Lost;
import dev.nanobot.channel.FakePlatform.Refused;
import dev.nanobot.channel.FakePlatform.Silence;
import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.channel.FakePlatform.Taken;
import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.Attachment;
import dev.nanobot.store.Board;
import dev.nanobot.store.Gates.State;
import dev.nanobot.world.RealWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every channel promises whose platform people reach by themselves, on a real socket.
public abstract class PlatformContract extends GateContract {
  // ---- arriving

  @Test
  void aMessageIsAnsweredWhereItWasSaid() throws Exception {
    FakeChatPlatform platform = open(policy(ANN, BOB));
    house(platform.channel());
    platform.bring("1", ANN, ANN, "hello");
    Spoken first = platform.spoken();
    platform.bring("2", BOB, BOB, "hi");
    Spoken second = platform.spoken();
    assertThat(List.of(first.chat(), first.text())).containsExactly(ANN, "echo hello");
    assertThat(List.of(second.chat(), second.text())).containsExactly(BOB, "echo hi");
  }

  @Test
  void whatIsAcknowledgedIsStored() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    ChannelHouse house = house(platform.channel());
    for (int i = 0; i < 20; i++) {
      platform.bring("m" + i, ANN, ANN, "text " + i);
      platform.acknowledged();
      assertThat(came(house)).hasSize(i + 1);
    }
  }

  /// The listening thread ends without a word right before, or right after, what it heard is
  /// stored; everything else of it is forgotten.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void aKillAtAnyCommitLosesNothingAndDoublesNothing(int every) throws Exception {
    FakeChatPlatform platform = open(policy(ANN, BOB));
    ChannelHouse house = house(Fragile.killed(platform.channel(), every));
    List<String> texts = IntStream.range(0, 20).mapToObj(i -> "m" + i).toList();
    for (String text : texts) platform.bring(text, ANN, ANN, text);
    for (int i = 0; i < texts.size(); i++) platform.acknowledged();
    house.until("all are answered", () -> came(house).stream().allMatch(GateContract::isEnded));
    assertThat(came(house).reversed()).extracting(Board.Came::text).isEqualTo(texts);
    house.until("all is said", () -> house.store.health().outboxPending() == 0);
    int answers = (int) came(house).stream().filter(m -> m.state().equals("answered")).count();
    Set<String> said = new HashSet<>();
    for (int i = 0; i < answers; i++) assertThat(said.add(platform.spoken().text())).isTrue();
    assertThat(said).hasSizeLessThanOrEqualTo(texts.size());
  }

  @Test
  void whatAGatewayLeftBehindTheNextOneHears() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    ChannelHouse first = house(platform.channel());
    platform.bring("1", ANN, ANN, "one");
    assertThat(platform.spoken().text()).isEqualTo("echo one");
    first.until("its answer is sent", () -> first.store.health().outboxPending() == 0);
    first.close();
    opened.remove(first);
    platform.bring("2", ANN, ANN, "two");
    house(platform.channel());
    assertThat(platform.spoken().text()).isEqualTo("echo two");
  }

  @Test
  void aConnectionThatBreaksIsMadeAgain() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    ChannelHouse house = house(platform.channel());
    platform.bring("1", ANN, ANN, "one");
    assertThat(platform.spoken().text()).isEqualTo("echo one");
    house.until("it is connected", () -> state(house) == State.CONNECTED);
    house.until("its answer is sent", () -> house.store.health().outboxPending() == 0);
    platform.isDown(true);
    house.until("it fails", () -> state(house) == State.FAILING);
    assertThat(house.store.gates().stations().getFirst().detail()).isNotBlank();
    platform.bring("2", ANN, ANN, "two");
    platform.isDown(false);
    assertThat(platform.spoken().text()).isEqualTo("echo two");
    house.until("it is connected again", () -> state(house) == State.CONNECTED);
    assertThat(house.store.gates().stations().getFirst().detail()).isEmpty();
    assertThat(house.store.gates().stations().getFirst().failures()).isZero();
  }

  @Test
  void aPlatformThatIsDownDelaysNoOther() throws Exception {
    FakeChatPlatform down = open(policy(ANN));
    FakeChatPlatform up = open(policy(ANN));
    down.isDown(true);
    house(new Fragile.Renamed(down.channel(), "other"), up.channel());
    for (int i = 0; i < 10; i++) {
      up.bring("m" + i, ANN, ANN, "m" + i);
      assertThat(up.spoken().text()).isEqualTo("echo m" + i);
    }
  }

  @Test
  void aFileArrivesWithItsMessage() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    ChannelHouse house = house(platform.channel());
    byte[] bytes = "what the file says".getBytes(UTF_8);
    platform.bringFile("1", ANN, ANN, "../notes.txt", bytes);
    platform.spoken();
    List<Attachment> files = house.store.attachments().of(1);
    assertThat(files).hasSize(1);
    assertThat(files.getFirst().name()).isEqualTo("notes.txt");
    assertThat(house.store.attachments().bytes(files.getFirst().id())).contains(bytes);
  }

  // ---- saying

  @Test
  void aChatIsShownThatItIsWorkedOn() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    var shown = new CountDownLatch(1);
    var house =
        new ChannelHouse(
            new RealWorld(),
            folder,
            (heard, events) -> {
              shown.await();
              return "done";
            },
            platform.channel());
    opened.add(house);
    platform.bring("1", ANN, ANN, "work");
    if (platform.hasSigns()) house.until("it is shown", () -> platform.signs() > 0);
    shown.countDown();
    assertThat(platform.spoken().text()).isEqualTo("done");
  }

  @Test
  void progressIsSaidBeforeTheAnswerWhereThatIsWanted() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    var isTold = new CountDownLatch(1);
    var house =
        new ChannelHouse(
            new RealWorld(),
            folder,
            (heard, events) -> {
              isTold.await();
              return "done";
            },
            platform.channel());
    opened.add(house);
    house.steps = platform.steps();
    platform.bring("1", ANN, ANN, "read a.txt");
    if (house.steps.texts()) {
      Spoken told = platform.spoken();
      assertThat(told.chat()).isEqualTo(ANN);
      assertThat(told.text()).contains("Let me look.").contains("read_file(\"a.txt\")");
    }
    isTold.countDown();
    assertThat(platform.spoken().text()).contains("done");
    house.until("all is said", () -> house.store.health().outboxPending() == 0);
    assertThat(came(house)).hasSize(1);
  }

  @Test
  void aChatHearsInOrderAndChatsDoNotWaitForEachOther() throws Exception {
    FakeChatPlatform platform = open(policy(ANN, BOB));
    platform.answers(said -> said.chat().equals(BOB) ? new Silence() : new Taken("1"));
    house(platform.channel());
    platform.bring("b", BOB, BOB, "hangs");
    assertThat(platform.spoken().chat()).isEqualTo(BOB);
    for (int i = 0; i < 10; i++) {
      platform.bring("m" + i, ANN, ANN, "m" + i);
      Spoken said = platform.spoken();
      while (said.chat().equals(BOB)) said = platform.spoken(); // It hung too long, and is tried.
      assertThat(said.text()).isEqualTo("echo m" + i);
    }
  }

  @Test
  void whatThePlatformRefusesForNowIsSaidLaterInItsPlace() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    var tries = new AtomicInteger();
    platform.answers(
        said ->
            tries.incrementAndGet() < 3
                ? new Refused("slow down", true, Optional.of(Duration.ZERO))
                : new Taken("1"));
    house(platform.channel());
    platform.bring("1", ANN, ANN, "/help");
    platform.bring("2", ANN, ANN, "/nonsense");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 4; i++) texts.add(platform.spoken().text());
    assertThat(texts.subList(1, 3)).containsOnly(texts.getFirst());
    assertThat(texts.getFirst()).contains("/help").contains("show this list");
    assertThat(texts.get(3)).contains("do not know /nonsense");
  }

  @Test
  void whatThePlatformNeverTakesIsDeadAndHoldsUpNothing() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    platform.answers(
        said ->
            said.text().contains("bad")
                ? new Refused("chat not found", false, Optional.empty())
                : new Taken("1"));
    ChannelHouse house = house(platform.channel());
    platform.bring("1", ANN, ANN, "bad");
    assertThat(platform.spoken().text()).isEqualTo("echo bad");
    house.until("it is dead", () -> house.store.health().outboxDead() == 1);
    platform.bring("2", ANN, ANN, "good");
    assertThat(platform.spoken().text()).isEqualTo("echo good");
  }

  @Test
  void aPlatformCanBeAskedWhetherItIsThere() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    assertThat(platform.channel().answers()).isTrue();
    platform.isDown(true);
    assertThat(platform.channel().answers()).isFalse();
    assertThat(platform.deeds()).isEmpty();
  }

  @Test
  void aMessageWhoseFateIsUnknownIsSaidAgainAndSaysSo() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    var first = new AtomicInteger();
    platform.answers(said -> first.getAndIncrement() == 0 ? new Lost() : new Taken("1"));
    house(platform.channel());
    platform.bring("1", ANN, ANN, "hello");
    assertThat(platform.spoken()).extracting(Spoken::text).isEqualTo("echo hello");
    Spoken again = platform.spoken();
    assertThat(again.mayBeDuplicate()).isTrue();
    assertThat(again.text()).contains("echo hello");
  }

  @Test
  void aMessageWhoseFateIsUnknownIsNotSaidAgainWhereThatIsWanted() throws Exception {
    Policy policy = policy(Policy.WhenUnsure.DROP, Policy.Rate.USUAL, ANN);
    FakeChatPlatform platform = open(policy);
    platform.answers(said -> said.text().contains("first") ? new Lost() : new Taken("1"));
    ChannelHouse house = house(platform.channel());
    platform.bring("1", ANN, ANN, "first");
    assertThat(platform.spoken().text()).isEqualTo("echo first");
    house.until("it is dead", () -> house.store.health().outboxDead() == 1);
    platform.bring("2", ANN, ANN, "next");
    assertThat(platform.spoken().text()).isEqualTo("echo next");
  }

  @Test
  void aLongAnswerArrivesInPartsEachOnceThoughOneFails() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    String text = String.join(" ", IntStream.range(0, 3_000).mapToObj(i -> "w" + i).toList());
    var tries = new AtomicInteger();
    platform.answers(
        said -> {
          boolean isFailing = said.text().contains(" w2500 ") && tries.incrementAndGet() == 1;
          return isFailing ? new Refused("not now", true, Optional.empty()) : new Taken("1");
        });
    var house =
        new ChannelHouse(new RealWorld(), folder, (heard, events) -> text, platform.channel());
    opened.add(house);
    platform.bring("1", ANN, ANN, "tell");
    int parts = platform.channel().parts(text).size();
    List<String> said = new ArrayList<>();
    while (said.size() <= parts) said.add(platform.spoken().text());
    List<String> once = said.stream().distinct().toList();
    assertThat(once).hasSize(parts);
    assertThat(String.join(" ", once).split("\\s+")).hasSize(3_000);
  }

  @Test
  void buttonsAreOfferedOrNamed() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    house(platform.channel());
    platform.bring("1", ANN, ANN, "offer Yes, Not now");
    String text = platform.spoken().text();
    assertThat(platform.spoken().text()).contains("sent");
    assertThat(text).contains("here");
    boolean isOffered = platform.channel().hasButtons();
    assertThat(text.contains("[Yes] [Not now]")).isEqualTo(!isOffered);
    assertThat(platform.offered(ANN)).isEqualTo(isOffered ? List.of("Yes", "Not now") : List.of());
  }

  /// What a platform does not take is named.
  @Test
  void filesThatTheAgentSendsComeInTheirOrderBetweenWhatItSays() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    ChannelHouse house = house(platform.channel());
    house.files.put("a.txt", "one".getBytes(UTF_8));
    house.files.put("b.txt", "two".getBytes(UTF_8));
    platform.bring("1", ANN, ANN, "send a.txt b.txt");
    for (String text : List.of("here", "a.txt", "b.txt", "sent")) {
      assertThat(platform.spoken().text()).contains(text);
    }
    house.until("all is said", () -> house.store.health().outboxPending() == 0);
    assertThat(house.store.health().outboxDead()).isZero();
  }
}
