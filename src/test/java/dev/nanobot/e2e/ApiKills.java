package dev.nanobot.e2e;

import dev.nanobot.http.Ports;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/// The real gateway under SIGKILL while callers of its OpenAI-compatible API try again and again
/// until each question has its answer.
///
/// From the command line: `ApiKills [kills] [seed] [callers]`. Ends with code 1 when a question was
/// lost, answered twice, or answered wrongly.
public final class ApiKills {
  private static final Duration START_MAX = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final int LIFE_MS_MAX = 800;

  /// The others come after an answer: a turn that never gets on is given up after a while.
  private static final int EARLY_ONE_IN = 4;

  private final RealWorld world = new RealWorld();
  private final Path home;
  private final int port;
  private final ApiCallers callers;
  private final Random random;
  private Process gateway;

  record Plan(int kills, long seed, int callers) {}

  private ApiKills(Path home, int port, Plan plan) throws IOException {
    this.home = home;
    this.port = port;
    this.callers = new ApiCallers(port, home, plan.callers());
    this.random = new Random(plan.seed());
    this.gateway = Launch.gateway(home).start();
  }

  public static void main(String[] args) throws Exception {
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    int callers = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    Path home = Files.createTempDirectory("nanobot-api-kills");
    run(home, new Plan(kills, seed, callers)).end(home);
  }

  /// Kills as planned in a fresh home, and judges.
  static Verdict run(Path home, Plan plan) throws IOException, InterruptedException, SQLException {
    int port = Ports.free();
    try (var model = new ModelServer(home)) {
      Kills.configure(
          home,
          model.base(),
          config -> {
            config.withObject("/channels/stdio").put("enabled", false);
            config.withObject("/gateway").put("port", port);
          });
      var run = new ApiKills(home, port, plan);
      long start = run.world.nanos();
      run.kill(plan.kills());
      Duration took = run.world.since(start);
      Audit audit = Audit.of(home.resolve("nanobot.db"));
      List<String> blame = new ArrayList<>(run.callers.wrong());
      blame.addAll(audit.violations());
      blame.addAll(miscounted(home.resolve("nanobot.db"), run.callers.answered()));
      ObjectNode figures = run.callers.figures().put("kills", plan.kills());
      figures.put("seed", plan.seed()).put("seconds", took.toSeconds());
      figures.put("modelCalls", model.calls());
      return Verdict.of("api-kills.json", figures, blame);
    }
  }

  private void kill(int kills) throws InterruptedException {
    try {
      awaitListening();
      callers.start();
      for (int kill = 0; kill < kills; kill++) {
        if (random.nextInt(EARLY_ONE_IN) > 0) awaitProgress();
        int life = random.nextInt(LIFE_MS_MAX);
        if (gateway.waitFor(life, TimeUnit.MILLISECONDS)) {
          throw new AssertionError(
              "the gateway ended by itself: see " + home.resolve("stderr.log"));
        }
        gateway.destroyForcibly();
        gateway.waitFor();
        gateway = Launch.gateway(home).start();
        awaitListening();
      }
      callers.finish();
    } catch (IOException e) {
      throw new AssertionError("the gateway cannot be started", e);
    } finally {
      callers.giveUp();
      gateway.destroy();
      gateway.waitFor();
    }
  }

  private void awaitProgress() throws InterruptedException {
    int before = callers.answered();
    long start = world.nanos();
    while (callers.answered() == before) {
      if (world.since(start).compareTo(START_MAX) > 0) throw new AssertionError("nobody answers");
      world.sleep(LOOK);
    }
  }

  private void awaitListening() throws InterruptedException {
    long start = world.nanos();
    while (!isListening()) {
      if (world.since(start).compareTo(START_MAX) > 0)
        throw new AssertionError("it does not listen");
      world.sleep(LOOK);
    }
  }

  private boolean isListening() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /// Each question is one message, one turn, one entry, and one answer.
  private static List<String> miscounted(Path database, int answered) throws SQLException {
    List<String> wrong = new ArrayList<>();
    String asked = "from inbox where channel = 'openai'";
    List<String> counts =
        List.of(
            "select count(*) " + asked + " and state = 'answered'",
            "select count(distinct text) " + asked,
            "select count(distinct turn) " + asked,
            "select count(*) from ask",
            "select count(*) from transcript where kind = 'user'",
            "select count(*) from transcript where kind = 'assistant'",
            "select count(*) from outbox");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro");
        var statement = connection.createStatement()) {
      for (String count : counts) {
        try (var rows = statement.executeQuery(count)) {
          int found = rows.next() ? rows.getInt(1) : -1;
          if (found != answered) wrong.add(found + " and not " + answered + ": " + count);
        }
      }
    }
    return wrong;
  }
}
