package dev.nanobot.sim;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.nanobot.gateway.Crew;
import dev.nanobot.gateway.Retention;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Usage;
import dev.nanobot.sim.FaultyDatabase.Mutant;
import dev.nanobot.sim.FaultyDatabase.Odds;
import dev.nanobot.store.Asks.Ask;
import dev.nanobot.store.Asks.Line;
import dev.nanobot.store.Asks.Place;
import dev.nanobot.store.Asks.Terms;
import dev.nanobot.store.Asks.Voice;
import dev.nanobot.store.Board.Old;
import dev.nanobot.store.Lease;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.store.Store.Room;
import dev.nanobot.store.StoreException;
import dev.nanobot.store.StoreFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// What is old is deleted by two instances over weeks, though they die at any commit and find the
/// disk full; and nothing else is.
class RetentionSimTest {
  static {
    // A console has locks that threads from outside take as well, and then wake simulated ones.
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
  }

  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration CALM = Duration.ofDays(31);
  private static final Duration END = Duration.ofDays(32);
  private static final int OLD = 12;
  private static final SessionKey PERSON = SessionKey.of("chat", "ann");

  @TempDir private Path folder;
  private int restarts;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatIsOldIsGoneAndNothingElse(long seed) throws Exception {
    DriverManager.getConnection("jdbc:sqlite::memory:").close(); // Loads the driver outside.
    Path file = folder.resolve("nanobot.db");
    var simulator = new Simulator(seed);
    var people = new SimWorld(simulator, "people");
    List<FaultyDatabase> databases = new ArrayList<>();
    people.start("begin", () -> begin(simulator, people, file, databases));
    simulator.run(END);
    for (FaultyDatabase database : databases) database.close();
    assertThat(simulator.failures()).isEmpty();
    assertThat(restarts).as("processes that died").isPositive();
    check(file);
  }

  private void begin(
      Simulator simulator, SimWorld people, Path file, List<FaultyDatabase> databases) {
    var quiet = new FaultyDatabase(people, new Odds(0, 0), Mutant.NONE);
    databases.add(quiet);
    Store store = StoreFixture.open(people, file, quiet::open);
    for (int i = 0; i < OLD; i++) ask(store, "old" + i);
    ask(store, "pinned");
    store.chats().pin(session("pinned"), true);
    var inbound = new Inbound("chat", "m1", PERSON, new Principal("chat:7"), Trust.ALLOWED, "hi");
    store.post(inbound, 9, new Refusal("full", "full"));
    answer(store, PERSON);
    for (int i = 0; i < 2; i++) {
      int slot = i;
      people.start("supervisor " + i, () -> supervise(simulator, people, slot, file, databases));
    }
    sleep(people, Duration.ofDays(20));
    ask(store, "recent");
  }

  private static SessionKey session(String name) {
    return new SessionKey("api", "", "owner", name);
  }

  private static void ask(Store store, String name) {
    var terms = new Terms(Principal.LOCAL, Trust.OWNER, null, "", "{}");
    List<Line> lines =
        List.of(
            new Line(Voice.CALLER, "one", List.of()),
            new Line(Voice.AGENT, "two", List.of()),
            new Line(Voice.CALLER, "three", List.of()));
    var place = new Place.New(session(name));
    store.asks().take(new Ask(name, name, "digest", place, lines, terms), 9);
    answer(store, session(name));
  }

  private static void answer(Store store, SessionKey session) {
    Lease lease =
        store.lease("people", Duration.ofMinutes(1), 1, Set.of(session), List.of()).getFirst();
    store.open(lease);
    var reply = new Reply(Assistant.of("four"), Reply.Finish.STOP, new Usage(1, 1, 0, 0), "sim");
    store.finish(lease, reply);
    store
        .take("people", session.endpoint(), Duration.ofMinutes(1), Room.of(9), List.of())
        .forEach(said -> store.sent(List.of(new Store.Delivery(said.id(), ""))));
  }

  /// Keeps one instance alive that does nothing but delete.
  private void supervise(
      Simulator simulator, SimWorld people, int slot, Path file, List<FaultyDatabase> databases) {
    for (int generation = 0; ; generation++) {
      var world = new SimWorld(simulator, "w" + slot + "." + generation);
      var database = new FaultyDatabase(world, new Odds(8, 8), Mutant.NONE);
      databases.add(database);
      world.start("main", () -> work(world, database, file));
      while (!world.isDead()) {
        if (simulator.nanos() > CALM.toNanos()) database.calm();
        sleep(people, Duration.ofMinutes(10));
      }
      restarts++;
    }
  }

  private static void work(SimWorld world, FaultyDatabase database, Path file) {
    try {
      Store store = StoreFixture.open(world, file, database::open);
      var kept = Map.of(Old.CONVERSATIONS, KEPT, Old.TRACES, KEPT, Old.JOBS, KEPT);
      new Crew(world).start("retention", new Retention(world, store, kept)::run);
    } catch (StoreException e) {
      world.kill(); // A program that cannot open its store says so and exits.
    }
  }

  private static void sleep(SimWorld world, Duration time) {
    try {
      world.sleep(time);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts here", e);
    }
  }

  private static void check(Path file) throws SQLException {
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      assertThat(column(database, "select key from session order by key"))
          .containsExactly("api:owner:pinned", "api:owner:recent", "chat:ann");
      assertThat(column(database, "select distinct session from transcript order by 1"))
          .containsExactly("api:owner:pinned", "api:owner:recent", "chat:ann");
      assertThat(column(database, "select count(*) from transcript")).containsExactly("10");
      assertThat(column(database, "select id from ask order by id"))
          .containsExactly("pinned", "recent");
      assertThat(column(database, "select distinct session from inbox order by 1")).hasSize(3);
      assertThat(
              column(
                  database,
                  "select distinct t.session from step s join turn t on t.id = s.turn order by 1"))
          .containsExactly("api:owner:recent");
      assertThat(column(database, "select session from outbox where state <> 'sent'")).isEmpty();
    }
  }

  private static List<String> column(Connection database, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (var sql = database.createStatement();
        var rows = sql.executeQuery(query)) {
      while (rows.next()) values.add(rows.getString(1));
    }
    return values;
  }
}
