package dev.nanobot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// A small gateway over a journal file, right or with one flaw: what the kill run must find.
public final class PlantedGateway {
  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  /// What is wrong with it.
  enum Flaw {
    NONE,
    /// Accepts before anything is on disk.
    FORGETS,
    /// Does not note what it answered, and answers under another key.
    ANSWERS_AGAIN,
    /// Does not note that a command is about to run.
    RUNS_AGAIN,
    /// Gives a repeat another number.
    RENUMBERS
  }

  /// How long nobody says anything before what got no answer is said again.
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Path journal;
  private final Path workspace;
  private final Flaw flaw;
  private final PrintStream out = new PrintStream(System.out, false, UTF_8);
  private final Map<String, JsonNode> heard = new LinkedHashMap<>();
  private final Map<String, JsonNode> said = new LinkedHashMap<>();
  private final Set<String> begun = new HashSet<>();
  private final Set<String> done = new HashSet<>();

  private PlantedGateway(Path home, Flaw flaw) {
    this.journal = home.resolve("journal.txt");
    this.workspace = home;
    this.flaw = flaw;
  }

  /// Arguments: the home, the flaw.
  public static void main(String[] args) throws IOException, InterruptedException {
    new PlantedGateway(Path.of(args[0]), Flaw.valueOf(args[1])).run();
  }

  private void run() throws IOException, InterruptedException {
    if (Files.exists(journal)) {
      for (String line : Files.readAllLines(journal)) remember(Json.parse(line));
    }
    for (JsonNode message : heard.values()) {
      if (!done.contains(message.get("id").stringValue())) answer(message);
    }
    var lines = new LinkedBlockingQueue<Optional<String>>();
    Thread.ofPlatform().daemon().start(() -> read(lines));
    while (true) {
      Optional<String> line = lines.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) sayAgain();
      else if (line.isPresent()) take(Json.parse(line.get()));
      else return;
    }
  }

  /// Ends with an empty one.
  private static void read(BlockingQueue<Optional<String>> lines) {
    try (var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      in.lines().map(Optional::of).forEach(lines::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lines.add(Optional.empty());
    }
  }

  private void take(JsonNode node) throws IOException, InterruptedException {
    switch (node.get("type").stringValue()) {
      case "message" -> accept(node);
      case "said" -> {
        String key = asked(node).get("key").stringValue();
        note("done", key);
        done.add(key);
      }
      default -> write(asked(node));
    }
  }

  /// A chat may keep silent, and is not asked anything then: it gets its answer again.
  private void sayAgain() {
    for (JsonNode say : said.values()) {
      if (!done.contains(say.get("key").stringValue())) write(say);
    }
  }

  private JsonNode asked(JsonNode answer) {
    return Objects.requireNonNull(said.get(answer.get("id").toString()), "an answer to a say line");
  }

  private void remember(JsonNode entry) {
    entry.optional("heard").ifPresent(node -> heard.put(node.get("id").stringValue(), node));
    entry.optional("said").ifPresent(node -> said.put(node.get("id").toString(), node));
    entry.optional("begun").ifPresent(node -> begun.add(node.stringValue()));
    entry.optional("done").ifPresent(node -> done.add(node.stringValue()));
  }

  private void accept(JsonNode message) throws IOException, InterruptedException {
    String id = message.get("id").stringValue();
    boolean isNew = !heard.containsKey(id);
    if (isNew && flaw != Flaw.FORGETS) append(Json.write(Json.object().set("heard", message)));
    heard.put(id, message);
    int number = Integer.parseInt(id, 1, id.length(), 10);
    write(
        Json.object()
            .put("type", "accepted")
            .put("id", id)
            .put("message", isNew || flaw != Flaw.RENUMBERS ? number : -number));
    if (isNew) answer(message);
  }

  private void answer(JsonNode message) throws IOException, InterruptedException {
    String id = message.get("id").stringValue();
    String text = message.get("text").stringValue();
    if (text.startsWith("tool:exec ")) run(id, Json.parse(text.substring(10)));
    LockSupport.parkNanos(WORK_NANOS);
    String key = flaw == Flaw.ANSWERS_AGAIN ? id + "/" + System.nanoTime() : id;
    var say =
        Json.object()
            .put("type", "say")
            .put("id", said.size() + 1)
            .put("key", key)
            .put("chat", message.get("chat").stringValue())
            .put("text", "you said " + id);
    said.put(say.get("id").toString(), say);
    if (flaw != Flaw.ANSWERS_AGAIN) append(Json.write(Json.object().set("said", say)));
    write(say);
  }

  private void run(String id, JsonNode arguments) throws IOException, InterruptedException {
    if (!begun.add(id)) return;
    if (flaw != Flaw.RUNS_AGAIN) note("begun", id);
    new ProcessBuilder("sh", "-c", arguments.get("command").stringValue())
        .directory(workspace.toFile())
        .start()
        .waitFor();
    LockSupport.parkNanos(WORK_NANOS);
  }

  private void note(String what, String id) throws IOException {
    append(Json.write(Json.object().put(what, id)));
  }

  private void append(String line) throws IOException {
    Files.writeString(
        journal,
        line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.DSYNC);
  }

  private void write(JsonNode line) {
    out.println(Json.write(line));
    out.flush();
  }
}
