package dev.nanobot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.Ports;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The real gateway under SIGKILL while twenty senders deliver to four webhooks. Each brings one
/// delivery after the other until the last kill, and the same one again until it is told that it is
/// taken.
///
/// From the command line: `WebhookKills [deliveries of each] [kills] [seed]`. Ends with code 1 when
/// a delivery that was taken is not answered, or one is answered twice.
public final class WebhookKills {
  private static final int SENDERS = 20;
  private static final int HOOKS = 4;
  private static final String SECRET = "a secret that is long enough";
  private static final int LIFE_MS_MIN = 50;
  private static final int LIFE_MS_MAX = 700;
  private static final Duration AGAIN = Duration.ofMillis(100);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private final RealWorld world = new RealWorld();
  private final HttpClient client = HttpClient.newHttpClient();
  private final String doors;
  private final Plan plan;
  private final AtomicInteger tries = new AtomicInteger();
  private final AtomicInteger takenBefore = new AtomicInteger();
  private final AtomicIntegerArray delivered = new AtomicIntegerArray(SENDERS);
  private final AtomicInteger kills = new AtomicInteger();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /// Each sender brings so many, at least.
  record Plan(int deliveriesEach, int kills, long seed) {}

  /// `takenBefore` is how often a sender heard that it was taken before: its first 200 was lost.
  record Outcome(
      int deliveries,
      int kills,
      int tries,
      int takenBefore,
      Set<String> others,
      List<String> wrong) {
    Outcome {
      others = Set.copyOf(others);
      wrong = List.copyOf(wrong);
    }
  }

  private WebhookKills(int port, Plan plan) {
    this.doors = "http://127.0.0.1:" + port + "/hooks/ci";
    this.plan = plan;
  }

  public static void main(String[] args) throws Exception {
    int each = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    int kills = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    Outcome outcome =
        run(Files.createTempDirectory("nanobot-webhooks"), new Plan(each, kills, seed));
    System.out.println(outcome);
    System.exit(outcome.wrong().isEmpty() ? 0 : 1);
  }

  static Outcome run(Path home, Plan plan) throws IOException, InterruptedException, SQLException {
    int port = Ports.free();
    try (var model = new ModelServer(home)) {
      Kills.configure(home, model.base(), "fake");
      Path config = home.resolve("config.json");
      Files.writeString(config, Files.readString(config).replace("\"port\":0", "\"port\":" + port));
      for (int i = 0; i < HOOKS; i++) bind(home, i);
      try (var bridge = new Bridge(home)) {
        return new WebhookKills(port, plan).run(home, bridge);
      }
    }
  }

  private static void bind(Path home, int hook) throws IOException, InterruptedException {
    Process process =
        new Cli(home)
            .start("webhook", "add", "ci" + hook, "-s", "stdio:c" + hook, "--secret-stdin");
    process.getOutputStream().write((SECRET + "\n").getBytes(UTF_8));
    process.getOutputStream().close();
    Cli.Ended ended = Cli.ended(process);
    if (ended.exit() != 0) throw new AssertionError("no webhook was made: " + ended);
  }

  private Outcome run(Path home, Bridge bridge)
      throws IOException, InterruptedException, SQLException {
    var random = new Random(plan.seed());
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      int sender = i;
      senders.add(world.start("sender " + i, () -> deliver(sender)));
    }
    while (kills.get() < plan.kills() && senders.stream().anyMatch(Thread::isAlive)) {
      bridge.pause(Duration.ofMillis(random.nextInt(LIFE_MS_MIN, LIFE_MS_MAX)));
      bridge.kill();
      kills.incrementAndGet();
      bridge.startAgain();
    }
    for (Thread sender : senders) sender.join();
    bridge.untilQuiet();
    int all = IntStream.range(0, SENDERS).map(delivered::get).sum();
    List<String> wrong = wrong(home, bridge);
    return new Outcome(all, kills.get(), tries.get(), takenBefore.get(), refusals, wrong);
  }

  private static String mark(int sender, int delivery) {
    return "delivery " + sender + "." + delivery + ".";
  }

  /// The root of a sender's thread.
  private void deliver(int sender) {
    try {
      for (int i = 0; i < plan.deliveriesEach() || kills.get() < plan.kills(); i++) {
        deliver(URI.create(doors + sender % HOOKS), mark(sender, i));
        delivered.incrementAndGet(sender);
      }
    } catch (InterruptedException | GeneralSecurityException | RuntimeException e) {
      failures.add(e);
    }
  }

  private void deliver(URI door, String body)
      throws InterruptedException, GeneralSecurityException {
    String time = String.valueOf(world.now().getEpochSecond());
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    String tag = HexFormat.of().formatHex(mac.doFinal((time + "." + body).getBytes(UTF_8)));
    HttpRequest request =
        HttpRequest.newBuilder(door)
            .header("X-Nanobot-Signature", "t=" + time + ",v1=" + tag)
            .timeout(ANSWER_MAX)
            .POST(BodyPublishers.ofString(body))
            .build();
    while (!isTaken(request)) world.sleep(AGAIN);
  }

  private boolean isTaken(HttpRequest request) throws InterruptedException {
    tries.incrementAndGet();
    try {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.body().contains("before")) takenBefore.incrementAndGet();
      if (answer.statusCode() != 200)
        refusals.add(answer.statusCode() + " " + answer.body().strip());
      return answer.statusCode() == 200;
    } catch (IOException e) {
      return false; // The gateway is dead, or died on the way.
    }
  }

  private List<String> wrong(Path home, Bridge bridge) throws SQLException {
    List<String> wrong = new ArrayList<>(Audit.of(home.resolve("nanobot.db")).violations());
    failures.forEach(failure -> wrong.add(failure.toString()));
    List<String> said = bridge.said();
    for (int sender = 0; sender < SENDERS; sender++) {
      for (int i = 0; i < delivered.get(sender); i++) {
        String mark = mark(sender, i);
        long answers = said.stream().filter(text -> text.contains(mark)).count();
        if (answers != 1) wrong.add(mark + " has " + answers + " answers");
      }
    }
    return wrong;
  }
}
