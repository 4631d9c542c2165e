package dev.nanobot.e2e;

import dev.nanobot.channel.BrokenTelegram;
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
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// The real gateway between three platforms, one of which breaks for a while: Telegram takes
/// connections, and answers nothing, or errors. People go on talking on all three, and an owner on
/// Mochat has things said on Telegram.
///
/// From the command line: `ChannelDown [seconds before] [down] [after] [hangs|errors]`. Prints how
/// long answers took; ends with code 1 when one of the other platforms was not answered, once each,
/// when something of Telegram has no end after it is mended, or when anything was given up.
public final class ChannelDown {
  /// Each platform brings a message so often, which is within what Mochat allows.
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private static final int ERRAND_EVERY = 2;
  private static final int SILENCE_MS = 3_600_000;
  private static final int CHATS = 8;
  private static final String BOSS = "boss";
  private static final List<String> NAMES = List.of("telegram", "mochat", "stdio");
  private static final String WAITING =
      "select count(*) from outbox where endpoint = 'telegram' and state in ('pending', 'sending')";

  private final Platforms platforms;
  private final Delays delays;
  private final RealWorld world = new RealWorld();
  private int number;

  record Plan(Duration before, Duration down, Duration after, BrokenTelegram.How how) {}

  enum Phase {
    BEFORE,
    DOWN,
    AFTER
  }

  /// What became of it. `heardWhileDown` counts, by platform, what was answered before Telegram was
  /// mended; `left` is what of Telegram was on its way then, and `again` what was said again, with
  /// a mark.
  record Outcome(
      String table, List<Long> heardWhileDown, long left, long again, List<String> blame) {
    Outcome {
      heardWhileDown = List.copyOf(heardWhileDown);
      blame = List.copyOf(blame);
    }
  }

  /// The two fakes, and the bridge to the gateway that is the third.
  private record Platforms(BrokenTelegram telegram, PushedMochat mochat, Bridge bridge) {}

  private ChannelDown(Platforms platforms, Delays delays) {
    this.platforms = platforms;
    this.delays = delays;
  }

  public static void main(String[] args) throws Exception {
    int before = args.length > 0 ? Integer.parseInt(args[0]) : 60;
    int down = args.length > 1 ? Integer.parseInt(args[1]) : 600;
    int after = args.length > 2 ? Integer.parseInt(args[2]) : 60;
    String how = args.length > 3 ? args[3] : "hangs";
    var plan =
        new Plan(
            Duration.ofSeconds(before),
            Duration.ofSeconds(down),
            Duration.ofSeconds(after),
            BrokenTelegram.How.valueOf(how.toUpperCase(Locale.ROOT)));
    Path home = Files.createTempDirectory("nanobot-channel-down");
    Outcome outcome = run(home, plan);
    String figures = outcome.table() + "\nundelivered when it was mended: " + outcome.left();
    figures += "\nsaid again, marked: " + outcome.again();
    Verdict.end(figures, outcome.blame(), home);
  }

  static Outcome run(Path home, Plan plan) throws IOException, InterruptedException, SQLException {
    var delays = new Delays();
    try (var model = new ModelServer(home);
        var telegram = new BrokenTelegram(said -> delays.heard(said.text()));
        var mochat = new PushedMochat(SILENCE_MS)) {
      mochat.onSaid(said -> delays.heard(said.text()));
      configure(home, model.base(), telegram, mochat);
      try (var bridge = new Bridge(home, delays::heard)) {
        var run = new ChannelDown(new Platforms(telegram, mochat, bridge), delays);
        run.talk(Phase.BEFORE, plan.before());
        bridge.untilQuiet();
        telegram.breaks(plan.how());
        run.talk(Phase.DOWN, plan.down());
        run.awaitOthers();
        List<Long> heard = NAMES.stream().map(name -> delays.heard(name, Phase.DOWN)).toList();
        long left = bridge.count(WAITING);
        telegram.mend();
        run.talk(Phase.AFTER, plan.after());
        return run.outcome(heard, left);
      }
    }
  }

  private static void configure(
      Path home, String model, BrokenTelegram telegram, PushedMochat mochat) throws IOException {
    List<String> chats = IntStream.range(0, CHATS).mapToObj(ChannelDown::chat).toList();
    Kills.configure(
        home,
        model,
        config -> {
          Sections.telegram(config, telegram.base(), chats);
          Sections.mochat(config, mochat, chats)
              .put("refreshIntervalMs", 1_000)
              .putArray("owners")
              .add(BOSS);
        });
  }

  private static String chat(int number) {
    return String.valueOf(100 + number % CHATS);
  }

  private void talk(Phase phase, Duration time) throws InterruptedException {
    long start = world.nanos();
    while (world.since(start).compareTo(time) < 0) {
      String chat = chat(number);
      platforms.telegram().bring("t" + number, chat, mark("telegram", phase));
      platforms.mochat().bring("m" + number, chat, mark("mochat", phase));
      platforms.bridge().tell("s" + number, chat, mark("stdio", phase));
      if (number % ERRAND_EVERY == 0) platforms.mochat().bring("b" + number, BOSS, errand(chat));
      number++;
      world.sleep(PERIOD);
    }
  }

  /// While Telegram is down: however slow the machine, the others hear answers, and what was to be
  /// said on Telegram waits.
  private void awaitOthers() throws IOException, InterruptedException, SQLException {
    for (String name : NAMES.subList(1, NAMES.size())) {
      platforms.bridge().until(name + " is answered", () -> delays.heard(name, Phase.DOWN) > 0);
    }
    platforms.bridge().until("something waits", () -> platforms.bridge().count(WAITING) > 0);
  }

  private String mark(String platform, Phase phase) {
    String mark = platform + " " + number + ".";
    delays.brought(mark, platform, phase);
    return mark;
  }

  /// What the fake model makes a call of.
  private static String errand(String chat) {
    ObjectNode call = Json.object().put("channel", "telegram").put("chat_id", chat);
    return "tool:message " + Json.write(call.put("content", "a note"));
  }

  private Outcome outcome(List<Long> heardWhileDown, long left)
      throws IOException, InterruptedException, SQLException {
    Bridge bridge = platforms.bridge();
    int errands = (number + ERRAND_EVERY - 1) / ERRAND_EVERY;
    String came = "select count(*) from inbox where channel in ('telegram', 'mochat')";
    bridge.until("all has come", came, 2L * number + errands);
    String open = "select count(*) from inbox where state in ('new', 'taken')";
    bridge.until("all is over", open, 0);
    bridge.until(
        "all is said, or has another end",
        "select count(*) from outbox where state in ('pending', 'sending')",
        0);
    List<String> blame = new ArrayList<>();
    for (String name : List.of("mochat", "stdio")) {
      for (Delays.Delay delay : delays.of(name)) {
        if (delay.times() != 1) blame.add(delay.mark() + " was heard " + delay.times() + " times");
      }
    }
    if (heardWhileDown.getFirst() > 0) blame.add("telegram was not down");
    String unanswered = "state not in ('answered', 'merged') and channel = 'telegram'";
    bridge
        .texts("select text from inbox where " + unanswered)
        .forEach(text -> blame.add("not answered: " + text));
    bridge
        .texts("select text || ': ' || reason from outbox where state = 'dead'")
        .forEach(text -> blame.add("given up: " + text));
    long again = bridge.count("select count(*) from outbox where is_uncertain = 1");
    return new Outcome(table(), heardWhileDown, left, again, blame);
  }

  private String table() {
    List<String> lines = new ArrayList<>();
    lines.add("| answers of | when | n | p50 ms | p99 ms | max ms |");
    lines.add("|---|---|---|---|---|---|");
    for (String name : NAMES) {
      for (Phase phase : Phase.values()) {
        long[] ms = delays.ms(name, phase);
        String figures =
            ms.length == 0
                ? "0 | - | - | -"
                : ms.length + " | " + at(ms, 0.5) + " | " + at(ms, 0.99) + " | " + at(ms, 1);
        lines.add(
            "| " + name + " | " + phase.name().toLowerCase(Locale.ROOT) + " | " + figures + " |");
      }
    }
    return String.join("\n", lines);
  }

  private static long at(long[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
