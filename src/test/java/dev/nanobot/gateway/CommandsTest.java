package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Gates;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Control words in a whole instance.
@Timeout(60)
class CommandsTest {
  @TempDir private Path directory;
  private final CountDownLatch thinks = new CountDownLatch(1);
  private House house;

  @BeforeEach
  void open() {
    house =
        new House(
                new RealWorld(),
                directory.resolve("store.db"),
                4,
                transcript -> {
                  if (House.heard(transcript).equals("think")) thinks.await();
                  return House.echo(transcript);
                })
            .work();
  }

  @AfterEach
  void close() throws Exception {
    thinks.countDown();
    house.close();
  }

  private String say(String text) throws Exception {
    return house.end(house.hear("1", text)).answer();
  }

  @Test
  void anUnknownWordIsAnsweredWithoutAModel() throws Exception {
    assertThat(say("/dance wildly")).isEqualTo("I do not know /dance. Send /help for what I know.");
    assertThat(house.store.transcript(House.session("1"), 0, 9)).isEmpty();
  }

  @Test
  void helpNamesEachWord() throws Exception {
    assertThat(say("/help"))
        .contains("`/new`", "`/stop`", "`/undo`", "`/model [NAME]`", "`/history [N]`", "`/help`");
  }

  @Test
  void wordsAreAnsweredWhileATurnRuns() throws Exception {
    long thinking = house.hear("1", "think");
    house.until("the turn runs", () -> house.state(thinking).equals("taken"));
    assertThat(say("/status")).contains("Session chat:1", "Model test", "I am at work.");
    thinks.countDown();
    assertThat(house.end(thinking).answer()).isEqualTo("echo think");
  }

  @Test
  void aNewConversationIsNotBegunWhereMoreIsSaid() throws Exception {
    say("one");
    assertThat(say("/new hello")).contains("Send /new alone");
    assertThat(say("/history")).isEqualTo("> one\necho one");
  }

  @Test
  void aNewConversationStopsTheOldOneAndForgetsIt() throws Exception {
    assertThat(say("one")).isEqualTo("echo one");
    long thinking = house.hear("1", "think");
    house.until("the turn runs", () -> house.state(thinking).equals("taken"));
    long waiting = house.hear("1", "waits");
    assertThat(say("/new"))
        .isEqualTo(
            "A new conversation begins. What I was doing is stopped."
                + " One message that waited will not be answered.");
    assertThat(house.end(thinking).state()).isEqualTo("superseded");
    assertThat(house.end(waiting).state()).isEqualTo("superseded");
    assertThat(say("two")).isEqualTo("echo two");
    assertThat(say("/history")).isEqualTo("> two\necho two");
  }

  @Test
  void theLastExchangeCanBeTakenBack() throws Exception {
    say("one");
    say("two");
    assertThat(say("/undo")).startsWith("The last exchange is taken back");
    assertThat(say("/history 5")).isEqualTo("> one\necho one");
    say("/undo");
    assertThat(say("/undo")).isEqualTo("There is nothing to take back.");
    assertThat(say("/history")).isEqualTo("Nothing was said yet.");
  }

  @ParameterizedTest
  @CsvSource({"0", "51", "x", "-1", "99999"})
  void aHistoryOfNoLengthIsExplained(String count) throws Exception {
    assertThat(say("/history " + count)).isEqualTo("Write /history N with N from 1 to 50.");
  }

  @Test
  void aModelIsChosenFromThoseThereAre() throws Exception {
    assertThat(say("/model")).isEqualTo("Model test\nTo choose from: fast, deep");
    assertThat(say("/model fast")).isEqualTo("Model fast from now on.");
    assertThat(say("/model")).startsWith("Model fast\n");
    assertThat(say("/model huge"))
        .isEqualTo("There is no model \"huge\". To choose from: fast, deep.");
    assertThat(say("/model default")).isEqualTo("Model test again.");
  }

  @Test
  void aGuestChoosesNoModel() throws Exception {
    var guest = new Principal("chat:guest");
    var wish = new Inbound("chat", "g1", House.session("1"), guest, Trust.ALLOWED, "/model fast");
    assertThat(house.end(house.intake.accept(wish)).answer())
        .isEqualTo("Only the owner may do that.");
    assertThat(say("/model")).startsWith("Model test\n");
  }

  @Test
  void whatWaitsIsTreatedAsChosen() throws Exception {
    assertThat(say("/queue")).contains("steer");
    assertThat(say("/queue Interrupt")).contains("interrupt, they end what I am doing");
    assertThat(say("/queue never")).isEqualTo("It is one of steer, followup, collect, interrupt.");
    long thinking = house.hear("1", "think");
    house.until("the turn runs", () -> house.state(thinking).equals("taken"));
    assertThat(say("quick")).isEqualTo("echo quick");
    assertThat(house.end(thinking).state()).isEqualTo("superseded");
  }

  @Test
  void aWordBroughtTwiceIsAnsweredOnce() throws Exception {
    Inbound undo = House.inbound("1", "u", "/undo");
    say("one");
    say("two");
    house.intake.accept(undo);
    house.end(house.intake.accept(undo));
    assertThat(say("/history")).isEqualTo("> one\necho one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"approve", "deny", "revoke", "approve -"})
  void aPairingWithoutACodeIsNoWrongCode(String verb) throws Exception {
    for (int i = 0; i < Gates.WRONG_CODES_MAX; i++) {
      assertThat(say("/pairing " + verb)).startsWith("I know `/pairing ");
    }
    assertThat(say("/pairing approve ABCDEFGH")).contains("That is no code");
  }

  @ParameterizedTest
  @CsvSource({
    "[you](https://example.org), `[you](https://example.org)`",
    "**@ann**, `**@ann**`",
    "a` [b](https://example.org) `, `` a` [b](https://example.org) ` ``",
    "``` @ann, ```` ``` @ann ````",
  })
  void theNameOfAStrangerIsShownAsTheyWroteIt(String name, String shown) throws Exception {
    var stranger = new Gates.Stranger("chat", "e`ve", name, House.session("eve"));
    house.store.gates().knock(stranger, new Gates.Offer.Code("ABCDEFGH", "who are you?"));
    assertThat(say("/pairing")).startsWith("- waiting: `` chat:e`ve `` " + shown + ", ");
    assertThat(say("/pairing approve ABCDEFGH")).isEqualTo("`` chat:e`ve `` may talk now.");
    assertThat(say("/pairing list")).startsWith("- allowed: `` chat:e`ve `` since ");
  }
}
