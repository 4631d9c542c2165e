package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Board;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Albums in groups, of which a picture names the bot, or none.
@Timeout(180)
final class TelegramGroupAlbumTest extends TelegramAlbumTestCase {
  private static final String GROUP = "-100";
  private final CountDownLatch stopped = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    stopped.countDown();
  }

  /// A picture whose caption names the bot.
  private ObjectNode named(int number) {
    return named(number, "");
  }

  private ObjectNode named(int number, String before) {
    String mention = "@" + FakeTelegram.NAME;
    ObjectNode named = picture(GROUP, number, before + mention + " look");
    named
        .putArray("caption_entities")
        .addObject()
        .put("type", "mention")
        .put("offset", before.length())
        .put("length", mention.length());
    return named;
  }

  private void bringNamed(int number) {
    telegram.update("p" + number, "message", named(number));
  }

  private long held() throws SQLException {
    return count("held");
  }

  private long count(String table) throws SQLException {
    String url = "jdbc:sqlite:" + folder.resolve("store.db");
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from " + table)) {
      return rows.getLong(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void inAGroupAnAlbumIsHeardWhicheverOfItsPicturesNamesTheBot(int naming) throws Exception {
    ChannelHouse house = start(calledChannel());
    start(calledChannel());
    for (int i = 1; i <= 3; i++) {
      if (i == naming) bringNamed(i);
      else bring(GROUP, i, "");
    }
    ObjectNode other = picture(GROUP, 4, "").put("media_group_id", "other");
    telegram.update("p4", "message", other);
    acknowledged(4);
    assertOneTurn(house, 3);
    assertThat(files(house)).containsExactly(1L, 2L, 3L);
    assertThat(came(house).get(naming - 1).text()).endsWith(" look");
  }

  @Test
  void ofAnAlbumInAGroupThatNamesNobodyNothingIsFetchedOrHeard() throws Exception {
    ChannelHouse house = start(calledChannel());
    for (int i = 1; i <= 3; i++) bring(GROUP, i, "");
    acknowledged(3);
    telegram.bring("text", GROUP, ANN, "hello @" + FakeTelegram.NAME);
    assertOneTurn(house, 1);
    assertThat(house.store.gates().untilDue("telegram")).isEmpty();
    assertThat(telegram.calls("getFile")).isEmpty();
    assertThat(count("media")).isZero();
  }

  @Test
  void anAlbumInAGroupOfSomebodyOnNoListIsNotEvenKept() throws Exception {
    start(calledChannel());
    for (int i = 1; i <= 3; i++) {
      ObjectNode theirs = i == 3 ? named(i) : picture(GROUP, i, "");
      theirs.set("from", TelegramSamples.person("66"));
      telegram.update("p" + i, "message", theirs);
      acknowledged(1);
      assertThat(held()).isZero();
      assertThat(count("stranger")).isEqualTo(i == 3 ? 1 : 0);
    }
    assertThat(telegram.calls("getFile")).isEmpty();
    assertThat(count("inbox")).isZero();
  }

  @Test
  void aPictureThatWasOverheardComesTwiceAndIsThereOnce() throws Exception {
    ChannelHouse house = start(calledChannel());
    bring(GROUP, 1, "");
    acknowledged(1);
    ObjectNode again = TelegramSamples.update("message", picture(GROUP, 1, ""));
    again.put("update_id", 1);
    assertThat(isTaken(again)).isTrue();
    bringNamed(2);
    acknowledged(1);
    assertOneTurn(house, 2);
    assertThat(isTaken(again)).isTrue();
    assertThat(house.store.gates().holds(SessionKey.of("telegram", GROUP))).isFalse();
    assertThat(held()).isZero();
    assertThat(came(house)).hasSize(2);
    assertThat(files(house)).containsExactly(1L, 2L);
  }

  @Test
  void aPictureThatCannotBeFetchedSaysSoInItsMessage() throws Exception {
    ChannelHouse house = start(calledChannel());
    telegram.override(
        call ->
            call.method().equals("getFile") && call.parameters().toString().contains("file-p1")
                ? Optional.of(FakeTelegram.error(400, "gone"))
                : Optional.empty());
    bring(GROUP, 1, "");
    bringNamed(2);
    acknowledged(2);
    assertOneTurn(house, 2);
    assertThat(files(house)).containsExactly(2L);
    assertThat(came(house).getFirst().text())
        .contains("[file \"document\" is missing")
        .contains("gone");
  }

  @Test
  void aPathInACaptionIsNoControlWord() throws Exception {
    ChannelHouse house = start(calledChannel());
    bring(GROUP, 1, "");
    telegram.update("p2", "message", named(2, "/etc/hosts "));
    acknowledged(2);
    assertOneTurn(house, 2);
    assertThat(files(house)).containsExactly(1L, 2L);
  }

  @Test
  void whereGroupsAreNotHeardNothingIsKept() throws Exception {
    start(calledChannel(policy(Policy.Groups.OFF, Policy.Rate.USUAL)));
    bring(GROUP, 1, "");
    bringNamed(2);
    acknowledged(2);
    assertThat(held()).isZero();
    assertThat(count("inbox")).isZero();
  }

  @Test
  void anAlbumOfSomebodyWhoSaidTooMuchIsRefusedOnce() throws Exception {
    ChannelHouse house = start(calledChannel(policy(Policy.Groups.MENTION, new Policy.Rate(1, 9))));
    telegram.bring("text", GROUP, ANN, "hello @" + FakeTelegram.NAME);
    acknowledged(1);
    telegram.spoken();
    bring(GROUP, 1, "");
    acknowledged(1);
    assertThat(came(house)).hasSize(1);
    bringNamed(2);
    bring(GROUP, 3, "");
    acknowledged(2);
    assertThat(telegram.spoken().text()).contains("more messages than I take");
    assertThat(came(house)).hasSize(2).last().extracting(Board.Came::state).isEqualTo("refused");
    assertThat(house.store.gates().untilDue("telegram")).isEmpty();
    assertThat(telegram.calls("getFile")).isEmpty();
  }

  private static Policy policy(Policy.Groups groups, Policy.Rate rate) {
    return new Policy(Set.of(), Set.of(ANN), false, groups, Policy.WhenUnsure.RESEND, rate);
  }

  @Test
  void aPictureThatComesLongAfterItsAlbumWasAnsweredIsHeard() throws Exception {
    ChannelHouse house = start(calledChannel());
    bringNamed(1);
    acknowledged(1);
    assertOneTurn(house, 1);
    bring(GROUP, 2, "");
    acknowledged(1);
    telegram.spoken();
    assertThat(files(house)).containsExactly(1L, 2L);
  }

  // ---- processes that end

  @Test
  void whatWasOverheardByAProcessThatEndedIsHeardByTheNext() throws Exception {
    start(calledChannel());
    bring(GROUP, 1, "");
    acknowledged(1);
    stop();
    bringNamed(2);
    bring(GROUP, 3, "");
    ChannelHouse next = start(calledChannel());
    acknowledged(2);
    assertOneTurn(next, 3);
    assertThat(files(next)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whatAProcessWasToFetchTheNextOneFetches() throws Exception {
    start(calledChannel());
    bring(GROUP, 1, "");
    bringNamed(2);
    bring(GROUP, 3, "");
    acknowledged(3);
    assertThat(telegram.calls("getFile")).hasSize(1);
    stop();
    release();
    ChannelHouse next = start(telegram.channel());
    assertOneTurn(next, 3);
    assertThat(files(next)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aProcessThatEndsWhileItFetchesLeavesTheRestToTheNext() throws Exception {
    start(calledChannel());
    var isSlow = new AtomicBoolean(true);
    var asked = new CountDownLatch(1);
    telegram.override(
        call -> {
          boolean isSecond = call.parameters().toString().contains("file-p2");
          if (!isSlow.get() || !call.method().equals("getFile") || !isSecond) {
            return Optional.empty();
          }
          asked.countDown();
          try {
            stopped.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Optional.of(FakeTelegram.error(500, "too late"));
        });
    bring(GROUP, 1, "");
    bring(GROUP, 2, "");
    bringNamed(3);
    acknowledged(3);
    release();
    asked.await();
    stop();
    isSlow.set(false);
    stopped.countDown();
    ChannelHouse next = start(calledChannel());
    assertOneTurn(next, 3);
    assertThat(files(next)).containsExactly(1L, 2L, 3L);
  }
}
