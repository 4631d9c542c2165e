package dev.nanobot.e2e;

import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/// The real gateway under SIGKILL while three subagents of one chat are at work, again and again.
/// The chat is told of each by a message of its own, so the platform can count their answers.
///
/// From the command line: `SubagentKills [rounds] [seed]`. Ends with code 1 when an answer did not
/// come, or came twice.
public final class SubagentKills implements Program.Listener {
  private static final String CHAT = "c";
  private static final String MODEL = "fake-slow-300";
  private static final int EACH_ROUND = 3;
  private static final int LIFE_MS_MAX = 700;
  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final Duration ROUND_MAX = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final RealWorld world = new RealWorld();
  private final Path home;
  private final Random random;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, String> said = new HashMap<>(); // text by key; under the lock
  private int kills;
  private int killedAtWork;

  /// `answers` is how many messages told of each subagent, by its name.
  record Outcome(int kills, int killedAtWork, Map<String, Long> answers, List<String> violations) {
    Outcome {
      answers = Map.copyOf(answers);
      violations = List.copyOf(violations);
    }

    boolean isClean() {
      return violations.isEmpty() && answers.values().stream().allMatch(count -> count == 1);
    }
  }

  private SubagentKills(Path home, long seed) {
    this.home = home;
    this.random = new Random(seed);
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    Path home = Files.createTempDirectory("nanobot-subagents");
    Outcome outcome = run(home, rounds, seed);
    System.out.printf(
        "%d rounds, %d kills, %d of them while subagents were at work, %d subagents, clean: %s%n",
        rounds,
        outcome.kills(),
        outcome.killedAtWork(),
        outcome.answers().size(),
        outcome.isClean());
    System.out.println(outcome.isClean() ? "" : outcome);
    System.exit(outcome.isClean() ? 0 : 1);
  }

  static Outcome run(Path home, int rounds, long seed)
      throws IOException, InterruptedException, SQLException {
    try (var model = new ModelServer(home)) {
      Kills.configure(home, model.base(), MODEL);
      return new SubagentKills(home, seed).run(rounds);
    }
  }

  private Outcome run(int rounds) throws IOException, InterruptedException, SQLException {
    Program program = start();
    tell(program, "q", "/queue followup");
    until("the chat is set up", "select count(*) from inbox where external_id = 'q'", 1);
    for (int round = 1; round <= rounds; round++) {
      tell(program, "r" + round, asking(round));
      until("three are at work", "select count(*) from subagent where state = 'running'", 3);
      for (int life = random.nextInt(1, 3); life > 0; life--) {
        world.sleep(Duration.ofMillis(random.nextInt(LIFE_MS_MAX)));
        program.kill();
        kills++;
        if (number("select count(*) from subagent where state = 'running'") > 0) killedAtWork++;
        program = start();
      }
      until("all is over", "select count(*) from inbox where state in ('new', 'taken')", 0);
      until("all is said", "select count(*) from outbox where state <> 'sent'", 0);
    }
    program.stop(START_MAX);
    return new Outcome(kills, killedAtWork, answers(rounds), violations(rounds));
  }

  private static String name(int round, int i) {
    return "errand " + round + "." + i;
  }

  private static String asking(int round) {
    var lines = new ArrayList<String>();
    for (int i = 1; i <= EACH_ROUND; i++) {
      lines.add("tool:spawn " + Json.write(Json.object().put("task", name(round, i))));
    }
    return String.join("\n", lines);
  }

  private Map<String, Long> answers(int rounds) {
    var answers = new HashMap<String, Long>();
    for (int round = 1; round <= rounds; round++) {
      for (int i = 1; i <= EACH_ROUND; i++) {
        String mark = "[Subagent \"%s\" completed]".formatted(name(round, i));
        answers.put(mark, said.values().stream().filter(text -> text.contains(mark)).count());
      }
    }
    return answers;
  }

  private List<String> violations(int rounds) throws SQLException {
    List<String> found = new ArrayList<>(Audit.of(home.resolve("nanobot.db")).violations());
    // A subagent's own turn is heard by its parent, and says nothing to a chat.
    found.removeIf(violation -> violation.contains("was said something: subagent:"));
    long done = number("select count(*) from subagent where state = 'done'");
    long all = number("select count(*) from subagent");
    if (done != all || all != (long) rounds * EACH_ROUND) {
      found.add(done + " of " + all + " subagents are done, asked were " + rounds * EACH_ROUND);
    }
    return found;
  }

  private Program start() throws IOException, InterruptedException {
    var program = new Program(Launch.gateway(home), this).begin();
    program.send(line("hello" + kills, "/status")); // its acceptance says that the gateway is up
    if (!program.awaitSpeaking(START_MAX)) throw new AssertionError("the gateway does not start");
    return program;
  }

  private static void tell(Program program, String id, String text) {
    program.send(line(id, text));
  }

  private static String line(String id, String text) {
    return Json.write(
        Json.object()
            .put("type", "message")
            .put("id", id)
            .put("chat", CHAT)
            .put("sender", "person")
            .put("text", text));
  }

  @Override
  public void hear(Program program, String line) {
    JsonNode node = Json.parse(line);
    if (!node.path("type").asString("").equals("say")) return;
    lock.lock();
    try {
      said.put(node.get("key").stringValue(), node.get("text").stringValue());
    } finally {
      lock.unlock();
    }
    program.send(
        Json.write(
            Json.object()
                .put("type", "said")
                .put("id", node.get("id").longValue())
                .put("platformId", "p")));
  }

  private void until(String what, String query, long wanted)
      throws InterruptedException, SQLException {
    long start = world.nanos();
    while (number(query) != wanted) {
      if (world.since(start).compareTo(ROUND_MAX) > 0) throw new AssertionError("in vain: " + what);
      world.sleep(LOOK);
    }
  }

  private long number(String query) throws SQLException {
    String address = "jdbc:sqlite:file:" + home.resolve("nanobot.db") + "?mode=ro";
    try (var connection = DriverManager.getConnection(address);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      return rows.getLong(1);
    }
  }
}
