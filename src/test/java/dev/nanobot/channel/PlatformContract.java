package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.FakePlatform.Refused;
import dev.nanobot.channel.FakePlatform.Silence;
import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.channel.FakePlatform.Taken;
import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.gateway.Pairing;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Principal;
import dev.nanobot.store.Board;
import dev.nanobot.store.Board.Filter;
import dev.nanobot.store.Gates.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every channel promises whose platform people reach by themselves, with the gateway behind
/// it: a real store, a model that repeats what it heard, and a platform on a real socket.
public abstract class PlatformContract extends ChannelContract {
  protected static final String ANN = "42";
  protected static final String BOB = "43";
  protected static final String EVE = "66";
  protected static final Duration LONG = Duration.ofSeconds(20);

  private static final Pattern CODE = Pattern.compile("\\b[A-Z2-9]{8}\\b");

  @TempDir protected Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  /// A fresh platform with its channel, for people that `policy` lets in.
  protected abstract FakeChatPlatform platform(Duration answerWait, Policy policy);

  @Override
  protected final FakePlatform platform(Duration answerWait) {
    return platform(answerWait, Policy.VOUCHED);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open.reversed()) one.close();
  }

  protected final FakeChatPlatform open(Policy policy) {
    return open(policy, LONG);
  }

  protected final FakeChatPlatform open(Policy policy, Duration answerWait) {
    FakeChatPlatform platform = platform(answerWait, policy);
    open.add(platform);
    return platform;
  }

  protected final ChannelHouse house(Channel... channels) throws InterruptedException {
    var house = new ChannelHouse(folder, channels);
    open.add(house);
    return house;
  }

  protected static Policy policy(String... allowed) {
    return new Policy(
        false,
        Set.of(),
        Set.of(allowed),
        true,
        Policy.Groups.MENTION,
        Policy.WhenUnsure.RESEND,
        Policy.Rate.USUAL);
  }

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
    ChannelHouse house = house(new Killed(platform.channel(), every));
    List<String> texts = IntStream.range(0, 20).mapToObj(i -> "m" + i).toList();
    for (String text : texts) platform.bring(text, ANN, ANN, text);
    for (int i = 0; i < texts.size(); i++) platform.acknowledged();
    house.until("all are answered", () -> came(house).stream().allMatch(PlatformContract::isEnded));
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
    first.close();
    open.remove(first);
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
    platform.isDown(true);
    house.until("it fails", () -> state(house) == State.FAILING);
    assertThat(house.store.gates().stations().getFirst().detail()).isNotBlank();
    platform.bring("2", ANN, ANN, "two");
    platform.isDown(false);
    assertThat(platform.spoken().text()).isEqualTo("echo two");
    house.until("it is connected again", () -> state(house) == State.CONNECTED);
    assertThat(house.store.gates().stations().getFirst().failures()).isZero();
  }

  @Test
  void aPlatformThatIsDownDelaysNoOther() throws Exception {
    FakeChatPlatform down = open(policy(ANN));
    FakeChatPlatform up = open(policy(ANN));
    down.isDown(true);
    house(new Renamed(down.channel(), "other"), up.channel());
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

  // ---- who may

  @Test
  void aStrangerCausesOneReplyWhateverTheyDo() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    ChannelHouse house = house(platform.channel());
    int kinds = platform.bringEveryKind(EVE);
    assertThat(kinds).isGreaterThanOrEqualTo(5);
    platform.bring("last", EVE, EVE, "once more");
    for (int i = 0; i <= kinds; i++) platform.acknowledged();
    Spoken reply = platform.spoken();
    assertThat(reply.chat()).isEqualTo(EVE);
    assertThat(CODE.matcher(reply.text()).find()).isTrue();
    platform.bring("known", ANN, ANN, "hello");
    assertThat(platform.spoken().text()).isEqualTo("echo hello");
    assertThat(platform.deeds().stream().filter(deed -> !isSign(deed))).hasSize(2);
    assertThat(house.store.sessions(9)).extracting(s -> s.session().chat()).containsExactly(ANN);
    assertThat(came(house)).hasSize(1);
  }

  @Test
  void whoIsOnNoListMayNotTalk() throws Exception {
    FakeChatPlatform platform = open(unpaired());
    ChannelHouse house = house(platform.channel());
    int kinds = platform.bringEveryKind(EVE);
    for (int i = 0; i < kinds; i++) platform.acknowledged();
    assertThat(platform.deeds()).isEmpty();
    assertThat(came(house)).isEmpty();
  }

  @Test
  void whoeverIsLetInByCodeMayTalkWithoutARestart() throws Exception {
    FakeChatPlatform platform = open(policy());
    ChannelHouse house = house(platform.channel());
    platform.bring("1", EVE, EVE, "hello");
    String code = code(platform.spoken().text());
    assertThat(house.store.gates().approve(code.toLowerCase(java.util.Locale.ROOT), "in"))
        .isEmpty();
    Principal eve = house.store.gates().approve(code, Pairing.WELCOME).orElseThrow();
    assertThat(eve.id()).isEqualTo(platform.channel().name() + ":" + EVE);
    assertThat(platform.spoken().text()).isEqualTo(Pairing.WELCOME);
    platform.bring("2", EVE, EVE, "hello again");
    assertThat(platform.spoken().text()).isEqualTo("echo hello again");
    assertThat(house.store.gates().revoke(eve)).isTrue();
    platform.bring("3", EVE, EVE, "and again");
    assertThat(CODE.matcher(platform.spoken().text()).find()).isTrue();
    assertThat(came(house)).hasSize(1);
  }

  @Test
  void anOwnerIsTrustedAndOthersAreAllowed() throws Exception {
    var policy =
        new Policy(
            false,
            Set.of(ANN),
            Set.of(BOB),
            false,
            Policy.Groups.OFF,
            Policy.WhenUnsure.RESEND,
            Policy.Rate.USUAL);
    assertThat(policy.isOwner(ANN)).isTrue();
    FakeChatPlatform platform = open(policy);
    house(platform.channel());
    platform.bring("1", ANN, ANN, "/model fast");
    assertThat(platform.spoken().text()).doesNotContain("owner");
    platform.bring("2", BOB, BOB, "/model fast");
    assertThat(platform.spoken().text()).contains("owner");
  }

  @Test
  void whoSaysTooMuchIsToldOnce() throws Exception {
    var policy =
        new Policy(
            false,
            Set.of(),
            Set.of(ANN, BOB),
            false,
            Policy.Groups.MENTION,
            Policy.WhenUnsure.RESEND,
            new Policy.Rate(3, 100));
    FakeChatPlatform platform = open(policy);
    ChannelHouse house = house(platform.channel());
    for (int i = 0; i < 3; i++) {
      platform.bring("m" + i, ANN, ANN, "m" + i);
      assertThat(platform.spoken().text()).isEqualTo("echo m" + i);
    }
    for (int i = 3; i < 9; i++) platform.bring("m" + i, ANN, ANN, "m" + i);
    assertThat(platform.spoken().text()).contains("more messages than I take");
    platform.bring("stop", ANN, ANN, "/stop");
    assertThat(platform.spoken().text()).doesNotContain("more messages");
    platform.bring("other", BOB, BOB, "hi");
    assertThat(platform.spoken().text()).isEqualTo("echo hi");
    assertThat(house.store.status(5).orElseThrow().state()).isEqualTo("refused");
  }

  // ---- saying

  @Test
  void aChatHearsInOrderAndChatsDoNotWaitForEachOther() throws Exception {
    FakeChatPlatform platform = open(policy(ANN, BOB));
    platform.answers(said -> said.chat().equals(BOB) ? new Silence() : new Taken("1"));
    house(platform.channel());
    platform.bring("b", BOB, BOB, "hangs");
    assertThat(platform.spoken().chat()).isEqualTo(BOB);
    for (int i = 0; i < 10; i++) {
      platform.bring("m" + i, ANN, ANN, "m" + i);
      assertThat(platform.spoken().text()).isEqualTo("echo m" + i);
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
  void aMessageWhoseFateIsUnknownIsSaidAgainAndSaysSo() throws Exception {
    FakeChatPlatform platform = open(policy(ANN), Duration.ofMillis(400));
    var first = new AtomicInteger();
    platform.answers(said -> first.getAndIncrement() == 0 ? new Silence() : new Taken("1"));
    house(platform.channel());
    platform.bring("1", ANN, ANN, "hello");
    assertThat(platform.spoken()).extracting(Spoken::text).isEqualTo("echo hello");
    Spoken again = platform.spoken();
    assertThat(again.mayBeDuplicate()).isTrue();
    assertThat(again.text()).contains("echo hello");
  }

  @Test
  void aMessageWhoseFateIsUnknownIsNotSaidAgainWhereThatIsWanted() throws Exception {
    var policy =
        new Policy(
            false,
            Set.of(),
            Set.of(ANN),
            false,
            Policy.Groups.MENTION,
            Policy.WhenUnsure.DROP,
            Policy.Rate.USUAL);
    FakeChatPlatform platform = open(policy, Duration.ofMillis(400));
    platform.answers(said -> said.text().contains("first") ? new Silence() : new Taken("1"));
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
        new ChannelHouse(
            new dev.nanobot.world.RealWorld(), folder, heard -> text, platform.channel());
    open.add(house);
    platform.bring("1", ANN, ANN, "tell");
    List<String> said = new ArrayList<>();
    while (said.isEmpty() || !said.getLast().contains("w2999")) said.add(platform.spoken().text());
    assertThat(said).hasSizeGreaterThan(2);
    List<String> once = said.stream().distinct().toList();
    assertThat(said).hasSize(once.size() + 1);
    assertThat(String.join(" ", once).split("\\s+")).hasSize(3_000);
  }

  // ---- means

  private static Policy unpaired() {
    return new Policy(
        false,
        Set.of(),
        Set.of(),
        false,
        Policy.Groups.OPEN,
        Policy.WhenUnsure.RESEND,
        Policy.Rate.USUAL);
  }

  private static boolean isSign(String deed) {
    return deed.equals("sendChatAction") || deed.equals("typing");
  }

  protected static String code(String text) {
    Matcher code = CODE.matcher(text);
    assertThat(code.find()).as("a code in %s", text).isTrue();
    return code.group();
  }

  private static List<Board.Came> came(ChannelHouse house) {
    return house.store.board().came(Filter.ALL, Long.MAX_VALUE, 100);
  }

  private static boolean isEnded(Board.Came message) {
    return !Set.of("new", "taken").contains(message.state());
  }

  private static State state(ChannelHouse house) {
    return house.store.gates().stations().getFirst().state();
  }

  /// The same channel under another name: its chats are others.
  private record Renamed(Channel channel, String name) implements Channel {
    @Override
    public void listen(Intake intake) throws InterruptedException {
      channel.listen(intake);
    }

    @Override
    public Optional<String> send(dev.nanobot.message.Outbound part) throws InterruptedException {
      return channel.send(part);
    }
  }

  /// A channel whose listening ends at each so many messages: in turn before, and after, the
  /// message is stored.
  private static final class Killed implements Channel {
    private final Channel channel;
    private final int every;
    private int heard; // by the listening thread

    Killed(Channel channel, int every) {
      this.channel = channel;
      this.every = every;
    }

    @Override
    public String name() {
      return channel.name();
    }

    @Override
    public Policy policy() {
      return channel.policy();
    }

    @Override
    public List<String> parts(String text) {
      return channel.parts(text);
    }

    @Override
    public Optional<String> send(dev.nanobot.message.Outbound part) throws InterruptedException {
      return channel.send(part);
    }

    @Override
    public void listen(Intake intake) throws InterruptedException {
      channel.listen(new Dying(intake));
    }

    private final class Dying implements Intake {
      private final Intake intake;

      Dying(Intake intake) {
        this.intake = intake;
      }

      @Override
      public boolean hear(Arrival arrival) throws InterruptedException {
        heard++;
        if (heard % (2 * every) == 0) throw new AssertionError("killed before");
        boolean isTaken = intake.hear(arrival);
        if (heard % (2 * every) == every) throw new AssertionError("killed after");
        return isTaken;
      }

      @Override
      public long accept(dev.nanobot.message.Inbound message) {
        return intake.accept(message);
      }

      @Override
      public Optional<String> cursor(String name) {
        return intake.cursor(name);
      }

      @Override
      public void passed(dev.nanobot.message.Cursor cursor) {
        intake.passed(cursor);
      }

      @Override
      public void connected() {
        intake.connected();
      }
    }
  }
}
