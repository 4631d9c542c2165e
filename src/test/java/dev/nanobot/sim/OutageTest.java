package dev.nanobot.sim;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.nanobot.channel.DeliveryException;
import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Courier;
import dev.nanobot.gateway.Crew;
import dev.nanobot.gateway.Deaf;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.sim.FaultyDatabase.Mutant;
import dev.nanobot.sim.FaultyDatabase.Odds;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.store.StoreFixture;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What becomes of messages while their platform is not there, in hours that pass at once.
class OutageTest {
  static {
    // A console has locks that threads from outside take as well, and then wake simulated ones.
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
  }

  private static final Duration BEGIN = Duration.ofSeconds(61);
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Duration NEVER = Duration.ofDays(99);
  private static final Duration BUSY = Duration.ofMinutes(10);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int PAUSE_MS = 100;

  @TempDir private Path folder;
  private final Simulator simulator = new Simulator(1);
  private final SimWorld world = new SimWorld(simulator, "w");
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Attempt> said = new ArrayList<>();
  private int questions;

  /// One attempt to say something.
  private record Attempt(Outbound message, Duration at) {
    String text() {
      return message.text();
    }
  }

  /// What is asked of a platform meanwhile.
  private enum Fault {
    REFUSES,
    HANGS,
    LOCKED,
    REFUSES_THEN_IS_BUSY,
    ASKED_IN_VAIN
  }

  /// A platform with a fault from `BEGIN` to `end`; a text that is a `poison` never has an answer.
  private class Platform extends Deaf {
    private final Fault fault;
    private final Duration end;

    Platform(Fault fault, Duration end) {
      this.fault = fault;
      this.end = end;
    }

    private boolean isBroken() {
      return now().compareTo(BEGIN) >= 0 && now().compareTo(end) < 0;
    }

    @Override
    public Optional<String> send(Outbound message) throws InterruptedException {
      var attempt = new Attempt(message, now());
      attempts.add(attempt);
      boolean isHanging = isBroken() && fault == Fault.HANGS;
      if (isHanging || message.text().equals("poison")) {
        world.sleep(SILENCE);
        throw DeliveryException.undecided("no answer");
      }
      if (isBroken() && fault == Fault.REFUSES) throw DeliveryException.unreached("no connection");
      if (fault == Fault.REFUSES_THEN_IS_BUSY && now().compareTo(BEGIN) >= 0) {
        if (isBroken()) throw DeliveryException.unreached("no connection");
        if (now().compareTo(end.plus(BUSY)) < 0) {
          throw DeliveryException.notNow("slow down", Optional.of(Duration.ofMinutes(1)));
        }
      }
      if (isBroken() && fault == Fault.LOCKED) {
        throw DeliveryException.notNow("no such token", Optional.empty());
      }
      world.sleep(Duration.ofMillis(PAUSE_MS));
      said.add(attempt);
      return Optional.empty();
    }

    @Override
    public boolean answers() throws InterruptedException {
      questions++;
      boolean isHanging = isBroken() && fault == Fault.HANGS;
      world.sleep(isHanging ? SILENCE : Duration.ofMillis(PAUSE_MS));
      return !isBroken() || fault == Fault.LOCKED;
    }
  }

  private Duration now() {
    return Duration.ofNanos(world.nanos());
  }

  /// Every `pause` there is something to say in each chat, until `last`; the world ends at `end`.
  private void run(Platform platform, int chats, Duration pause, Duration last, Duration end)
      throws Exception {
    DriverManager.getConnection("jdbc:sqlite::memory:").close(); // Loads the driver outside.
    var database = new FaultyDatabase(world, new Odds(0, 0), Mutant.NONE);
    world.start(
        "main",
        () -> {
          Store store = StoreFixture.open(world, file(), database::open);
          var bells = new Bells(world, List.of("chat"));
          var courier = new Courier(world, store, platform, Courier.BACKOFF, bells);
          new Crew(world).start("courier", courier::run);
          for (int i = 0; now().compareTo(last) < 0; i++) {
            for (int chat = 0; chat < chats; chat++) say(store, "c" + chat, "m" + i);
            sleep(pause);
          }
        });
    simulator.run(end);
    database.close();
    assertThat(simulator.failures()).isEmpty();
  }

  /// While the platform is away there is something to say, and ten minutes later all is over.
  /// Returns when the platform is back.
  private Duration outage(Fault fault, Duration length, int chats, Duration pause)
      throws Exception {
    Duration mended = BEGIN.plus(length);
    run(new Platform(fault, mended), chats, pause, mended, mended.plusMinutes(10));
    return mended;
  }

  private Path file() {
    return folder.resolve("nanobot.db");
  }

  private void sleep(Duration time) {
    try {
      world.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts here", e);
    }
  }

  private void say(Store store, String chat, String text) {
    var session = SessionKey.of("chat", chat);
    var heard =
        new Inbound("chat", world.id(), session, new Principal("chat:7"), Trust.ALLOWED, "x");
    store.refuse(heard, new Refusal("test", text));
  }

  private List<String> texts(String query) throws Exception {
    var texts = new ArrayList<String>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      while (rows.next()) texts.add(rows.getString(1));
    }
    return texts;
  }

  /// Each chat hears all, each once, in order, and what waited soon after `mended`.
  private void assertSaid(int chats, int messages, Duration mended) throws Exception {
    assertThat(texts("select key from outbox where state <> 'sent'")).isEmpty();
    for (int chat = 0; chat < chats; chat++) {
      String name = "c" + chat;
      assertThat(said.stream().filter(one -> one.message().target().chat().equals(name)))
          .extracting(Attempt::text)
          .containsExactlyElementsOf(IntStream.range(0, messages).mapToObj(i -> "m" + i).toList());
    }
    List<String> waiting =
        texts("select text from outbox where created_at < 1767225600000 + " + mended.toMillis());
    assertThat(said.subList(0, waiting.size()))
        .allMatch(one -> one.at().compareTo(mended.plus(SOON)) < 0);
  }

  private List<Attempt> during(Duration mended) {
    return attempts.stream()
        .filter(one -> one.at().compareTo(BEGIN) >= 0 && one.at().compareTo(mended) < 0)
        .toList();
  }

  @Test
  void inTenHoursWithoutANetworkNothingIsLostAndAllIsSaidOnceAndInOrder() throws Exception {
    Duration mended = BEGIN.plusHours(10);
    var platform = new Platform(Fault.REFUSES, mended);
    run(platform, 3, Duration.ofMinutes(10), mended.plusHours(1), mended.plusHours(2));
    assertSaid(3, 67, mended);
    assertThat(said).noneMatch(one -> one.message().mayBeDuplicate());
    // Each chat's oldest message, when it begins, and every four hours.
    assertThat(during(mended)).hasSizeLessThanOrEqualTo(9);
    assertThat(questions).isBetween(600, 1_300);
  }

  @Test
  void aHangOfTenMinutesGivesUpNothingAndLeavesOneDoubtInEachChat() throws Exception {
    Duration mended = outage(Fault.HANGS, Duration.ofMinutes(10), 8, Duration.ofSeconds(10));
    assertSaid(8, 67, mended);
    assertThat(during(mended)).hasSize(8);
    assertThat(said).filteredOn(one -> one.message().mayBeDuplicate()).hasSize(8);
    assertThat(said).filteredOn(one -> one.message().attempts() > 2).isEmpty();
  }

  @Test
  void aHangGivesUpNothingWhereOneChatIsAll() throws Exception {
    Duration mended = outage(Fault.HANGS, Duration.ofHours(3), 1, Duration.ofMinutes(1));
    assertSaid(1, 182, mended);
    assertThat(during(mended)).hasSize(1);
  }

  @Test
  void aTokenThatIsMendedAfterAnHourCostsNothing() throws Exception {
    Duration mended = outage(Fault.LOCKED, Duration.ofHours(1), 4, Duration.ofMinutes(5));
    assertSaid(4, 13, mended);
    assertThat(said).noneMatch(one -> one.message().mayBeDuplicate());
    assertThat(questions).isZero();
  }

  @Test
  void whatIsNotTakenInADayIsGivenUpWithTheReason() throws Exception {
    var platform = new Platform(Fault.LOCKED, NEVER);
    run(platform, 1, Duration.ofMinutes(2), BEGIN.plusMinutes(4), Duration.ofHours(25));
    assertThat(texts("select state || ' ' || reason from outbox order by id"))
        .containsExactly(
            "sent ",
            "dead given up after a day: no such token",
            "dead given up after a day: no such token");
    // What stood behind it has its tries all the same.
    assertThat(attempts).filteredOn(one -> one.text().equals("m2")).hasSizeGreaterThan(5);
  }

  @Test
  void whatIsOlderThanADayIsSaidWhenAPlatformThatIsBackAsksToWait() throws Exception {
    Duration mended = BEGIN.plusHours(25);
    var platform = new Platform(Fault.REFUSES_THEN_IS_BUSY, mended);
    run(platform, 2, Duration.ofSeconds(30), BEGIN.plusMinutes(1), mended.plusHours(1));
    assertSaid(2, 5, mended.plus(BUSY));
  }

  @Test
  void aMessageThatNeverHasAnAnswerDiesAloneAndItsChatGoesOn() throws Exception {
    var platform = new Platform(Fault.REFUSES, BEGIN);
    world.start(
        "poisoner",
        () -> {
          sleep(Duration.ofSeconds(5));
          try (Store store =
              StoreFixture.open(
                  world, file(), new FaultyDatabase(world, new Odds(0, 0), Mutant.NONE)::open)) {
            say(store, "bad", "poison");
            say(store, "bad", "after it");
          }
        });
    run(platform, 3, Duration.ofSeconds(1), Duration.ofMinutes(20), Duration.ofMinutes(21));
    assertThat(attempts).filteredOn(one -> one.text().equals("poison")).hasSize(8);
    assertThat(texts("select text || ' ' || reason from outbox where state <> 'sent'"))
        .containsExactly("poison no answer");
    assertThat(said).extracting(Attempt::text).contains("after it");
    for (Attempt one : said) {
      if (!one.text().startsWith("m")) continue;
      Duration due = Duration.ofSeconds(Long.parseLong(one.text().substring(1)));
      assertThat(one.at().minus(due)).as(one.text()).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void aQuestionThatGetsNoAnswerHoldsNoMessageForEver() throws Exception {
    var platform =
        new Platform(Fault.ASKED_IN_VAIN, NEVER) {
          @Override
          public Optional<String> send(Outbound message) throws InterruptedException {
            boolean isFirst = message.text().equals("m2") && message.attempts() == 1;
            if (isFirst) throw DeliveryException.undecided("no answer");
            return super.send(message);
          }
        };
    run(platform, 2, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMinutes(250));
    assertThat(texts("select text from outbox where state <> 'sent'")).isEmpty();
  }
}
