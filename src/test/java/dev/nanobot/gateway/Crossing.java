package dev.nanobot.gateway;

import dev.nanobot.message.Job;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import dev.nanobot.world.RealWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Two chats, the turns of a job, and subagents that all say things with the tool `message` at the
/// same time: in the chat they are in, and in others that they name.
///
/// From the command line: `Crossing [messages] [seed]`. Ends with code 1 when something was said in
/// the wrong chat, twice, never, or out of order.
public final class Crossing {
  /// What one speaker says in a round, in one reply.
  private static final int AT_ONCE = 5;

  private static final int SPEAKERS = 4;
  private static final int SHOWN_MAX = 20;
  private static final List<String> CHATS = List.of("ann", "bob", "cron", "hall");
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Pattern ROUND = Pattern.compile("\\b(ann|bob|cron|sub) round (\\d+)\\.");
  private static final Pattern SUMMARY = Pattern.compile("# (Conversation|Earlier summary)\n");
  private static final Pattern SAID = Pattern.compile("(\\w+) (\\d+)/(\\d) to (\\w+)");

  private final RealWorld world = new RealWorld();
  private final Path folder;
  private final Plan plan;
  private final UnaryOperator<Tool> message;
  private final Map<String, ConcurrentLinkedQueue<String>> said = new ConcurrentHashMap<>();

  record Plan(int messages, long seed) {
    int rounds() {
      return (messages + SPEAKERS * AT_ONCE - 1) / (SPEAKERS * AT_ONCE);
    }
  }

  record Outcome(int wanted, int said, Duration took, List<String> blame) {
    Outcome {
      blame = List.copyOf(blame);
    }

    @Override
    public String toString() {
      return "%d messages of %d, in %d ms, wrong: %d"
          .formatted(said, wanted, took.toMillis(), blame.size());
    }
  }

  Crossing(Path folder, Plan plan) {
    this(folder, plan, tool -> tool);
  }

  /// The same with another tool for speaking, around the real one.
  Crossing(Path folder, Plan plan, UnaryOperator<Tool> message) {
    this.folder = folder;
    this.plan = plan;
    this.message = message;
  }

  public static void main(String[] args) throws Exception {
    int messages = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    Path folder = Files.createTempDirectory("nanobot-crossing");
    Outcome outcome = new Crossing(folder, new Plan(messages, seed)).run();
    System.out.println(outcome);
    outcome.blame().stream().limit(SHOWN_MAX).forEach(System.out::println);
    System.exit(outcome.blame().isEmpty() ? 0 : 1);
  }

  /// No files are sent here.
  private static MessageTool speaking(Store files) {
    return new MessageTool(
        Set.of("chat"),
        (path, call, bytesMax) -> {
          throw new ToolException(path + " is not there");
        },
        files.attachments());
  }

  Outcome run() throws InterruptedException {
    long start = world.nanos();
    var spawn = new SpawnTool(1, new Write.Room(SPEAKERS, plan.rounds()));
    try (var files = SqliteStore.open(world, folder.resolve("files.db"));
        House house =
            new House(
                    world,
                    folder.resolve("store.db"),
                    16,
                    this::reply,
                    message.apply(speaking(files)),
                    spawn)
                .work()) {
      house.carry(new Ears(), Courier.BACKOFF);
      house.crew.start("cron", new Cron(world, house.store, house.bells, ZoneOffset.UTC)::run);
      for (int round = 0; round < plan.rounds(); round++) {
        begin(house, round);
        if (round % SPEAKERS == 0) house.until("a round is over", () -> isIdle(house));
      }
      house.until("all jobs are over", () -> house.store.schedules().all().isEmpty());
      house.until("all is over", () -> isIdle(house));
      house.until("all is said", () -> house.store.health().outboxPending() == 0);
    }
    return outcome(world.since(start));
  }

  private static boolean isIdle(House house) {
    return house.store.health().inboxWaiting() == 0 && house.store.health().turnsRunning() == 0;
  }

  /// All four begin at once; the subagent is started by the first chat.
  private void begin(House house, int round) {
    Instant now = world.now();
    var errand =
        new Job.Errand(
            "cron round " + round + ".",
            House.session("cron"),
            new Principal("chat:" + round),
            Trust.OWNER,
            new AnswerTo.Session());
    var at = new Schedule.At(now.plus(SOON));
    Jobs.add(
        house.store,
        new Job("%08x".formatted(round), "n", at, errand, Misfire.RUN_ONCE, true, true, now));
    house.hear("ann", "ann round " + round + ".");
    house.hear("bob", "bob round " + round + ".");
  }

  // ---- what the model says

  /// Does what was asked since it spoke last; sums up what is told as a conversation.
  private Assistant reply(List<Message> transcript) {
    if (SUMMARY.matcher(House.heard(transcript)).lookingAt()) return Assistant.of("so far");
    List<ToolCall> calls = new ArrayList<>();
    for (Message message : transcript.reversed()) {
      if (!(message instanceof User user)) break;
      Matcher round = ROUND.matcher(user.text());
      boolean isReport = user.text().contains("[Subagent");
      if (!isReport && round.find()) {
        calls.addAll(calls(round.group(1), Integer.parseInt(round.group(2))));
      }
    }
    return calls.isEmpty() ? Assistant.of("end") : new Assistant("", calls, List.of());
  }

  private List<ToolCall> calls(String speaker, int round) {
    List<ToolCall> calls = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) calls.add(saying(speaker, round, i));
    if (speaker.equals("ann")) {
      String task = Json.write(Json.object().put("task", "sub round " + round + "."));
      calls.add(new ToolCall("s" + round, "spawn", task));
    }
    return calls;
  }

  private ToolCall saying(String speaker, int round, int i) {
    String chat = target(speaker, round, i);
    var arguments = Json.object().put("content", text(speaker, round, i));
    // A chat that is not named is the one where the speaker is.
    if (!chat.equals(speaker)) arguments.put("channel", "chat").put("chat_id", chat);
    return new ToolCall("m" + round + "-" + i, "message", Json.write(arguments));
  }

  private String text(String speaker, int round, int i) {
    return speaker + " " + round + "/" + i + " to " + target(speaker, round, i);
  }

  /// Every other one in the speaker's own chat; a subagent has none.
  private String target(String speaker, int round, int i) {
    boolean isAtHome = i % 2 == 0 && !speaker.equals("sub");
    if (isAtHome) return speaker;
    var random = new Random(plan.seed() * 31 + round * 7L + i + speaker.hashCode());
    return CHATS.get(random.nextInt(CHATS.size()));
  }

  // ---- what is said

  private final class Ears extends Deaf {
    @Override
    public Optional<String> send(Outbound part) {
      said.computeIfAbsent(part.target().chat(), key -> new ConcurrentLinkedQueue<>())
          .add(part.text());
      return Optional.empty();
    }
  }

  private Outcome outcome(Duration took) {
    List<String> blame = new ArrayList<>();
    Map<String, Integer> times = new TreeMap<>();
    said.forEach((chat, texts) -> listen(chat, List.copyOf(texts), times, blame));
    int wanted = 0;
    for (int round = 0; round < plan.rounds(); round++) {
      for (String speaker : List.of("ann", "bob", "cron", "sub")) {
        for (int i = 0; i < AT_ONCE; i++) {
          String text = text(speaker, round, i);
          int count = times.getOrDefault(text, 0);
          if (count != 1) blame.add(count + " times: " + text);
          wanted++;
        }
      }
    }
    return new Outcome(wanted, times.size(), took, blame);
  }

  /// What one chat heard: it names the chat, and what one speaker said in one reply is in order.
  private static void listen(
      String chat, List<String> texts, Map<String, Integer> times, List<String> blame) {
    Map<String, Integer> last = new TreeMap<>();
    for (String text : texts) {
      Matcher one = SAID.matcher(text);
      if (!one.matches()) continue; // The reply that ends a turn.
      times.merge(text, 1, Integer::sum);
      if (!one.group(4).equals(chat)) blame.add("in " + chat + ": " + text);
      int i = Integer.parseInt(one.group(3));
      Integer before = last.put(one.group(1) + one.group(2), i);
      if (before != null && before >= i) blame.add("in " + chat + ", out of order: " + text);
    }
  }
}
