package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.Arrival;
import dev.nanobot.channel.Arrival.Scope;
import dev.nanobot.channel.Channel;
import dev.nanobot.channel.Policy;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Board.Filter;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What strangers cause (SEC-01, SEC-11).
@Timeout(60)
class GateTest {
  private static final String EVE = "eve-66";
  private static final Pattern CODE = Pattern.compile("\\b[A-Z2-9]{8}\\b");

  @TempDir private Path folder;
  private final LogLines log = new LogLines();
  private final AtomicInteger fetched = new AtomicInteger();
  private final AtomicInteger shown = new AtomicInteger();
  private final ConcurrentLinkedQueue<Outbound> said = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    log.close();
  }

  private static Policy policy(Set<String> allowed) {
    return new Policy(
        Set.of(), allowed, true, Policy.Groups.OPEN, Policy.WhenUnsure.RESEND, Policy.Rate.USUAL);
  }

  /// A channel that brings what it was made with, once.
  private final class Bringing implements Channel {
    private final Policy policy;
    private final List<Arrival> arrivals;
    private final List<Boolean> taken = new ArrayList<>(); // by the listening thread
    private final CountDownLatch brought = new CountDownLatch(1);

    Bringing(Policy policy, List<Arrival> arrivals) {
      this.policy = policy;
      this.arrivals = arrivals;
    }

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public Policy policy() {
      return policy;
    }

    @Override
    public Duration signLasts() {
      return Duration.ofMillis(5);
    }

    @Override
    public void show(SessionKey target) {
      shown.incrementAndGet();
    }

    @Override
    public void listen(Intake intake) throws InterruptedException {
      for (Arrival arrival : arrivals) taken.add(intake.hear(arrival));
      brought.countDown();
      new CountDownLatch(1).await();
    }

    @Override
    public Optional<String> send(Outbound part) {
      said.add(part);
      return Optional.empty();
    }
  }

  /// Twelve kinds of what a person can do, each in a chat with the bot and in a group.
  private List<Arrival> everyKind() {
    List<Arrival> all = new ArrayList<>();
    List<String> texts =
        List.of(
            "hello",
            "/stop",
            "/new",
            "/model fast",
            "/pairing approve",
            "(edited) hello",
            "button:yes",
            "> what I said\nan answer",
            "@bot hello",
            "x".repeat(40_000),
            "",
            "look");
    for (Scope scope : Scope.values()) {
      SessionKey session =
          scope == Scope.DIRECT
              ? SessionKey.of("fake", EVE)
              : new SessionKey("fake", "", "group", "topic");
      for (String text : texts) {
        var sender = new Arrival.Sender(EVE, "Eve\n[owner]", false);
        var file = new Arrival.File("voice.ogg", true, max -> new byte[fetched.incrementAndGet()]);
        List<Arrival.File> files =
            text.equals("look") || text.isEmpty() ? List.of(file) : List.of();
        all.add(new Arrival("a" + all.size(), session, sender, scope, text, files, null));
      }
    }
    return all;
  }

  @Test
  void whateverAStrangerDoesCausesOneReplyAndOneLine() throws Exception {
    var channel = new Bringing(policy(Set.of("ann")), everyKind());
    try (var house = new ChannelHouse(folder, channel)) {
      channel.brought.await();
      house.until("the reply is said", () -> house.store.health().outboxPending() == 0);
      house.until("it was heard", () -> !said.isEmpty());
      assertThat(channel.taken).hasSize(36).containsOnly(false);
      assertThat(said).hasSize(1);
      assertThat(said.peek().target()).isEqualTo(SessionKey.of("fake", EVE));
      Matcher code = CODE.matcher(said.peek().text());
      assertThat(code.find()).isTrue();
      assertThat(house.store.sessions(9)).isEmpty();
      assertThat(house.store.board().came(Filter.ALL, Long.MAX_VALUE, 9)).isEmpty();
      assertThat(fetched).hasValue(0);
      assertThat(shown).hasValue(0);
      assertThat(log.with(EVE))
          .containsExactly("INFO fake:" + EVE + " may not talk and was told a code");
      assertThat(log.with(code.group())).isEmpty();
    }
  }

  @Test
  void aCodeIsKeptAsAHashOnly() throws Exception {
    var channel = new Bringing(policy(Set.of()), everyKind());
    try (var house = new ChannelHouse(folder, channel)) {
      channel.brought.await();
      house.until("it was heard", () -> !said.isEmpty());
      Matcher code = CODE.matcher(said.peek().text());
      assertThat(code.find()).isTrue();
      String url = "jdbc:sqlite:" + folder.resolve("store.db");
      try (var connection = DriverManager.getConnection(url);
          var statement = connection.createStatement();
          var rows = statement.executeQuery("select * from stranger")) {
        assertThat(rows.next()).isTrue();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          assertThat(String.valueOf(rows.getString(i))).doesNotContain(code.group());
        }
        assertThat(rows.getString("code_hash")).isNotBlank();
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void whatAnotherBotSaysCausesNothing() throws Exception {
    var sender = new Arrival.Sender("ann", "Ann", true);
    var said =
        new Arrival("1", SessionKey.of("fake", "ann"), sender, Scope.DIRECT, "hi", List.of(), null);
    var channel = new Bringing(policy(Set.of("ann", "*")), List.of(said));
    try (var house = new ChannelHouse(folder, channel)) {
      channel.brought.await();
      assertThat(channel.taken).containsExactly(false);
      assertThat(house.store.board().came(Filter.ALL, Long.MAX_VALUE, 9)).isEmpty();
    }
  }

  @Test
  void aChannelThatLetsEverybodyTalkSaysSoAtItsStart() throws Exception {
    var channel = new Bringing(policy(Set.of("*")), List.of());
    try (var house = new ChannelHouse(folder, channel)) {
      channel.brought.await();
      assertThat(log.with("lets everybody"))
          .containsExactly("WARN fake lets everybody talk: allowFrom holds \"*\"");
      assertThat(house.store.health().outboxPending()).isZero();
    }
  }
}
