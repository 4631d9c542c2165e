package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.gateway.Pairing;
import dev.nanobot.message.Principal;
import dev.nanobot.store.Board;
import dev.nanobot.store.Board.Filter;
import dev.nanobot.store.Gates.State;
import dev.nanobot.store.Gates.Station;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every channel promises about who may talk, whose platform people reach by themselves: with
/// the gateway behind it, a real store, and a model that repeats what it heard.
public abstract class GateContract extends ChannelContract {
  protected static final String ANN = "42";
  protected static final String BOB = "43";
  protected static final String EVE = "66";
  protected static final Duration LONG = Duration.ofMinutes(2);

  private static final Pattern CODE = Pattern.compile("\\b[A-Z2-9]{8}\\b");

  @TempDir protected Path folder;
  protected final List<AutoCloseable> opened = new ArrayList<>();

  /// A fresh platform with its channel, for people that `policy` lets in.
  protected abstract FakeChatPlatform platform(Duration answerWait, Policy policy);

  @Override
  protected final FakePlatform platform(Duration answerWait) {
    return platform(answerWait, Policy.NOBODY);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened.reversed()) one.close();
  }

  protected final FakeChatPlatform open(Policy policy) {
    return open(policy, LONG);
  }

  protected final FakeChatPlatform open(Policy policy, Duration answerWait) {
    FakeChatPlatform platform = platform(answerWait, policy);
    opened.add(platform);
    return platform;
  }

  protected final ChannelHouse house(Channel... channels) throws InterruptedException {
    var house = new ChannelHouse(folder, channels);
    opened.add(house);
    return house;
  }

  protected static Policy policy(String... allowed) {
    return policy(Policy.WhenUnsure.RESEND, Policy.Rate.USUAL, allowed);
  }

  protected static Policy policy(
      Policy.WhenUnsure whenUnsure, Policy.Rate rate, String... allowed) {
    return new Policy(Set.of(), Set.of(allowed), true, Policy.Groups.MENTION, whenUnsure, rate);
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
    assertThat(house.store.sessions(9))
        .extracting(s -> s.session())
        .containsExactly(platform.session(ANN));
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
  void anOwnerLetsPeopleInFromAChatAndNobodyElseDoes() throws Exception {
    var policy =
        new Policy(
            Set.of(ANN),
            Set.of(BOB),
            true,
            Policy.Groups.MENTION,
            Policy.WhenUnsure.RESEND,
            Policy.Rate.USUAL);
    FakeChatPlatform platform = open(policy);
    house(platform.channel());
    platform.bring("1", EVE, EVE, "hello");
    String code = code(platform.spoken().text());
    platform.bring("2", BOB, BOB, "/pairing approve " + code);
    assertThat(platform.spoken().text()).contains("Only the owner");
    platform.bring("3", ANN, ANN, "/pairing list");
    assertThat(platform.spoken().text()).contains("waiting").contains(platform.called(EVE));
    platform.bring("4", ANN, ANN, "/pairing approve " + code);
    List<String> said = List.of(platform.spoken().text(), platform.spoken().text());
    assertThat(said).anyMatch(text -> text.contains("may talk now"));
    assertThat(said).anyMatch(text -> text.contains(Pairing.WELCOME));
    platform.bring("5", EVE, EVE, "hello again");
    assertThat(platform.spoken().text()).isEqualTo("echo hello again");
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
    assertThat(eve.id()).isEqualTo(platform.channel().name() + ":" + platform.called(EVE));
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
    var rate = new Policy.Rate(3, 100);
    FakeChatPlatform platform = open(policy(Policy.WhenUnsure.RESEND, rate, ANN, BOB));
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

  // ---- means

  private static Policy unpaired() {
    return new Policy(
        Set.of(), Set.of(), false, Policy.Groups.OPEN, Policy.WhenUnsure.RESEND, Policy.Rate.USUAL);
  }

  private static boolean isSign(String deed) {
    return deed.equals("sendChatAction") || deed.equals("typing");
  }

  protected static String code(String text) {
    Matcher code = CODE.matcher(text);
    assertThat(code.find()).as("a code in %s", text).isTrue();
    return code.group();
  }

  protected static List<Board.Came> came(ChannelHouse house) {
    return house.store.board().came(Filter.ALL, Long.MAX_VALUE, 100);
  }

  protected static boolean isEnded(Board.Came message) {
    return !Set.of("new", "taken").contains(message.state());
  }

  protected static State state(ChannelHouse house) {
    return house.store.gates().stations().stream()
        .map(Station::state)
        .findFirst()
        .orElse(State.STOPPED);
  }
}
