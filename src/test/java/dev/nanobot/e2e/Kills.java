package dev.nanobot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The real gateway under SIGKILL, a real model wire and a real database.
///
/// From the command line: `Kills [kills] [seed] [instances]`. Ends with code 1 when the gateway
/// did not keep its word.
public final class Kills {
  private static final int CHATS = 8;
  private static final Duration DRAIN_MAX = Duration.ofMinutes(5);
  private static final int SHOWN_MAX = 20;

  private Kills() {}

  /// `outside` is what the platform and the file saw, `inside` what the database says.
  record Result(Finding outside, Audit inside, JsonNode figures) {
    /// Everything that is wrong, the first of each kind.
    List<String> blame() {
      return Stream.of(
              outside.violations().stream(),
              inside.violations().stream(),
              outside.lost().stream().map(id -> "lost: " + id),
              outside.doubled().stream().map(id -> "answered twice: " + id),
              outside.ranTwice().stream().map(id -> "ran twice: " + id))
          .flatMap(kind -> kind.limit(SHOWN_MAX))
          .toList();
    }
  }

  public static void main(String[] args) throws Exception {
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 300;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    int instances = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    Path home = Files.createTempDirectory("nanobot-kills");
    var plan = new KillRun.Plan(kills, seed, instances, CHATS, kills + 1, DRAIN_MAX);
    Result result = run(home, plan);
    Verdict.end(table(result.figures()), result.blame(), home);
  }

  /// Kills as planned in a fresh home, checks, and leaves the figures in `kills.json`.
  static Result run(Path home, KillRun.Plan plan)
      throws IOException, InterruptedException, SQLException {
    var world = new RealWorld();
    long start = world.nanos();
    Path workspace = Files.createDirectories(home.resolve("workspace"));
    Files.writeString(workspace.resolve("fact.txt"), "water is wet\n");
    try (var model = new ModelServer(home)) {
      configure(home, model.base(), "fake");
      Chats.Tally tally = new KillRun(Launch.gateway(home), plan).run();
      Audit inside = Audit.of(home.resolve("nanobot.db"));
      Path ran = workspace.resolve("once.txt");
      Finding outside =
          Finding.of(
              tally, inside.merged(), Files.exists(ran) ? Files.readAllLines(ran) : List.of());
      JsonNode figures = figures(plan, tally, outside, inside, model.calls(), world.since(start));
      Verdict.leave("kills.json", figures);
      return new Result(outside, inside, figures);
    }
  }

  /// Makes a home whose gateway asks the fake model by one of its names.
  static void configure(Path home, String apiBase, String model) throws IOException {
    ObjectNode agents = agents(model);
    // Summaries would count as questions put again.
    agents.withObject("/defaults/compaction").put("enabled", false);
    configure(home, apiBase, agents);
  }

  /// Makes such a home, and changes its configuration.
  static void configure(Path home, String apiBase, Consumer<ObjectNode> change) throws IOException {
    configure(home, apiBase, "fake");
    change(home, change);
  }

  static void change(Path home, Consumer<ObjectNode> change) throws IOException {
    Path file = home.resolve("config.json");
    var config = (ObjectNode) Json.parse(Files.readString(file));
    change.accept(config);
    Files.writeString(file, Json.write(config));
  }

  /// The section `agents` with one of the fake model's names.
  static ObjectNode agents(String model) {
    ObjectNode agents = Json.object();
    agents.putObject("defaults").put("model", "vllm/" + model).put("provider", "vllm");
    return agents;
  }

  static void configure(Path home, String apiBase, ObjectNode agents) throws IOException {
    var config = Json.object();
    config.set("agents", agents);
    config.putObject("providers").putObject("vllm").put("apiKey", "none").put("apiBase", apiBase);
    config.putObject("tools").putObject("exec").put("tier", "host");
    config.putObject("channels").putObject("stdio").put("enabled", true);
    config.putObject("gateway").put("port", 0);
    Path file = home.resolve("config.json");
    Files.write(file, Json.write(config).getBytes(UTF_8));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
  }

  private static JsonNode figures(
      KillRun.Plan plan,
      Chats.Tally tally,
      Finding outside,
      Audit inside,
      long modelCalls,
      Duration took) {
    double kills = Math.max(1, plan.kills());
    return Json.object()
        .put("kills", plan.kills())
        .put("seed", plan.seed())
        .put("instances", plan.instances())
        .put("seconds", took.toSeconds())
        .put("accepted", outside.accepted())
        .put("broughtTwice", tally.broughtTwice())
        .put("merged", inside.merged().size())
        .put("lost", outside.lost().size())
        .put("doubleTurns", outside.doubled().size())
        .put("onceAsked", outside.onceAsked())
        .put("onceRan", outside.onceRan())
        .put("onceRanTwice", outside.ranTwice().size())
        .put("onceUnknown", inside.unknown())
        .put("modelCalls", modelCalls)
        .put("modelCallsAgainPerKill", (modelCalls - inside.replies()) / kills)
        .put("said", tally.said().size())
        .put("saidAgainPerKill", tally.repeats() / kills)
        .put("saidAgainAfterYesPerKill", tally.repeatsAfterYes() / kills)
        .put("violations", outside.violations().size() + inside.violations().size());
  }

  /// The figures as a line of a table, under its heading.
  static String table(JsonNode figures) {
    var names = new StringBuilder("|");
    var values = new StringBuilder("|");
    for (String name : figures.propertyNames()) {
      JsonNode value = figures.get(name);
      names.append(' ').append(name).append(" |");
      values
          .append(' ')
          .append(
              value.isIntegralNumber()
                  ? value.toString()
                  : String.format(Locale.ROOT, "%.2f", value.doubleValue()))
          .append(" |");
    }
    return names + "\n" + values;
  }
}
