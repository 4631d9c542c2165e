package dev.nanobot.sim;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.nanobot.agent.Budget;
import dev.nanobot.message.Budgets;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.provider.Prices;
import dev.nanobot.sim.Scenario.Planted;
import dev.nanobot.store.Board.Leaves;
import dev.nanobot.store.BranchRefused;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// One run: processes over one SQLite file that crash, stand still and restart, people who talk
/// while turns run, a clock that jumps. In the last part nothing fails, so that all work comes to
/// an end.
final class Simulation {
  static {
    // A console has locks that threads from outside take as well, and then wake simulated ones.
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
  }

  private static final Budget WIDE =
      new Budget(
          new Budgets(new Limit(1_000_000_000, 0), Limit.NONE, Limit.NONE, Limit.NONE),
          Prices.NONE,
          List.of("sim"),
          ZoneOffset.UTC);

  private static final Duration CALM = Duration.ofMinutes(12);
  private static final Duration END = Duration.ofMinutes(45);
  private static final int BRANCH_DEEDS = 3;
  private static final int PAUSE_BETWEEN_MS_MAX = 40_000;
  private static final int TROUBLE_MS_MAX = 50_000;
  private static final int PAUSE_MS_MAX = 90_000;
  private static final int LEASE_MS = 30_000; // of a session
  private static final int TAKEOVER_MS_MAX = 40_000;
  private static final List<String> WORDS =
      List.of(
          "/new",
          "/compact",
          "/undo",
          "/queue",
          "/queue followup",
          "/queue collect",
          "/queue steer",
          "/queue interrupt",
          "/cron",
          "/cron run a0000001",
          "/cron run a0000002",
          "/cron remove a0000003",
          "/memory",
          "/memory search note",
          "/status",
          "/history",
          "/usage",
          "/trigger",
          "/subagents",
          "/help",
          "/nobody-knows");

  private final Simulator simulator;
  private final Scenario scenario;
  private final Outside outside = new Outside();
  private final Path file;
  private final SimWorld humans;
  private final Set<String> gone = new HashSet<>();
  private final List<@Nullable SimProcess> running = new ArrayList<>();

  /// What came of a run; `violations` is empty when every promise held.
  record Verdict(long seed, List<String> violations, Outside outside, long steps, int hash) {}

  private Simulation(long seed, Scenario scenario, Path file) {
    this.simulator = new Simulator(seed);
    this.scenario = scenario;
    this.file = file;
    outside.isThrifty = scenario.isThrifty();
    this.humans = new SimWorld(simulator, "humans");
  }

  static Verdict run(long seed, Scenario scenario) throws IOException, SQLException {
    // Loads the driver, which takes a monitor: simulated threads must not meet there.
    DriverManager.getConnection("jdbc:sqlite::memory:").close();
    Path shm = Path.of("/dev/shm");
    Path folder =
        Files.isDirectory(shm)
            ? Files.createTempDirectory(shm, "sim")
            : Files.createTempDirectory("sim");
    try {
      var simulation = new Simulation(seed, scenario, folder.resolve("sim.db"));
      try (var _ = Overheard.by(simulation.outside.faults)) {
        simulation.run();
      }
      var violations = Invariants.check(simulation.file, simulation.outside);
      return new Verdict(
          seed,
          violations,
          simulation.outside,
          simulation.simulator.steps(),
          simulation.simulator.hash());
    } finally {
      delete(folder);
    }
  }

  private void run() throws SQLException {
    for (int i = 0; i < scenario.processes(); i++) {
      int slot = i;
      running.add(null);
      humans.start("supervisor " + i, () -> supervise(slot));
    }
    for (int i = 0; i < scenario.sessions(); i++) {
      SessionKey session = SessionKey.of("chat", "s" + i);
      humans.start("human " + i, () -> talk(session));
    }
    humans.start("trouble", this::trouble);
    if (scenario.isHousehold()) {
      Path heartbeat = SimProcess.heartbeat(file);
      new Household(simulator, humans, scenario, outside.deeds, heartbeat, this::visit).start();
    }
    simulator.run(END);
    outside.deeds.end = simulator.now();
    outside.faults.addAll(simulator.failures());
    for (SimProcess process : running) {
      if (process != null) process.database.close();
    }
  }

  /// Keeps one process alive.
  private void supervise(int slot) {
    for (int generation = 0; ; generation++) {
      var world =
          new SimWorld(
              simulator,
              "w" + slot + "." + generation,
              simulator.random.nextBoolean() ? gone : new HashSet<>());
      var script = new Script(world, outside, scenario.life());
      var database = new FaultyDatabase(world, scenario.odds(), scenario.mutant());
      world.start("main", () -> begin(slot, world, database, script));
      while (!world.isDead()) {
        if (simulator.nanos() > CALM.toNanos()) database.calm();
        sleep(Duration.ofSeconds(3));
      }
      gone.add(world.worker());
      running.set(slot, null);
      outside.crashes++;
      if (scenario.isHousehold() && humans.chance(4) == 0) loseAllPatience();
      sleep(Duration.ofMillis(world.chance(20_000)));
    }
  }

  /// Everybody whose answer does not come says stop.
  private void loseAllPatience() {
    String id = "/stop " + outside.crashes;
    for (int i = 0; i < scenario.sessions(); i++) {
      SessionKey session = SessionKey.of("chat", "s" + i);
      humans.start("impatient " + i, () -> deliver(inbound(session, session.chat() + id, "/stop")));
    }
  }

  private void begin(int slot, SimWorld world, FaultyDatabase database, Script script) {
    try {
      Budget budget = scenario.isThrifty() ? WIDE : Budget.NONE;
      running.set(slot, new SimProcess(world, database, file, script, budget, scenario));
    } catch (StoreException e) {
      world.kill(); // A program that cannot open its store says so and exits.
    }
  }

  private void talk(SessionKey session) {
    for (int i = 0; i < scenario.messages(); i++) {
      sleep(Duration.ofMillis(humans.chance(PAUSE_BETWEEN_MS_MAX)));
      String text = session.chat() + "." + i;
      outside.sent.computeIfAbsent(session.value(), key -> new ArrayList<>()).add(text);
      Inbound message = inbound(session, text, text);
      deliver(message);
      if (humans.chance(3) == 0) deliver(message); // Platforms deliver twice.
      if (scenario.isThrifty() && humans.chance(3) == 0) {
        deliver(inbound(session, text + "/compact", "/compact"));
      }
      if (humans.chance(8) == 0) {
        sleep(Duration.ofMillis(humans.chance(PAUSE_BETWEEN_MS_MAX)));
        deliver(inbound(session, text + "/stop", "/stop"));
      }
      if (scenario.isBranching()) branch(session, text);
      if (scenario.isHousehold() && humans.chance(2) == 0) {
        String word = WORDS.get(humans.chance(WORDS.size()));
        deliver(inbound(session, text + word, word));
      }
    }
  }

  /// Does what leads a conversation elsewhere, beside what still works in it.
  private void branch(SessionKey session, String text) {
    for (int i = 0; i < BRANCH_DEEDS; i++) {
      sleep(Duration.ofMillis(humans.chance(PAUSE_BETWEEN_MS_MAX)));
      switch (humans.chance(5)) {
        case 0, 1 -> visit(process -> choose(process, session));
        case 2 -> askInstead(session, text + "/" + i);
        case 3 -> deliver(inbound(session, text + "/undo" + i, "/undo"));
        default -> visit(Simulation::retry);
      }
    }
  }

  private static void choose(SimProcess process, SessionKey session) {
    OptionalLong turn = anyTurn(process, session);
    if (turn.isPresent()) process.intake.choose(session, turn.getAsLong());
  }

  private static OptionalLong anyTurn(SimProcess process, SessionKey session) {
    List<Entry> entries = process.store.transcript(session, 0, Integer.MAX_VALUE);
    if (entries.isEmpty()) return OptionalLong.empty();
    return OptionalLong.of(entries.get(process.world.chance(entries.size())).turn());
  }

  /// What is known of a wish: whether a process still works at it, and whether it was fulfilled.
  private enum Wish {
    AT_WORK,
    UNKNOWN,
    REFUSED,
    FULFILLED
  }

  /// Asks in the place of a turn until it is known that it was taken, or was not. One attempt at a
  /// time: one that is late would be taken after it was refused.
  private void askInstead(SessionKey session, String text) {
    List<String> sent = outside.sent.computeIfAbsent(session.value(), key -> new ArrayList<>());
    sent.add(text);
    Inbound message = inbound(session, text, text);
    Wish[] wish = {Wish.UNKNOWN};
    while (wish[0] == Wish.UNKNOWN) {
      SimProcess process = running.get(humans.chance(running.size()));
      if (process != null) {
        wish[0] = Wish.AT_WORK;
        process.world.start("ask", () -> wish[0] = askInstead(process, message));
      }
      do sleep(Duration.ofMillis(500 + humans.chance(2_000)));
      while (wish[0] == Wish.AT_WORK && !requireNonNull(process).world.isDead());
      if (wish[0] == Wish.AT_WORK) wish[0] = Wish.UNKNOWN;
    }
    if (wish[0] == Wish.REFUSED) sent.remove(text);
    else outside.acknowledged.add(text);
  }

  private Wish askInstead(SimProcess process, Inbound message) {
    try {
      OptionalLong turn = anyTurn(process, message.session());
      if (turn.isEmpty()) return Wish.REFUSED;
      process.intake.takeInstead(message, turn.getAsLong());
      return Wish.FULFILLED;
    } catch (BranchRefused e) {
      return Wish.REFUSED;
    } catch (StoreException e) {
      outside.refusals++;
      return Wish.UNKNOWN;
    }
  }

  private static void retry(SimProcess process) {
    for (Leaves leaves : process.store.board().leaves("pending", Long.MAX_VALUE, 1)) {
      process.intake.retry(leaves.id(), "somebody");
    }
  }

  private static Inbound inbound(SessionKey session, String id, String text) {
    var sender = new Principal("chat:" + session.chat());
    return new Inbound("chat", id, session, sender, Trust.ALLOWED, text);
  }

  /// Lets somebody do something in a process; false when it is not known whether it was done.
  private boolean visit(Consumer<SimProcess> deed) {
    boolean[] isDone = {false};
    SimProcess process = running.get(humans.chance(running.size()));
    if (process != null) {
      process.world.start("visit", () -> visit(process, deed, isDone));
    }
    sleep(Duration.ofMillis(500 + humans.chance(2_000)));
    return isDone[0];
  }

  private void visit(SimProcess process, Consumer<SimProcess> deed, boolean[] isDone) {
    try {
      deed.accept(process);
      isDone[0] = true;
    } catch (StoreException e) {
      outside.refusals++; // It did not happen.
    }
  }

  /// A platform brings a message until it is acknowledged.
  private void deliver(Inbound message) {
    boolean[] isDone = {false};
    while (!isDone[0]) {
      SimProcess process = running.get(humans.chance(running.size()));
      if (process != null) {
        process.world.start("hear", () -> hear(process, message, isDone));
      }
      sleep(Duration.ofMillis(500 + humans.chance(2_000)));
    }
  }

  private void hear(SimProcess process, Inbound message, boolean[] isDone) {
    if (scenario.planted() == Planted.ACKNOWLEDGES_FIRST) acknowledge(message, isDone);
    try {
      process.intake.accept(message);
      acknowledge(message, isDone);
    } catch (StoreException e) {
      outside.refusals++; // Not accepted, so not acknowledged: it is brought again.
    }
  }

  private void acknowledge(Inbound message, boolean[] isDone) {
    isDone[0] = true;
    outside.acknowledged.add(message.externalId());
  }

  /// Pauses processes past the end of their leases, and moves the clock.
  private void trouble() {
    while (simulator.nanos() < CALM.toNanos()) {
      sleep(Duration.ofMillis(humans.chance(TROUBLE_MS_MAX)));
      SimProcess process = running.get(humans.chance(running.size()));
      if (process != null && humans.chance(2) == 0) {
        process.world.pause(Duration.ofMillis(pauseMs()));
        outside.pauses++;
      }
      if (humans.chance(12) == 0) {
        simulator.jumpClock(Duration.ofMillis(humans.chance(120_000) - 20_000));
      }
      if (humans.chance(24) == 0) {
        simulator.jumpClock(Duration.ofMinutes(humans.chance(120) - 60));
      }
    }
  }

  /// Half of them end when somebody else has just taken over, and is at work on the same turn.
  private int pauseMs() {
    return humans.chance(2) == 0
        ? LEASE_MS + humans.chance(TAKEOVER_MS_MAX)
        : humans.chance(PAUSE_MS_MAX);
  }

  private void sleep(Duration time) {
    try {
      humans.sleep(time);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }
}
