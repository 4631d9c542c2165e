package dev.nanobot.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/// The real gateway under SIGKILL while it compacts a conversation: on the way to an answer, and on
/// request, in turns. The model takes 150 ms, so some kills come before the summary is there, some
/// after.
///
/// From the command line: `CompactionKills [rounds] [seed]`. Ends with code 1 when a compaction
/// changed something without having happened, or a message was not answered once.
public final class CompactionKills {
  private static final String MODEL = "fake-slow-150";
  private static final int LIFE_MS_MAX = 250;
  private static final String FILLING = " " + "words ".repeat(300).strip();
  private static final String BEGUN =
      """
      select count(*) from step s join turn t on t.id = s.turn
      where s.kind = 'model' and (s.name = 'summary' or t.task = 'COMPACT')
      """;
  private static final String TORN =
      """
      select count(*) from summary s where not exists (select 1 from transcript e
        where e.session = s.session and e.seq = s.upto and e.turn < s.turn
          and not exists (select 1 from transcript n
            where n.session = e.session and n.seq = e.seq + 1 and n.turn = e.turn))
      """;

  private final Bridge bridge;
  private final Random random;
  private final List<String> violations = new ArrayList<>();
  private int happened;

  /// `happened` is how often the summary was there after the kill.
  record Outcome(int kills, int happened, long summaries, List<String> violations) {
    Outcome {
      violations = List.copyOf(violations);
    }
  }

  private CompactionKills(Bridge bridge, long seed) {
    this.bridge = bridge;
    this.random = new Random(seed);
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    Outcome outcome = run(Files.createTempDirectory("nanobot-compaction"), rounds, seed);
    System.out.println(outcome);
    System.exit(outcome.violations().isEmpty() ? 0 : 1);
  }

  static Outcome run(Path home, int rounds, long seed)
      throws IOException, InterruptedException, SQLException {
    try (var model = new ModelServer(home)) {
      ObjectNode agents = Kills.agents(MODEL);
      agents.withObject("/defaults").put("contextWindowTokens", 5_000).put("maxTokens", 500);
      agents.withObject("/defaults/compaction").put("share", 0.1);
      Kills.configure(home, model.base(), agents);
      try (var bridge = new Bridge(home)) {
        return new CompactionKills(bridge, seed).run(home, rounds);
      }
    }
  }

  private Outcome run(Path home, int rounds)
      throws IOException, InterruptedException, SQLException {
    say("beginning");
    for (int round = 1; round <= rounds; round++) {
      say("filling " + round);
      if (round % 2 == 0) onTheWay(round);
      else onRequest(round);
    }
    violations.addAll(Audit.of(home.resolve("nanobot.db")).violations());
    if (bridge.count(TORN) > 0) violations.add("a summary ends within a turn");
    long summaries = bridge.count("select count(*) from summary");
    return new Outcome(rounds, happened, summaries, violations);
  }

  private void say(String text) throws IOException, InterruptedException, SQLException {
    bridge.say(text, text + FILLING);
    bridge.untilQuiet();
    answeredOnce(text + " words");
  }

  private void onTheWay(int round) throws IOException, InterruptedException, SQLException {
    String text = "message " + round;
    killed(text, text + FILLING);
    answeredOnce(text + " words");
  }

  private void onRequest(int round) throws IOException, InterruptedException, SQLException {
    long before = said("Compacted: ");
    killed("compact " + round, "/compact");
    long answers = said("Compacted: ") - before;
    if (answers != 1) violations.add("round " + round + ": /compact has " + answers + " answers");
  }

  private void killed(String id, String text)
      throws IOException, InterruptedException, SQLException {
    List<String> transcript = transcript();
    long summaries = bridge.count("select count(*) from summary");
    long begun = bridge.count(BEGUN);
    bridge.tell(id, text);
    bridge.until(id + " compacts", () -> bridge.count(BEGUN) > begun);
    bridge.pause(Duration.ofMillis(random.nextInt(LIFE_MS_MAX)));
    bridge.kill();
    long more = bridge.count("select count(*) from summary") - summaries;
    if (more > 0) happened++;
    if (more > 1) violations.add(id + ": " + more + " summaries of one compaction");
    List<String> after = transcript();
    if (!after.subList(0, transcript.size()).equals(transcript)) {
      violations.add(id + ": what was said before is changed");
    }
    bridge.startAgain();
    bridge.untilQuiet();
  }

  private List<String> transcript() throws SQLException {
    return bridge.texts("select seq || kind || body from transcript order by id");
  }

  private void answeredOnce(String text) {
    long answers = said("echo: " + text);
    if (answers != 1) violations.add(text + " has " + answers + " answers");
  }

  private long said(String part) {
    return bridge.said().stream().filter(text -> text.startsWith(part)).count();
  }
}
