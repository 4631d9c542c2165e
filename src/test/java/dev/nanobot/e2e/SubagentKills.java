package dev.nanobot.e2e;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The real gateway under SIGKILL while three subagents of one chat are at work, again and again.
/// The chat is told of each by a message of its own, so the platform can count their answers. In
/// every other round the model answers none of them before the first kill.
///
/// From the command line: `SubagentKills [rounds] [seed]`. Ends with code 1 when an answer did not
/// come, or came twice.
public final class SubagentKills {
  private static final String MODEL = "fake-slow-300";
  private static final String ALL = "select count(*) from subagent";
  private static final String AT_WORK = ALL + " where state = 'running'";
  private static final String TASK = "errand";
  private static final int EACH_ROUND = 3;
  private static final int LIFE_MS_MAX = 700;

  private final ModelServer model;
  private final Bridge bridge;
  private final Random random;
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

  private SubagentKills(ModelServer model, Bridge bridge, long seed) {
    this.model = model;
    this.bridge = bridge;
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
      try (var bridge = new Bridge(home)) {
        return new SubagentKills(model, bridge, seed).run(home, rounds);
      }
    }
  }

  private Outcome run(Path home, int rounds)
      throws IOException, InterruptedException, SQLException {
    bridge.say("q", "/queue followup");
    for (int round = 1; round <= rounds; round++) {
      if (round % 2 == 1) model.hold(TASK);
      bridge.tell("r" + round, asking(round));
      bridge.until("three were begun", ALL, (long) round * EACH_ROUND);
      for (int life = random.nextInt(1, 3); life > 0; life--) {
        bridge.pause(Duration.ofMillis(random.nextInt(LIFE_MS_MAX)));
        bridge.kill();
        kills++;
        if (bridge.count(AT_WORK) > 0) killedAtWork++;
        model.release();
        bridge.startAgain();
      }
      bridge.untilQuiet();
    }
    return new Outcome(kills, killedAtWork, answers(rounds), violations(home, rounds));
  }

  private static String name(int round, int i) {
    return TASK + " " + round + "." + i;
  }

  private static String asking(int round) {
    var lines = new ArrayList<String>();
    for (int i = 1; i <= EACH_ROUND; i++) {
      lines.add("tool:spawn " + Json.write(Json.object().put("task", name(round, i))));
    }
    return String.join("\n", lines);
  }

  private Map<String, Long> answers(int rounds) {
    List<String> said = bridge.said();
    var answers = new HashMap<String, Long>();
    for (int round = 1; round <= rounds; round++) {
      for (int i = 1; i <= EACH_ROUND; i++) {
        String mark = "[Subagent \"%s\" completed]".formatted(name(round, i));
        answers.put(mark, said.stream().filter(text -> text.contains(mark)).count());
      }
    }
    return answers;
  }

  private List<String> violations(Path home, int rounds) throws SQLException {
    List<String> found = new ArrayList<>(Audit.of(home.resolve("nanobot.db")).violations());
    // A subagent's own turn is heard by its parent, and says nothing to a chat.
    found.removeIf(violation -> violation.contains("was said something: subagent:"));
    long done = bridge.count(ALL + " where state = 'done'");
    long all = bridge.count(ALL);
    if (done != all || all != (long) rounds * EACH_ROUND) {
      found.add(done + " of " + all + " subagents are done, asked were " + rounds * EACH_ROUND);
    }
    return found;
  }
}
