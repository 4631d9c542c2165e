package dev.nanobot.e2e;

import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.channel.FakeTelegram;
import dev.nanobot.channel.PushedMochat;
import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// The real gateway under SIGKILL while Telegram and Mochat deliver together, Mochat in some lives
/// with its socket and in others without.
///
/// From the command line: `ChannelKills [kills] [seed]`. Ends with code 1 when a message was lost,
/// answered twice without saying so, answered elsewhere, or out of order.
public final class ChannelKills {
  private static final List<String> TELEGRAM_CHATS = List.of("1", "2", "3", "4");
  private static final List<String> MOCHAT_CHATS = List.of("s1", "s2", "s3");
  private static final int LIFE_MS_MIN = 50;
  private static final int LIFE_MS_MAX = 900;

  private static final int STEP_MS = 25;

  /// Each platform brings a message at every so many steps on average. Mochat allows 120 requests a
  /// minute.
  private static final int TELEGRAM_ONE_IN = 3;

  private static final int MOCHAT_ONE_IN = 12;

  /// The JDK does not always tell the end of a connection: then it is silent.
  private static final int SILENCE_MS = 3_000;

  private final FakeTelegram telegram;
  private final PushedMochat mochat;
  private final Random random;
  private final Map<String, List<Integer>> brought = new TreeMap<>(); // numbers by session
  private int number;

  record Plan(int kills, long seed) {}

  private ChannelKills(FakeTelegram telegram, PushedMochat mochat, Random random) {
    this.telegram = telegram;
    this.mochat = mochat;
    this.random = random;
  }

  public static void main(String[] args) throws Exception {
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    Path home = Files.createTempDirectory("nanobot-channel-kills");
    run(home, new Plan(kills, seed)).end(home);
  }

  /// Kills as planned in a fresh home, and judges.
  static Verdict run(Path home, Plan plan) throws IOException, InterruptedException, SQLException {
    var world = new RealWorld();
    long start = world.nanos();
    try (var model = new ModelServer(home);
        var telegram = new FakeTelegram();
        var mochat = new PushedMochat(SILENCE_MS)) {
      configure(home, model.base(), telegram, mochat);
      try (var bridge = new Bridge(home)) {
        var run = new ChannelKills(telegram, mochat, new Random(plan.seed()));
        for (int kill = 0; kill < plan.kills(); kill++) {
          run.live(bridge);
          bridge.kill();
          mochat.isOpen(run.random.nextBoolean());
          bridge.startAgain();
        }
        String came = "select count(*) from inbox where channel <> 'stdio'";
        bridge.until("all has come", came, run.number);
        bridge.untilQuiet();
        List<String> blame = run.blame(home, bridge);
        ObjectNode figures = Json.object().put("kills", plan.kills()).put("seed", plan.seed());
        figures.put("seconds", world.since(start).toSeconds());
        run.count(figures, bridge);
        return Verdict.of("channel-kills.json", figures, blame);
      }
    }
  }

  private static void configure(Path home, String model, FakeTelegram telegram, PushedMochat mochat)
      throws IOException {
    Kills.configure(
        home,
        model,
        config -> {
          Sections.telegram(config, telegram.base(), TELEGRAM_CHATS)
              .put("streaming", false); // Drafts would be counted as answers.
          Sections.mochat(config, mochat, MOCHAT_CHATS)
              .put("watchTimeoutMs", 5_000)
              .put("refreshIntervalMs", 5_000)
              .put("retryDelayMs", 10);
        });
  }

  /// Has people talk until the gateway is to be killed.
  private void live(Bridge bridge) throws InterruptedException {
    int life = random.nextInt(LIFE_MS_MIN, LIFE_MS_MAX);
    for (int passed = 0; passed < life; passed += STEP_MS) {
      if (random.nextInt(TELEGRAM_ONE_IN) == 0) {
        String chat = any(TELEGRAM_CHATS);
        telegram.bring("m" + number, chat, chat, next("telegram:" + chat));
      }
      if (random.nextInt(MOCHAT_ONE_IN) == 0) {
        String chat = any(MOCHAT_CHATS);
        mochat.bring("m" + number, chat, next("mochat:" + chat));
      }
      bridge.pause(Duration.ofMillis(Math.min(STEP_MS, life - passed)));
    }
  }

  private String any(List<String> chats) {
    return chats.get(random.nextInt(chats.size()));
  }

  private String next(String session) {
    brought.computeIfAbsent(session, key -> new ArrayList<>()).add(number);
    return mark(number++);
  }

  private static String mark(int number) {
    return "message " + number + ".";
  }

  // ---- judging

  private List<String> blame(Path home, Bridge bridge) throws SQLException {
    List<String> blame = new ArrayList<>(Audit.of(home.resolve("nanobot.db")).violations());
    for (var chat : brought.entrySet()) {
      String name = chat.getKey();
      List<String> marks = chat.getValue().stream().map(ChannelKills::mark).toList();
      String heard = "select text from inbox where session = '" + name + "' order by id";
      if (!bridge.texts(heard).equals(marks)) {
        blame.add(name + " was not heard once and in order");
      }
      String answers =
          "select text from outbox where session = '" + name + "' and turn is not null order by id";
      blame.addAll(wrong(name, bridge.texts(answers), said(name)));
    }
    return blame;
  }

  private List<Spoken> said(String session) {
    int colon = session.indexOf(':');
    String chat = session.substring(colon + 1);
    List<Spoken> all = session.startsWith("telegram") ? telegram.said() : mochat.said();
    return all.stream().filter(one -> one.chat().equals(chat)).toList();
  }

  /// What is wrong with what a chat heard: the answers one after the other, and each again only
  /// behind itself and marked.
  static List<String> wrong(String chat, List<String> answers, List<Spoken> said) {
    List<String> wrong = new ArrayList<>();
    int at = -1;
    for (Spoken one : said) {
      boolean isNext = at + 1 < answers.size() && one.text().endsWith(answers.get(at + 1));
      boolean isAgain = at >= 0 && one.text().endsWith(answers.get(at));
      if (isNext) at++;
      else if (!isAgain) wrong.add(chat + " heard out of order, or elsewhere: " + one.text());
      else if (!one.mayBeDuplicate()) wrong.add(chat + " heard twice: " + one.text());
    }
    IntStream.range(at + 1, answers.size())
        .forEach(i -> wrong.add(chat + " never heard " + answers.get(i)));
    return wrong;
  }

  private void count(ObjectNode figures, Bridge bridge) throws SQLException {
    for (String channel : List.of("telegram", "mochat")) {
      List<Spoken> said = channel.equals("telegram") ? telegram.said() : mochat.said();
      String of = " from inbox where channel = '" + channel + "'";
      figures.put(channel + "Heard", bridge.count("select count(*)" + of));
      figures.put(channel + "Turns", bridge.count("select count(distinct turn)" + of));
      figures.put(channel + "Said", said.size());
      figures.put(channel + "Marked", said.stream().filter(Spoken::mayBeDuplicate).count());
    }
    figures.put("overTheSocket", mochat.told());
  }
}
