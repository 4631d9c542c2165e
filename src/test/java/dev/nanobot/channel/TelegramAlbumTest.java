package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.ChannelHouse;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Board;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/// Albums in chats with the bot.
@Timeout(180)
final class TelegramAlbumTest extends TelegramAlbumTestCase {
  private static final SessionKey ANNS = SessionKey.of("telegram", ANN);

  @Test
  void anAlbumIsAnsweredOnceWithAllOfItsFilesInTheirOrder() throws Exception {
    ChannelHouse house = start(calledChannel());
    bring(ANN, 1, "");
    bring(ANN, 2, "three pictures");
    bring(ANN, 3, "");
    acknowledged(3);
    assertOneTurn(house, 3);
    assertThat(files(house)).containsExactly(1L, 2L, 3L);
    assertThat(came(house)).extracting(Board.Came::text).containsExactly("", "three pictures", "");
  }

  @Test
  void anAlbumIsOneToWhicheverProcessesItComes() throws Exception {
    ChannelHouse house = start(calledChannel());
    start(calledChannel());
    for (int i = 1; i <= 4; i++) bring(ANN, i, i == 1 ? "four pictures" : "");
    acknowledged(4);
    assertOneTurn(house, 4);
    assertThat(files(house)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aPictureThatComesTwiceIsThereOnceAlsoAfterItWasAnswered() throws Exception {
    ChannelHouse house = start(calledChannel());
    bring(ANN, 1, "twice");
    acknowledged(1);
    ObjectNode again = TelegramSamples.update("message", picture(ANN, 1, "twice"));
    again.put("update_id", 1);
    assertThat(isTaken(again)).isTrue();
    assertOneTurn(house, 1);
    assertThat(isTaken(again)).isTrue();
    assertThat(house.store.gates().holds(ANNS)).isFalse();
    assertThat(came(house)).hasSize(1);
    assertThat(files(house)).containsExactly(1L);
  }

  @Test
  void whatIsSaidBehindAnAlbumComesBehindIt() throws Exception {
    ChannelHouse house = start(calledChannel());
    bring(ANN, 1, "look");
    telegram.bring("behind", ANN, ANN, "what is it?");
    bring(ANN, 2, "");
    acknowledged(3);
    assertOneTurn(house, 3);
    assertThat(came(house)).extracting(Board.Came::text).containsExactly("look", "what is it?", "");
  }

  @Test
  void aControlWordDoesNotWaitBehindAnAlbum() throws Exception {
    ChannelHouse house = start(calledChannel());
    bring(ANN, 1, "look");
    telegram.bring("stop", ANN, ANN, "/stop");
    acknowledged(2);
    assertThat(came(house)).extracting(Board.Came::text).containsExactly("/stop");
  }

  @Test
  void anAlbumWaitsWhileAPictureOfItIsFetched() throws Exception {
    ChannelHouse house = start(calledChannel());
    var due = new AtomicReference<>(Duration.ZERO);
    telegram.override(
        call -> {
          if (call.method().equals("getFile") && house.store.gates().holds(ANNS)) {
            due.set(house.store.gates().untilDue("telegram").orElseThrow());
          }
          return Optional.empty();
        });
    bring(ANN, 1, "");
    bring(ANN, 2, "");
    acknowledged(2);
    assertThat(due.get()).isGreaterThan(Duration.ofSeconds(1));
  }

  // ---- processes that end

  private void bringToOneThatEnds() throws InterruptedException {
    ChannelHouse first = start(calledChannel());
    bring(ANN, 1, "two pictures");
    bring(ANN, 2, "");
    acknowledged(2);
    assertThat(came(first)).isEmpty();
    first.store.attachments().prune(world.now().plus(Duration.ofDays(2)));
    stop();
    release();
  }

  @Test
  void whatAProcessLeftWaitingTheNextOneTakes() throws Exception {
    bringToOneThatEnds();
    ChannelHouse next = start(calledChannel());
    assertOneTurn(next, 2);
    assertThat(files(next)).containsExactly(1L, 2L);
  }

  @Test
  void whatAProcessLeftWaitingOneThatAsksTakes() throws Exception {
    bringToOneThatEnds();
    ChannelHouse next = start(telegram.channel());
    assertOneTurn(next, 2);
    assertThat(files(next)).containsExactly(1L, 2L);
  }
}
