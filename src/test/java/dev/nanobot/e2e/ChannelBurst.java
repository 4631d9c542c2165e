package dev.nanobot.e2e;

import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.channel.FakeTelegram;
import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// The real gateway, which finds that Telegram has kept many updates of many chats for it.
///
/// From the command line: `ChannelBurst [updates] [chats] [seed]`. Prints how long they took, and
/// how much memory; ends with code 1 when one was lost, answered twice, or out of order, or when
/// the gateway held too much.
public final class ChannelBurst {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Duration LOOK = Duration.ofMillis(250);

  /// What lives after a collection: the program itself takes about 20 MB.
  private static final int HEAP_MB_MAX = 96;

  private static final Pattern COLLECTED =
      Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\((\\d+)M\\)");
  private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private final RealWorld world = new RealWorld();
  private final Path home;
  private final FakeTelegram telegram;
  private final Map<String, List<String>> brought = new LinkedHashMap<>(); // texts by chat
  private long residentKb;

  record Plan(int updates, int chats, long seed) {}

  private ChannelBurst(Path home, FakeTelegram telegram) {
    this.home = home;
    this.telegram = telegram;
  }

  public static void main(String[] args) throws Exception {
    int updates = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int chats = args.length > 1 ? Integer.parseInt(args[1]) : 500;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    Path home = Files.createTempDirectory("nanobot-channel-burst");
    run(home, new Plan(updates, chats, seed)).end(home);
  }

  static Verdict run(Path home, Plan plan) throws IOException, InterruptedException, SQLException {
    try (var model = new ModelServer(home);
        var telegram = new FakeTelegram()) {
      configure(home, model.base(), telegram, plan);
      return new ChannelBurst(home, telegram).run(plan);
    }
  }

  private static void configure(Path home, String model, FakeTelegram telegram, Plan plan)
      throws IOException {
    List<String> chats = IntStream.rangeClosed(1, plan.chats()).mapToObj(String::valueOf).toList();
    Kills.configure(
        home,
        model,
        config ->
            Sections.telegram(config, telegram.base(), chats)
                .put("streaming", false)); // Drafts would be counted as answers.
  }

  private Verdict run(Plan plan) throws IOException, InterruptedException, SQLException {
    bring(plan);
    long start = world.nanos();
    String log = "-Xlog:gc:file=" + home.resolve("gc.log") + " -XX:+ExitOnOutOfMemoryError";
    try (var bridge = new Bridge(home, Map.of("JAVA_TOOL_OPTIONS", log))) {
      String came = "select count(*) from inbox where channel = 'telegram'";
      Duration heard = until(bridge, start, came, plan.updates());
      String open = "select count(*) from inbox where state in ('new', 'taken')";
      Duration answered = until(bridge, start, open, 0);
      String unsaid = "select count(*) from outbox where state in ('pending', 'sending')";
      Duration said = until(bridge, start, unsaid, 0);
      List<String> blame = blame(bridge);
      ObjectNode figures = Json.object().put("updates", plan.updates()).put("chats", plan.chats());
      figures.put("heardAfterMs", heard.toMillis()).put("answeredAfterMs", answered.toMillis());
      figures.put("saidAfterMs", said.toMillis()).put("answers", telegram.said().size());
      int heapMb = heapMb();
      figures.put("heapMbAfterCollections", heapMb).put("residentMb", residentKb / 1024);
      if (heapMb > HEAP_MB_MAX) blame.add("the gateway held " + heapMb + " MB");
      return Verdict.of("channel-burst.json", figures, blame);
    }
  }

  /// All chats speak as often, in any order.
  private void bring(Plan plan) {
    List<String> speakers = new ArrayList<>();
    for (int i = 0; i < plan.updates(); i++) speakers.add(String.valueOf(1 + i % plan.chats()));
    Collections.shuffle(speakers, new Random(plan.seed()));
    for (int i = 0; i < speakers.size(); i++) {
      String chat = speakers.get(i);
      String text = "message " + i + ".";
      telegram.bring("m" + i, chat, chat, text);
      brought.computeIfAbsent(chat, key -> new ArrayList<>()).add(text);
    }
  }

  private Duration until(Bridge bridge, long start, String query, long wanted)
      throws IOException, InterruptedException, SQLException {
    while (bridge.count(query) != wanted) {
      if (world.since(start).compareTo(PATIENCE) > 0) throw new AssertionError("in vain: " + query);
      residentKb = Math.max(residentKb, residentKb(bridge.pid()));
      world.sleep(LOOK);
    }
    return world.since(start);
  }

  /// The most that the process ever had in memory, as Linux counts it; else 0.
  private static long residentKb(long process) throws IOException {
    Path status = Path.of("/proc", String.valueOf(process), "status");
    if (!Files.isReadable(status)) return 0;
    Matcher most = RESIDENT.matcher(Files.readString(status));
    return most.find() ? Long.parseLong(most.group(1)) : 0;
  }

  /// The most that was left after a collection.
  private int heapMb() throws IOException {
    return Files.readAllLines(home.resolve("gc.log")).stream()
        .map(COLLECTED::matcher)
        .filter(Matcher::find)
        .mapToInt(line -> Integer.parseInt(line.group(2)))
        .max()
        .orElse(0);
  }

  private List<String> blame(Bridge bridge) throws SQLException {
    List<String> blame = new ArrayList<>(Audit.of(home.resolve("nanobot.db")).violations());
    Map<String, List<Spoken>> said =
        telegram.said().stream().collect(Collectors.groupingBy(Spoken::chat));
    for (var chat : brought.entrySet()) {
      String session = "session = 'telegram:" + chat.getKey() + "'";
      String heard = "select text from inbox where " + session + " order by id";
      if (!bridge.texts(heard).equals(chat.getValue())) {
        blame.add(chat.getKey() + " was not heard once and in order");
      }
      String answers = "select text from outbox where " + session + " order by id";
      List<Spoken> listened = said.getOrDefault(chat.getKey(), List.of());
      blame.addAll(ChannelKills.wrong(chat.getKey(), bridge.texts(answers), listened));
    }
    return blame;
  }
}
