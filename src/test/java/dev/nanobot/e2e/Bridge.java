package dev.nanobot.e2e;

import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// A platform with a few chats, the gateway it speaks to, and a look into the gateway's database.
/// What was not accepted before a kill is brought again after it; everything said is taken.
///
/// Shared: one lock around what is heard; the rest is the test's thread's.
final class Bridge implements Program.Listener, AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String CHAT = "c";
  private static final Duration LOOK = Duration.ofMillis(5);

  private final RealWorld world = new RealWorld();
  private final Path home;
  private final Consumer<String> onSaid;
  private final Map<String, String> environment;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition isHeard = lock.newCondition();
  private final Map<String, Long> accepted = new HashMap<>();
  private final Map<String, String> said = new LinkedHashMap<>(); // text by key
  private final Set<String> asked = new HashSet<>(); // ids of what this life said
  private final Map<String, String> told = new LinkedHashMap<>(); // line by id, in their order
  private int lives;
  private Program program;

  /// Starts the gateway of `home`, in whose configuration the stdio channel is enabled.
  Bridge(Path home) throws IOException, InterruptedException {
    this(home, text -> {}, Map.of());
  }

  /// The same, with more in the gateway's environment.
  Bridge(Path home, Map<String, String> environment) throws IOException, InterruptedException {
    this(home, text -> {}, environment);
  }

  /// The same; `onSaid` is told of everything said.
  Bridge(Path home, Consumer<String> onSaid) throws IOException, InterruptedException {
    this(home, onSaid, Map.of());
  }

  private Bridge(Path home, Consumer<String> onSaid, Map<String, String> environment)
      throws IOException, InterruptedException {
    this.home = home;
    this.onSaid = onSaid;
    this.environment = Map.copyOf(environment);
    program = start();
  }

  private Program start() throws IOException, InterruptedException {
    var next = new Program(Launch.gateway(home).with(environment), this).begin();
    String hello = "hello" + lives++;
    next.send(line(hello, CHAT, "/status")); // its acceptance says that the gateway is up
    told.forEach((id, line) -> resend(next, id, line));
    await("the gateway starts", () -> accepted.containsKey(hello));
    return next;
  }

  private void resend(Program next, String id, String line) {
    lock.lock();
    try {
      if (!accepted.containsKey(id)) next.send(line);
    } finally {
      lock.unlock();
    }
  }

  /// The process of the gateway.
  long pid() {
    return program.pid();
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    program.kill();
    asked.clear();
  }

  void startAgain() throws IOException, InterruptedException {
    program = start();
  }

  /// Says something in the chat, without waiting for its acceptance.
  void tell(String id, String text) {
    tell(id, CHAT, text);
  }

  void tell(String id, String chat, String text) {
    String line = line(id, chat, text);
    told.put(id, line);
    program.send(line);
  }

  /// Says something in the chat; returns its number when it is accepted.
  long say(String id, String text) throws InterruptedException {
    tell(id, text);
    await(id + " is accepted", () -> accepted.containsKey(id));
    return number(id);
  }

  private long number(String id) {
    lock.lock();
    try {
      return accepted.getOrDefault(id, 0L);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until something is said that contains `part`.
  void hears(String part) throws InterruptedException {
    await(part, () -> said.values().stream().anyMatch(text -> text.contains(part)));
  }

  /// Everything said so far, each once.
  List<String> said() {
    lock.lock();
    try {
      return List.copyOf(said.values());
    } finally {
      lock.unlock();
    }
  }

  private static String line(String id, String chat, String text) {
    return Json.write(
        Json.object()
            .put("type", "message")
            .put("id", id)
            .put("chat", chat)
            .put("sender", "person")
            .put("text", text));
  }

  @Override
  public void hear(Program program, String line) {
    JsonNode node = Json.parse(line);
    lock.lock();
    try {
      switch (node.path("type").asString("")) {
        case "accepted" ->
            accepted.put(node.get("id").stringValue(), node.get("message").longValue());
        case "say" -> {
          onSaid.accept(node.get("text").stringValue());
          said.put(node.get("key").stringValue(), node.get("text").stringValue());
          asked.add(node.get("id").toString());
          var answer = Json.object().put("type", "said").put("id", node.get("id").longValue());
          program.send(Json.write(answer.put("platformId", "p")));
        }
        // It came too late for a gateway that waits ten seconds, and is said again.
        case "error" -> {
          if (!asked.remove(node.path("id").asString(""))) {
            throw new AssertionError("unexpected line: " + line);
          }
        }
        default -> throw new AssertionError("unexpected line: " + line);
      }
      isHeard.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Something that can be so.
  @FunctionalInterface
  private interface State {
    boolean isSo();
  }

  private void await(String what, State state) throws InterruptedException {
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (!state.isSo()) {
        if (left <= 0) throw new AssertionError("in vain: " + what + ", said was " + said);
        left = isHeard.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Something that can be looked at from outside.
  @FunctionalInterface
  interface Look {
    boolean isSo() throws IOException, SQLException;
  }

  void until(String what, Look look) throws IOException, InterruptedException, SQLException {
    long start = world.nanos();
    while (!look.isSo()) {
      if (world.since(start).compareTo(PATIENCE) > 0) throw new AssertionError("in vain: " + what);
      world.sleep(LOOK);
    }
  }

  /// Waits until a query's number is `wanted`.
  void until(String what, String query, long wanted)
      throws IOException, InterruptedException, SQLException {
    until(what, () -> count(query) == wanted);
  }

  /// Waits until everything is answered, and said.
  void untilQuiet() throws IOException, InterruptedException, SQLException {
    until("all is over", "select count(*) from inbox where state in ('new', 'taken')", 0);
    until("all is said", "select count(*) from outbox where state in ('pending', 'sending')", 0);
  }

  void pause(Duration time) throws InterruptedException {
    world.sleep(time);
  }

  /// The number that a query of the database finds.
  long count(String query) throws SQLException {
    return Long.parseLong(texts(query).getFirst());
  }

  /// The first column of what a query of the database finds.
  List<String> texts(String query) throws SQLException {
    String address = "jdbc:sqlite:file:" + home.resolve("nanobot.db") + "?mode=ro";
    List<String> texts = new ArrayList<>();
    try (var connection = DriverManager.getConnection(address);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) texts.add(rows.getString(1));
    }
    return texts;
  }

  @Override
  public void close() throws InterruptedException {
    program.stop(PATIENCE);
  }
}
